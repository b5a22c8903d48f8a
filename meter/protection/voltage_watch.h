// Rule 7: the over-voltage times of EN 50550, an under-voltage by parameter, and the return of both
// once the voltage has been right for a minute.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/quantity.h"
#include "meter/ratings.h"

namespace meter {

struct OverVoltagePoint {
    base::Millivolts voltage;
    std::chrono::milliseconds time;  // held for so long it opens; 0: never
};

// In the middle (geometric) of EN 50550's shortest and longest times: 3 to 15 s, 1 to 5 s, 0.25 to
// 0.75 s, 0.07 to 0.2 s; the switch's own 10 ms and a cycle's measurement have room in each.
// Between two points one over the time follows a straight line; above the last point the time is
// the last one's.
inline constexpr std::array<OverVoltagePoint, 5> over_voltage_times{
    OverVoltagePoint{base::Millivolts{260'000}, std::chrono::milliseconds{0}},
    OverVoltagePoint{base::Millivolts{275'000}, std::chrono::milliseconds{6'000}},
    OverVoltagePoint{base::Millivolts{300'000}, std::chrono::milliseconds{2'200}},
    OverVoltagePoint{base::Millivolts{350'000}, std::chrono::milliseconds{420}},
    OverVoltagePoint{base::Millivolts{400'000}, std::chrono::milliseconds{105}},
};

// An under-voltage opens after `delay` below `level`; no household standard gives times.
struct UnderVoltageLimit {
    base::Millivolts level;
    std::chrono::milliseconds delay;
};

struct VoltageSettings {
    bool over_voltage_trips = true;
    std::optional<UnderVoltageLimit> under_voltage;  // none: off
};

// What the protection wants of the supply now.
struct VoltageJudgement {
    bool is_too_high = false;   // opens for over-voltage
    bool is_too_low = false;    // opens for under-voltage
    bool has_returned = false;  // right for `return_time`: what opened may close
};

class VoltageWatch {
 public:
    static constexpr std::chrono::seconds return_time{60};
    // The highest right voltage: 110 % of the nominal one. The lowest lies 2 % above the level of
    // the under-voltage, or at `lowest_right` where that is off.
    static constexpr base::Millivolts highest_right{253'000};
    static constexpr base::Millivolts lowest_right{nominal_voltage.count() * 65 / 100};

    // Takes an RMS `voltage` held for `elapsed`; none is absent mains: nothing is too low then,
    // and nothing is right. `is_open`: the supply is open for a voltage, so its return is watched.
    [[nodiscard]] VoltageJudgement watch(std::optional<base::Millivolts> voltage, bool is_open,
                                         std::chrono::microseconds elapsed,
                                         const VoltageSettings& settings);

    bool operator==(const VoltageWatch&) const = default;

 private:
    [[nodiscard]] bool watch_over(base::Millivolts voltage, std::chrono::microseconds elapsed);
    [[nodiscard]] bool watch_under(base::Millivolts voltage, std::chrono::microseconds elapsed,
                                   const UnderVoltageLimit& limit);

    // All of it is zero while nothing is wrong.
    std::int64_t over_progress_ = 0;  // in 10^-9 of what opens; at most all of it
    std::chrono::microseconds low_for_{0};
    std::chrono::microseconds right_for_{0};  // at most the return time
};

}  // namespace meter
