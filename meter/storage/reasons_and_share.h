// Two bytes of a stored event: its reasons in the lower bits, in the upper three how many of its
// kind counted against its share.
#pragma once

#include <cstdint>
#include <optional>

#include "meter/events/event.h"
#include "meter/events/event_log.h"

namespace meter {

inline constexpr unsigned share_shift = 13;
static_assert(reason_rules.size() <= share_shift, "no reason where the share is");
static_assert(EventLog::share_of_a_kind <= 1U << (16 - share_shift), "a share has its bits");

[[nodiscard]] constexpr std::uint16_t reasons_and_share(const Event& event) {
    return static_cast<std::uint16_t>(event.reasons.bits() | event.share_used << share_shift);
}

[[nodiscard]] constexpr std::uint8_t share_in(std::uint16_t stored) {
    return static_cast<std::uint8_t>(stored >> share_shift);
}

// Nothing where a bit stands that no reason has.
[[nodiscard]] constexpr std::optional<Reasons> reasons_in(std::uint16_t stored) {
    return Reasons::from_bits(static_cast<std::uint16_t>(stored & ((1U << share_shift) - 1)));
}

}  // namespace meter
