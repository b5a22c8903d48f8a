// Commands about field cards: the cards of inspectors and fitters, each for a round of meters.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "card/id_record.h"
#include "card/identifiers.h"
#include "card/parameters.h"
#include "office/domain/identifiers.h"

namespace office {

// Gives a card its next round: a number above every round that any of its meters was ever in, so
// that each of them refuses the card of the round before from its first sight of this one.
struct IssueFieldCard {
    card::CardSerial serial{};
    card::CardKind kind = card::CardKind::inspection;
    UserId carrier{};                   // an inspector, or whoever goes in the place of one
    std::vector<card::MeterId> meters;  // 1 to card::most_places, none twice; each has its place
    // For every meter of the round, on a parameter card and on no other; the version is the
    // office's to give.
    std::optional<card::Parameters> parameters{};
};

// The card answered with authentication that it holds the whole round.
struct ConfirmFieldCard {
    card::CardSerial serial{};
    card::Generation round{};
};

// The card is lost or stolen. Its meters refuse it once they have seen their next round.
struct LoseFieldCard {
    card::CardSerial serial{};
};

// A meter of a round, with what its place is made for.
struct FieldMeter {
    card::MeterId meter{};
    card::KeyVersion key_version{};
    std::uint32_t parameter_version = 0;  // of a parameter card

    auto operator<=>(const FieldMeter&) const = default;
};

// What the card's ID file and its places are to hold.
struct NewFieldRound {
    card::Generation round{};
    card::KeyVersion key_version{};  // of the issuer's keys
    card::CustomerNumber carrier{};
    std::vector<FieldMeter> meters;  // in the order of their places

    auto operator<=>(const NewFieldRound&) const = default;
};

}  // namespace office
