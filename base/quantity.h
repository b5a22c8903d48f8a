// Whole counts with their unit in the type. A quantity combines only with itself; every change of
// unit is a named function that says how it rounds and who gains the remainder.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace base {

// A signed 64-bit whole count of `Unit`. Explicit in, `count()` out.
template <typename Unit>
class Quantity {
 public:
    constexpr Quantity() = default;
    constexpr explicit Quantity(std::int64_t count) : count_{count} {}

    [[nodiscard]] constexpr std::int64_t count() const { return count_; }

    [[nodiscard]] constexpr bool is_negative() const { return count_ < 0; }

    constexpr auto operator<=>(const Quantity&) const = default;

    // For sums whose ranges are known to fit; outside values go through checked_add.
    constexpr Quantity operator+(Quantity other) const { return Quantity{count_ + other.count_}; }
    constexpr Quantity operator-(Quantity other) const { return Quantity{count_ - other.count_}; }
    constexpr Quantity operator-() const { return Quantity{-count_}; }
    constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
    constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }

 private:
    std::int64_t count_ = 0;
};

// The sum, or nothing where it does not fit 64 bits.
template <typename Unit>
[[nodiscard]] constexpr std::optional<Quantity<Unit>> checked_add(Quantity<Unit> a,
                                                                  Quantity<Unit> b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.count(), b.count(), &sum)) {
        return std::nullopt;
    }
    return Quantity<Unit>{sum};
}

// The difference, or nothing where it does not fit 64 bits.
template <typename Unit>
[[nodiscard]] constexpr std::optional<Quantity<Unit>> checked_subtract(Quantity<Unit> a,
                                                                       Quantity<Unit> b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.count(), b.count(), &difference)) {
        return std::nullopt;
    }
    return Quantity<Unit>{difference};
}

using Millijoules = Quantity<struct MillijoulesUnit>;  // energy in the meter
using WattHours = Quantity<struct WattHoursUnit>;  // energy on cards, displays and in the office
using Milliwatts = Quantity<struct MilliwattsUnit>;
using Millivolts = Quantity<struct MillivoltsUnit>;
using Milliamperes = Quantity<struct MilliamperesUnit>;
using MinorUnits = Quantity<struct MinorUnitsUnit>;  // money; the currency is the office's

inline constexpr std::int64_t millijoules_per_watt_hour = 3'600'000;

// The largest energy that a card or an order may state: 48 bits of watt-hours would overflow the
// meter's millijoules, so one thousand million kilowatt-hours is the limit everywhere.
inline constexpr WattHours largest_energy{1'000'000'000'000};

}  // namespace base
