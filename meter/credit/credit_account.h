// What was ordered and what was used: the registers that are kept for ever.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/quantity.h"
#include "base/rounding.h"
#include "card/identifiers.h"

namespace meter {

// What an order states about all orders so far; the meter repeats it and computes none of it.
struct OrderedFigures {
    card::Sequence sequence{};
    base::WattHours ordered_total{};  // 0 to base::largest_energy
    std::uint32_t purchases = 0;
    base::WattHours last_purchase{};
    std::chrono::sys_seconds last_purchase_time{};

    constexpr bool operator==(const OrderedFigures&) const = default;
};

// remaining = ordered total - consumed total, exactly, always. The consumed and the overdrawn total
// never fall.
class CreditAccount {
 public:
    constexpr CreditAccount() = default;
    // Goes on from kept registers; neither total may be negative.
    CreditAccount(const OrderedFigures& ordered, base::Millijoules consumed_total,
                  base::Millijoules overdrawn_total);

    // Counts used energy, not negative; what lies below zero remaining counts as overdrawn too.
    void consume(base::Millijoules energy);

    // Takes over the figures of an order that was accepted.
    void take(const OrderedFigures& ordered) { ordered_ = ordered; }

    [[nodiscard]] base::Millijoules remaining() const;
    [[nodiscard]] const OrderedFigures& ordered() const { return ordered_; }
    [[nodiscard]] base::Millijoules consumed_total() const { return consumed_total_; }
    [[nodiscard]] base::Millijoules overdrawn_total() const { return overdrawn_total_; }

    // For display and JSON: whole watt-hours that are certainly there.
    [[nodiscard]] base::WattHours remaining_watt_hours() const {
        return base::watt_hours_down(remaining());
    }

    bool operator==(const CreditAccount&) const = default;

 private:
    OrderedFigures ordered_;
    base::Millijoules consumed_total_;
    base::Millijoules overdrawn_total_;
};

}  // namespace meter
