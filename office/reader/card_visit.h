// One visit of a card at the office: select, read who it is, have it prove that, give it commands.
// Nothing the card says counts before the channel stands and unless its answer carries the
// channel's code. After the first failure the visit is over.
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

    [[nodiscard]] const card::IdRecord& id() const { return id_; }

    // Opens the issuer's channel of a personalised card with the keys of its serial and reads the
    // ID again there: what id() says is proven from now on. Refused: card_blank, card_blocked, what
    // the link refuses, card_not_genuine, card_refused, keys_unavailable.
    [[nodiscard]] Result<void> prove(KeyStore& keys);

    // Opens the channel of a blank card, with the published key: proves nothing. Refused: what the
    // link refuses, card_not_genuine, card_refused.
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
