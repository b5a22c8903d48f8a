#include "office/reader/key_renewal.h"

#include <algorithm>
#include <array>

#include "card/commands.h"
#include "card/keys_record.h"

namespace office {

std::expected<void, CardProblem> KeyRenewal::give_tries_back() {
    const card::IdRecord& id = visit_.id();
    if (const auto put = put_meter_keys(card::KeySet::meter, id.key_version, id.key_version);
        !put) {
        return put;
    }
    return give(card::store_identity(card::encode(id)));
}

std::expected<KeyRenewal::Step, CardProblem> KeyRenewal::take_on(card::KeyVersion of_meter,
                                                                 card::KeyVersion in_use) {
    const card::IdRecord& id = visit_.id();
    if (of_meter > id.key_version) {
        return finish(of_meter);
    }
    if (in_use > of_meter) {
        return begin(in_use);
    }
    return Step::none;
}

std::expected<KeyRenewal::Step, CardProblem> KeyRenewal::begin(card::KeyVersion in_use) {
    card::IdRecord id = visit_.id();
    // The meter may have gone over to the one that lies there: another in its place would leave the
    // card without any key of its meter. It goes further once a report has shown that one.
    const bool has_next = id.next_key_version != card::KeyVersion{0};
    const card::KeyVersion next = has_next ? id.next_key_version : in_use;
    const auto record = keys_.keys_record(id.meter, next);
    if (!record) {
        // Without the roll-over key, or with the new master not in yet, the card goes on as it is.
        return record.error() == KeyProblem::unknown_key_version
                   ? std::expected<Step, CardProblem>{Step::none}
                   : std::unexpected{CardProblem::keys_unavailable};
    }
    const auto there = visit_.give(card::read(card::File::keys));
    if (!there) {
        return std::unexpected{there.error()};
    }
    // Also where they are there already: no card tells how many tries are left for these.
    if (const auto put = put_meter_keys(card::KeySet::next_meter, next, id.key_version); !put) {
        return std::unexpected{put.error()};
    }
    id.next_key_version = next;
    if (const auto stored = give(card::store_identity(card::encode(id))); !stored) {
        return std::unexpected{stored.error()};
    }
    if (std::ranges::equal(*there, *record)) {
        return Step::none;
    }
    if (const auto written = give(card::update(card::File::keys, *record)); !written) {
        return std::unexpected{written.error()};
    }
    return Step::begun;
}

std::expected<KeyRenewal::Step, CardProblem> KeyRenewal::finish(card::KeyVersion version) {
    card::IdRecord id = visit_.id();
    const auto issuer = keys_.renewed_issuer_keys(id.serial, version, id.key_version);
    if (!issuer) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    using enum card::KeyPurpose;
    constexpr std::array purposes{enc, mac, dek};
    for (std::size_t i = 0; i < purposes.size(); ++i) {
        if (const auto put = give(card::put_key(card::KeySet::issuer, purposes[i], issuer->at(i)));
            !put) {
            return std::unexpected{put.error()};
        }
    }
    // The card unwraps these with the DEK that it has just been given.
    if (const auto put = put_meter_keys(card::KeySet::meter, version, version); !put) {
        return std::unexpected{put.error()};
    }
    id.key_version = version;
    id.next_key_version = card::KeyVersion{0};
    if (const auto stored = give(card::store_identity(card::encode(id))); !stored) {
        return std::unexpected{stored.error()};
    }
    return Step::finished;
}

std::expected<void, CardProblem> KeyRenewal::put_meter_keys(card::KeySet set,
                                                            card::KeyVersion version,
                                                            card::KeyVersion under) {
    const card::IdRecord& id = visit_.id();
    const auto keys = keys_.wrapped_card_keys(id.meter, version, id.serial, id.generation, under);
    if (!keys) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    using enum card::KeyPurpose;
    if (const auto put = give(card::put_key(set, enc, keys->at(0))); !put) {
        return put;
    }
    return give(card::put_key(set, mac, keys->at(1)));
}

std::expected<void, CardProblem> KeyRenewal::give(const card::Command& command) {
    const auto done = visit_.give(command);
    if (!done) {
        return std::unexpected{done.error()};
    }
    return {};
}

}  // namespace office
