// One visit of a card at the office: select, read who it is, open the issuer's channel, give it
// commands. Nothing the card says counts before the channel stands and unless its answer carries
// the channel's code. After the first failure the visit is over.
#pragma once

#include <array>
#include <cstdint>
#include <expected>

#include "card/apdu.h"
#include "card/commands.h"
#include "card/id_record.h"
#include "card/scp03/host_channel.h"
#include "office/domain/card_link.h"
#include "office/domain/card_work.h"
#include "office/domain/key_store.h"

namespace office {

class CardVisit {
 public:
    template <typename T>
    using Result = std::expected<T, CardProblem>;

    // Selects the application and reads the ID file, which proves nothing yet. `link` outlives the
    // visit. Refused: what the link refuses, not_our_card.
    [[nodiscard]] static Result<CardVisit> begin(CardLink& link);

    // The same with a personalised card, whose ID was read again in the issuer's channel and is
    // proven. Refused besides: card_blank, card_blocked, what open_issuer_channel() refuses.
    [[nodiscard]] static Result<CardVisit> open(CardLink& link, KeyStore& keys);

    [[nodiscard]] const card::IdRecord& id() const { return id_; }

    // Opens the channel with the keys of this card's serial, or with the published key of a blank
    // card. Refused: what the link refuses, card_not_genuine, card_refused, keys_unavailable.
    [[nodiscard]] Result<void> open_issuer_channel(KeyStore& keys);
    [[nodiscard]] Result<void> open_blank_channel();

    // Gives `command` in the channel: the data of the card's authenticated answer.
    // Refused: what the link refuses, card_not_genuine, card_refused.
    [[nodiscard]] Result<card::ResponseData> give(const card::Command& command);

 private:
    explicit CardVisit(CardLink& link) : link_{&link} {}

    [[nodiscard]] Result<card::Response> exchange(const card::Command& command);
    // `make_keys` gives the session keys for the challenges of both sides.
    template <typename MakeKeys>
    [[nodiscard]] Result<void> open_channel(MakeKeys make_keys);

    CardLink* link_;
    card::IdRecord id_;
    card::HostChannel channel_;
};

// Sixteen unpredictable bytes of the operating system.
[[nodiscard]] std::array<std::uint8_t, 16> fresh_bytes();

}  // namespace office
