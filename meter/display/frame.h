// What the meter's display shows at one moment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/fixed_vector.h"
#include "base/quantity.h"
#include "card/digest.h"
#include "meter/credit/reason.h"
#include "meter/display/lamps.h"
#include "meter/metrology/units.h"
#include "meter/self_test/fault.h"
#include "meter/terminal/insertion_result.h"

namespace meter {

enum class Unit : std::uint8_t { none, kilowatt_hours, kilowatts, volts, amperes, hertz };

// Symbols beside the digits. The number is the sign's place among the segments.
enum class Sign : std::uint8_t {
    supply_open = 0,
    alarm = 1,      // remaining is below the alarm level
    overdrawn = 2,  // remaining is below zero
    card = 3,       // a card is being worked on: do not pull it
    clock_not_trusted = 4,
    reversed = 5,      // energy flows towards the grid
    tampering = 6,     // cover, magnet, bypass: what the meter takes for tampering lasts
    leakage = 7,       // the leakage protection has opened the supply
    overload = 8,      // the power limit has
    voltage = 9,       // the voltage is outside its limits
    battery_low = 10,  // of the clock
    fault = 11,        // the meter found something wrong with itself
};
inline constexpr std::size_t sign_count = 12;

class Signs {
 public:
    constexpr void set(Sign sign, bool shown) {
        bits_ = static_cast<std::uint16_t>(shown ? bits_ | bit(sign) : bits_ & ~bit(sign));
    }
    [[nodiscard]] constexpr bool contains(Sign sign) const { return (bits_ & bit(sign)) != 0; }
    [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }

    constexpr bool operator==(const Signs&) const = default;

 private:
    static constexpr unsigned bit(Sign sign) { return 1U << static_cast<unsigned>(sign); }

    std::uint16_t bits_ = 0;
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
    voltage,
    current,
    frequency,
    exported_total,   // to the grid, where that is allowed: never credit
    without_voltage,  // counted at nominal voltage while none was seen
    calibration,  // the first eight digits, in hexadecimal, of the digest of the calibration in use
    program,      // the same of the program
    open_reason,  // OFF-NN, NN the reason's number
    fault,        // FAIL-NN, NN the fault's number
    segment_test,  // all that the display has
};
inline constexpr std::size_t page_count = 18;

// At most eight digits, with a decimal point and a minus sign of their own.
using FrameText = base::FixedVector<char, 10>;

struct Frame {
    Page page = Page::remaining;
    FrameText text{};
    Unit unit = Unit::none;
    Signs signs{};
    Advice advice = Advice::none;
    Lamps lamps{};

    [[nodiscard]] std::string_view text_view() const { return {text.data(), text.size()}; }

    constexpr bool operator==(const Frame&) const = default;
};

// `energy` in kilowatt-hours with two decimals, rounded down; without decimals where eight digits
// do not hold them.
[[nodiscard]] FrameText kilowatt_hours_text(base::WattHours energy);
// `power` in kilowatts with three decimals, rounded toward zero.
[[nodiscard]] FrameText kilowatts_text(base::Milliwatts power);
// In volts with one decimal, amperes with two, hertz with two; rounded toward zero. Not negative.
[[nodiscard]] FrameText volts_text(base::Millivolts voltage);
[[nodiscard]] FrameText amperes_text(base::Milliamperes current);
[[nodiscard]] FrameText hertz_text(Millihertz frequency);
// At most eight digits; a larger number shows as eight nines.
[[nodiscard]] FrameText count_text(std::uint64_t count);
// The first four bytes in hexadecimal.
[[nodiscard]] FrameText digest_text(const card::Digest8& digest);
// "Good", or "Err-07" for a failure.
[[nodiscard]] FrameText result_text(InsertionResult result);
// "OFF-03".
[[nodiscard]] FrameText reason_text(Reason reason);
// "FAIL-03".
[[nodiscard]] FrameText fault_text(Fault fault);

}  // namespace meter
