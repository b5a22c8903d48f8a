#include "card/testing/cards.h"

#include <stdexcept>
#include <utility>

namespace card::testing {
namespace {

void must_be_done(StatusWord status) {
    if (status != StatusWord::done) {
        throw std::runtime_error{"the card refuses to be personalised"};
    }
}

}  // namespace

IssuerKeys issuer_keys(const Key128& master_key, CardSerial serial) {
    const auto key = [&](KeyPurpose purpose) {
        return derive(master_key, issuer_key_block(serial, purpose));
    };
    return {{key(KeyPurpose::enc), key(KeyPurpose::mac)}, key(KeyPurpose::dek)};
}

SoftwareCard personalised_card(const IdRecord& id, const Key128& meter_key,
                               const IssuerKeys& issuer, const OrderBytes& order) {
    CardMemory memory;
    memory.id = id;
    memory.issuer.keys = issuer.channel;
    memory.issuer_dek = issuer.dek;
    memory.meter.keys = card_keys(meter_key, id.serial, id.generation);
    memory.order = order;
    return SoftwareCard{memory};
}

void personalise(CardSession& session, const IdRecord& id, const Key128& meter_key,
                 const IssuerKeys& issuer) {
    const Key128 test_key = blank_card_key();
    const ChannelKeys meter = card_keys(meter_key, id.serial, id.generation);
    const auto put = [&](KeySet set, KeyPurpose purpose, const Key128& under, const Key128& key) {
        must_be_done(session.send_secured(put_key(set, purpose, wrap_key(under, key))).status);
    };

    must_be_done(session.open(KeySet::issuer, {test_key, test_key}));
    put(KeySet::issuer, KeyPurpose::enc, test_key, issuer.channel.enc);
    put(KeySet::issuer, KeyPurpose::mac, test_key, issuer.channel.mac);
    put(KeySet::issuer, KeyPurpose::dek, test_key, issuer.dek);
    put(KeySet::meter, KeyPurpose::enc, issuer.dek, meter.enc);
    put(KeySet::meter, KeyPurpose::mac, issuer.dek, meter.mac);
    must_be_done(session.send_secured(store_identity(encode(id))).status);
}

void personalise(SoftwareCard& blank, const IdRecord& id, const Key128& meter_key,
                 const IssuerKeys& issuer) {
    CardSession session{blank};
    personalise(session, id, meter_key, issuer);
}

namespace {

void load_meter_set(CardSession& session, KeySet set, const IdRecord& id, const Key128& meter_key,
                    const Key128& dek) {
    const ChannelKeys keys = card_keys(meter_key, id.serial, id.generation);
    must_be_done(
        session.send_secured(put_key(set, KeyPurpose::enc, wrap_key(dek, keys.enc))).status);
    must_be_done(
        session.send_secured(put_key(set, KeyPurpose::mac, wrap_key(dek, keys.mac))).status);
    must_be_done(session.send_secured(store_identity(encode(id))).status);
}

}  // namespace

FieldCard::FieldCard(CardKind kind, CardSerial serial, const Key128& master_key)
    : kind_{kind},
      issuer_{issuer_keys(master_key, serial)},
      memory_{std::make_unique<FieldMemory>()},
      card_{SoftwareCard::blank(serial).memory(), *memory_} {}

void FieldCard::begin_round(Generation round, std::initializer_list<Visited> meters) {
    const CardSerial serial = card_.memory().id.serial;
    const IdRecord id{.kind = kind_,
                      .life_cycle = LifeCycle::personalised,
                      .serial = serial,
                      .generation = round,
                      .meter = {},
                      .customer = example_customer,
                      .key_version = KeyVersion{1},
                      .next_key_version = {}};
    CardSession session{card_};
    const auto give = [&](const Command& command) {
        must_be_done(session.send_secured(command).status);
    };
    if (card_.memory().id.life_cycle == LifeCycle::blank) {
        const Key128 test_key = blank_card_key();
        must_be_done(session.open(KeySet::issuer, {test_key, test_key}));
        for (const auto& [purpose, key] : {std::pair{KeyPurpose::enc, issuer_.channel.enc},
                                           std::pair{KeyPurpose::mac, issuer_.channel.mac},
                                           std::pair{KeyPurpose::dek, issuer_.dek}}) {
            give(put_key(KeySet::issuer, purpose, wrap_key(test_key, key)));
        }
    } else {
        must_be_done(session.open(KeySet::issuer, issuer_.channel));
    }
    give(store_identity(encode(id)));
    std::uint8_t place = 0;
    for (const Visited& visited : meters) {
        const ChannelKeys keys = field_keys(visited.meter_key, serial, round);
        give(put_place(place, {.meter = visited.meter,
                               .key_version = KeyVersion{1},
                               .enc = wrap_key(issuer_.dek, keys.enc),
                               .mac = wrap_key(issuer_.dek, keys.mac)}));
        if (kind_ == CardKind::parameter) {
            give(update_place(File::parameters, place, visited.parameters));
        }
        ++place;
    }
}

void bring_keys(SoftwareCard& card, KeyVersion version, const Key128& next_meter_key,
                const Key128& roll_key, const IssuerKeys& issuer) {
    CardSession session{card};
    must_be_done(session.open(KeySet::issuer, issuer.channel));
    IdRecord id = card.memory().id;
    id.next_key_version = version;
    load_meter_set(session, KeySet::next_meter, id, next_meter_key, issuer.dek);
    must_be_done(session
                     .send_secured(update(File::keys, signed_keys_record(version, id.meter,
                                                                         next_meter_key, roll_key)))
                     .status);
}

void retire_old_key(SoftwareCard& card, const Key128& next_meter_key, const IssuerKeys& issuer) {
    CardSession session{card};
    must_be_done(session.open(KeySet::issuer, issuer.channel));
    IdRecord id = card.memory().id;
    id.key_version = id.next_key_version;
    id.next_key_version = {};
    load_meter_set(session, KeySet::meter, id, next_meter_key, issuer.dek);
}

}  // namespace card::testing
