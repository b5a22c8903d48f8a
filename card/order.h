// Energy bought, as carried to one meter. It states the total ever ordered, never a difference:
// loading it twice is harmless, and a lost order is healed by the next.
// Every byte is in docs/formats/card.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/record.h"

namespace card {

// Correction, refund, carry-over and closing may lower the ordered total; no other kind may.
enum class OrderKind : std::uint8_t {
    opening = 1,
    purchase = 2,
    replacement = 3,
    correction = 4,
    refund = 5,
    free_issue = 6,
    carry_over = 7,
    closing = 8,
};

struct Order {
    KeyVersion key_version{1};
    OrderKind kind = OrderKind::opening;
    MeterId meter{};
    CardSerial card{};
    Generation generation{1};
    Sequence sequence{1};
    base::WattHours energy;         // of this order, either sign, at most largest_energy
    base::WattHours ordered_total;  // ever, 0 to largest_energy
    std::uint32_t purchases = 0;    // ever
    base::WattHours last_purchase_energy;
    std::chrono::sys_seconds last_purchase_time;  // 1970 without a purchase
    CustomerNumber customer{};
    std::uint32_t parameter_version = 0;  // of the parameter set to follow; 0 where there is none
    std::chrono::sys_seconds issue_time;
    OfficeId office{};

    bool operator==(const Order&) const = default;
};

inline constexpr std::size_t order_size = 128;
using OrderBytes = std::array<std::uint8_t, order_size>;

// The record with a code of zeros: set_mac() puts in the CMAC under K_order of mac_input().
// Fields outside the ranges of decode_order() are a programming error.
[[nodiscard]] OrderBytes encode(const Order& order);

// Refused: every RecordError. Nothing is said about the code: ask is_genuine().
// encode() of the result, with the code set again, gives back the same bytes.
[[nodiscard]] std::expected<Order, RecordError> decode_order(std::span<const std::uint8_t> bytes);

}  // namespace card
