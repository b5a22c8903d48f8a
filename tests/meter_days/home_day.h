// A day of an honest home, second by second: what its meter measures.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bench/random.h"
#include "meter/measurement.h"

namespace meter_days {

inline constexpr int seconds_a_day = 86'400;

// Power of a home for each minute of a day, in watts.
using MinuteWatts = std::array<double, 1440>;

// What an honest home may show that looks like tampering or a fault.
enum class Innocent {
    motor_starts,    // six times their power for a second or two, thirty times a day
    solar_export,    // a roof feeds the grid where that is allowed
    neutral_offset,  // the neutral sensor is up to 5 % off
    brown_outs,      // 40 to 90 % of the voltage for up to two hours, and dips
    three_days_off,  // no mains for three days, and for some seconds
};
inline constexpr std::array all_innocent{Innocent::motor_starts, Innocent::solar_export,
                                         Innocent::neutral_offset, Innocent::brown_outs,
                                         Innocent::three_days_off};
[[nodiscard]] std::string_view name_of(Innocent innocent);

// Days of measured homes; none where the measurements are not there.
[[nodiscard]] std::vector<MinuteWatts> measured_days(const std::string& one_minute_csv,
                                                     const std::string& half_hour_csv);
// A day of a home that nobody measured.
[[nodiscard]] MinuteWatts generated_day(bench::Random& random);

struct DrawnDay {
    const MinuteWatts& load;
    bool is_measured;
};
// One of the `measured` days or, as often or where there are none, a generated one, which is put
// into `generated`.
[[nodiscard]] DrawnDay draw_day(const std::vector<MinuteWatts>& measured, MinuteWatts& generated,
                                bench::Random& random);

class HomeDay {
 public:
    HomeDay(const MinuteWatts& load, Innocent innocent, bench::Random& random);

    // What is measured in a second of the day, 0 to 86,399.
    [[nodiscard]] meter::Measurement at(int second, bench::Random& random) const;
    // When the mains go for three days; none on other days.
    [[nodiscard]] int mains_lost_at() const { return mains_lost_at_; }

 private:
    struct Span {
        int begin;
        int end;
        double value;  // watts, or the share of the voltage
    };

    const MinuteWatts& load_;
    Innocent innocent_;
    std::vector<Span> starts_;
    std::vector<Span> brown_outs_;
    double neutral_share_ = 1;
    double solar_peak_watts_ = 0;
    double earth_milliamperes_ = 0;
    int mains_lost_at_ = -1;
};

}  // namespace meter_days
