// What the meter's display shows at one moment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/fixed_vector.h"
#include "base/quantity.h"
#include "meter/credit/reason.h"
#include "meter/terminal/insertion_result.h"

namespace meter {

enum class Unit : std::uint8_t { none, kilowatt_hours, kilowatts };

// Symbols beside the digits.
enum class Sign : std::uint8_t {
    supply_open = 0,
    alarm = 1,      // remaining is below the alarm level
    overdrawn = 2,  // remaining is below zero
    card = 3,       // a card is being worked on: do not pull it
    clock_not_trusted = 4,
};

class Signs {
 public:
    constexpr void set(Sign sign, bool shown) {
        bits_ = static_cast<std::uint8_t>(shown ? bits_ | bit(sign) : bits_ & ~bit(sign));
    }
    [[nodiscard]] constexpr bool contains(Sign sign) const { return (bits_ & bit(sign)) != 0; }

    constexpr bool operator==(const Signs&) const = default;

 private:
    static constexpr unsigned bit(Sign sign) { return 1U << static_cast<unsigned>(sign); }

    std::uint8_t bits_ = 0;
};

enum class Page : std::uint8_t {
    card_at_work,
    insertion_result,
    ordered_total,
    purchases,
    last_purchase,
    consumed_total,
    remaining,
    power,
};

// At most eight digits, with a decimal point and a minus sign of their own.
using FrameText = base::FixedVector<char, 10>;

struct Frame {
    Page page = Page::remaining;
    FrameText text{};
    Unit unit = Unit::none;
    Signs signs{};
    Advice advice = Advice::none;

    [[nodiscard]] std::string_view text_view() const { return {text.data(), text.size()}; }

    constexpr bool operator==(const Frame&) const = default;
};

// `energy` in kilowatt-hours with two decimals, rounded down; without decimals where eight digits
// do not hold them.
[[nodiscard]] FrameText kilowatt_hours_text(base::WattHours energy);
// `power` in kilowatts with three decimals, rounded down; not negative.
[[nodiscard]] FrameText kilowatts_text(base::Milliwatts power);
// At most eight digits; a larger number shows as eight nines.
[[nodiscard]] FrameText count_text(std::uint64_t count);
// "Good", or "Err-07" for a failure.
[[nodiscard]] FrameText result_text(InsertionResult result);

}  // namespace meter
