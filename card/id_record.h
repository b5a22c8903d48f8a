// What a card says about itself to anyone: file 01. It carries no code, so it only tells which keys
// to try; the secure channel proves it. Every byte is in docs/formats/card.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "card/identifiers.h"
#include "card/record.h"

namespace card {

// All but a customer's are field cards: an inspector's or a fitter's, for a round of meters.
enum class CardKind : std::uint8_t { customer = 1, inspection = 2, parameter = 3, maintenance = 4 };
[[nodiscard]] constexpr bool is_field_card(CardKind kind) {
    return kind != CardKind::customer;
}

enum class LifeCycle : std::uint8_t {
    blank = 0,         // serial only; opened with the published test key
    personalised = 1,  // of one meter
    blocked = 2,       // by the office, until it unblocks it; for good where no try of its is left
    retired = 3,       // taken back by the office; only another assignment makes it a card again
};

// Whether the office may store `to` on a card that is `from`; the same again is allowed but for a
// blank card, so that a torn answer can be repeated.
[[nodiscard]] bool may_become(LifeCycle from, LifeCycle to);

struct IdRecord {
    CardKind kind = CardKind::customer;
    LifeCycle life_cycle = LifeCycle::blank;
    CardSerial serial{};
    // Zero until the card is personalised, valid from then on.
    Generation generation{};        // of a field card: its round
    MeterId meter{};                // none on a field card
    CustomerNumber customer{};      // of a field card: the number of who carries it
    KeyVersion key_version{};       // of key set 31; of a field card: of its issuer's keys
    KeyVersion next_key_version{};  // of key set 32, above it; 0 where there is none

    bool operator==(const IdRecord&) const = default;
};

inline constexpr std::size_t id_size = 32;
using IdBytes = std::array<std::uint8_t, id_size>;

// Fields outside the ranges of decode_id() are a programming error.
[[nodiscard]] IdBytes encode(const IdRecord& id);

// Refused: every RecordError but spare_not_zero; unknown_kind also for an unknown life cycle.
// encode() of the result gives back the same bytes.
[[nodiscard]] std::expected<IdRecord, RecordError> decode_id(std::span<const std::uint8_t> bytes);

}  // namespace card
