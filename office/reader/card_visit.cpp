#include "office/reader/card_visit.h"

#include <sys/random.h>

#include <algorithm>
#include <utility>

#include "base/ensure.h"
#include "card/key_derivation.h"

namespace office {
namespace {

// What every blank card holds: GlobalPlatform's published test key.
const card::Key128& published_key() {
    static const card::Key128 key{card::Block{0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48,
                                              0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F}};
    return key;
}

CardProblem problem_of(LinkProblem problem) {
    switch (problem) {
        case LinkProblem::no_card:
            return CardProblem::no_card;
        case LinkProblem::card_pulled:
            return CardProblem::card_pulled;
        case LinkProblem::reader_gone:
            return CardProblem::reader_gone;
        case LinkProblem::desk_gone:
            return CardProblem::desk_gone;
    }
    std::unreachable();
}

CardProblem problem_of(card::ChannelError error) {
    switch (error) {
        case card::ChannelError::refused:
            return CardProblem::card_refused;
        case card::ChannelError::malformed:
        case card::ChannelError::wrong_cryptogram:
        case card::ChannelError::wrong_code:
        case card::ChannelError::out_of_order:
        case card::ChannelError::too_long:
            return CardProblem::card_not_genuine;
    }
    std::unreachable();
}

}  // namespace

CardVisit::Result<CardVisit> CardVisit::begin(CardLink& link) {
    CardVisit visit{link};
    for (const card::Command& command : {card::select_application(), card::read_identity()}) {
        const auto response = visit.exchange(command);
        if (!response) {
            return std::unexpected{response.error()};
        }
        if (response->status != card::StatusWord::done) {
            return std::unexpected{CardProblem::not_our_card};
        }
        if (command == card::read_identity()) {
            const auto id = card::decode_id({response->data.data(), response->data.size()});
            if (!id) {
                return std::unexpected{CardProblem::not_our_card};
            }
            visit.id_ = *id;
        }
    }
    return visit;
}

CardVisit::Result<void> CardVisit::prove(KeyStore& keys) {
    if (id_.life_cycle == card::LifeCycle::blank) {
        return std::unexpected{CardProblem::card_blank};
    }
    if (id_.life_cycle != card::LifeCycle::personalised) {
        return std::unexpected{CardProblem::card_blocked};
    }
    const auto opened =
        open_channel([&](const card::Challenges& challenges) -> Result<card::SessionKeys> {
            const auto made = keys.issuer_session_keys(id_.serial, id_.key_version, challenges.host,
                                                       challenges.card);
            if (!made) {
                return std::unexpected{CardProblem::keys_unavailable};
            }
            return *made;
        });
    if (!opened) {
        return opened;
    }
    const auto proven = give(card::read(card::File::id));
    if (!proven) {
        return std::unexpected{proven.error()};
    }
    if (const auto id = card::decode_id({proven->data(), proven->size()}); !id || *id != id_) {
        return std::unexpected{CardProblem::card_not_genuine};
    }
    return {};
}

template <typename MakeKeys>
CardVisit::Result<void> CardVisit::open_channel(MakeKeys make_keys) {
    card::Challenge challenge{};
    const auto random = fresh_bytes();
    std::copy_n(random.begin(), challenge.size(), challenge.begin());
    const auto first = exchange(channel_.initialize_update(card::KeySet::issuer, challenge));
    if (!first) {
        return std::unexpected{first.error()};
    }
    const auto challenges = channel_.accept_challenge(*first);
    if (!challenges) {
        return std::unexpected{problem_of(challenges.error())};
    }
    const Result<card::SessionKeys> keys = make_keys(*challenges);
    if (!keys) {
        return std::unexpected{keys.error()};
    }
    const auto authenticate = channel_.authenticate(*keys);
    if (!authenticate) {
        return std::unexpected{problem_of(authenticate.error())};
    }
    const auto second = exchange(*authenticate);
    if (!second) {
        return std::unexpected{second.error()};
    }
    if (const auto accepted = channel_.accept_authentication(*second); !accepted) {
        return std::unexpected{problem_of(accepted.error())};
    }
    return {};
}

CardVisit::Result<void> CardVisit::open_blank_channel() {
    return open_channel([](const card::Challenges& challenges) -> Result<card::SessionKeys> {
        return card::session_keys({.enc = published_key(), .mac = published_key()}, challenges);
    });
}

CardVisit::Result<card::ResponseData> CardVisit::give(const card::Command& command) {
    const auto wrapped = channel_.wrap(command);
    if (!wrapped) {
        return std::unexpected{problem_of(wrapped.error())};
    }
    const auto response = exchange(*wrapped);
    if (!response) {
        return std::unexpected{response.error()};
    }
    const auto data = channel_.unwrap(*response);
    if (!data) {
        return std::unexpected{problem_of(data.error())};
    }
    return *data;
}

CardVisit::Result<card::Response> CardVisit::exchange(const card::Command& command) {
    const card::ApduBytes bytes = card::encode(command);
    const auto answer = link_->transmit({bytes.data(), bytes.size()});
    if (!answer) {
        channel_.close();
        return std::unexpected{problem_of(answer.error())};
    }
    const auto response = card::decode_response(*answer);
    if (!response) {
        channel_.close();
        return std::unexpected{CardProblem::card_not_genuine};
    }
    return *response;
}

std::array<std::uint8_t, 16> fresh_bytes() {
    std::array<std::uint8_t, 16> bytes{};
    base::ensure(::getrandom(bytes.data(), bytes.size(), 0) ==
                 static_cast<::ssize_t>(bytes.size()));
    return bytes;
}

}  // namespace office
