#include "tests/meter_days/home_day.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "boards/host/load_csv.h"

namespace meter_days {
namespace {

constexpr double nominal_volts = 230;

std::string text_of_file(const std::string& path) {
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The minutes of a measured house, whole days only.
void add_minutes(const std::string& path, std::vector<MinuteWatts>& days) {
    const auto load = boards::parse_load_csv(text_of_file(path));
    if (!load) {
        return;
    }
    MinuteWatts day{};
    std::size_t minute = 0;
    for (const boards::LoadReading& reading : load->readings) {
        day[minute] = static_cast<double>(reading.power.count()) / 1000;
        if (++minute == day.size()) {
            days.push_back(day);
            minute = 0;
        }
    }
}

// Rows of home,local_time,energy_kwh: thirty minutes of even power each.
void add_half_hours(const std::string& path, std::vector<MinuteWatts>& days) {
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    MinuteWatts day{};
    std::size_t minute = 0;
    while (std::getline(file, line)) {
        const double watts = std::stod(line.substr(line.rfind(',') + 1)) * 2000;
        for (int i = 0; i < 30; ++i) {
            day[minute++] = watts;
        }
        if (minute == day.size()) {
            days.push_back(day);
            minute = 0;
        }
    }
}

template <typename Spans>
double value_at(const Spans& spans, int second, double otherwise) {
    for (const auto& span : spans) {
        if (span.begin <= second && second < span.end) {
            return span.value;
        }
    }
    return otherwise;
}

}  // namespace

std::string_view name_of(Innocent innocent) {
    switch (innocent) {
        case Innocent::motor_starts:
            return "motor starts";
        case Innocent::solar_export:
            return "solar export where allowed";
        case Innocent::neutral_offset:
            return "neutral offset of up to 5 %";
        case Innocent::brown_outs:
            return "brown-outs";
        case Innocent::three_days_off:
            return "three days without mains";
    }
    return {};
}

std::vector<MinuteWatts> measured_days(const std::string& one_minute_csv,
                                       const std::string& half_hour_csv) {
    std::vector<MinuteWatts> days;
    add_minutes(one_minute_csv, days);
    add_half_hours(half_hour_csv, days);
    return days;
}

MinuteWatts generated_day(bench::Random& random) {
    MinuteWatts day{};
    const double base = random.between(20, 400);
    day.fill(base);
    const int appliances = static_cast<int>(random.between(3, 30));
    for (int i = 0; i < appliances; ++i) {
        const auto begin = static_cast<std::size_t>(random.between(0, 1400));
        const auto length = static_cast<std::size_t>(random.between(2, 180));
        const double watts = random.between(50, 3'500);
        for (std::size_t minute = begin; minute < std::min(begin + length, day.size()); ++minute) {
            day[minute] = std::min(day[minute] + watts, 22'000.0);
        }
    }
    return day;
}

DrawnDay draw_day(const std::vector<MinuteWatts>& measured, MinuteWatts& generated,
                  bench::Random& random) {
    if (!measured.empty() && random.bits() % 2 == 0) {
        return {measured[random.bits() % measured.size()], true};
    }
    generated = generated_day(random);
    return {generated, false};
}

HomeDay::HomeDay(const MinuteWatts& load, Innocent innocent, bench::Random& random)
    : load_{load}, innocent_{innocent}, earth_milliamperes_{random.between(0, 9)} {
    const auto spans = [&random](int count, double shortest, double longest, double low,
                                 double high) {
        std::vector<Span> made;
        for (int i = 0; i < count; ++i) {
            const int begin = static_cast<int>(random.between(0, seconds_a_day - 1));
            made.push_back({begin, begin + static_cast<int>(random.between(shortest, longest)),
                            random.between(low, high)});
        }
        return made;
    };
    switch (innocent) {
        case Innocent::motor_starts:
            starts_ = spans(30, 1, 3, 1'000, 12'000);
            break;
        case Innocent::solar_export:
            solar_peak_watts_ = random.between(500, 10'000);
            break;
        case Innocent::neutral_offset:
            neutral_share_ = random.between(0.95, 1.05);
            break;
        case Innocent::brown_outs:
            brown_outs_ = spans(4, 10, 7'200, 0.4, 0.9);
            break;
        case Innocent::three_days_off:
            mains_lost_at_ = static_cast<int>(random.between(60, seconds_a_day - 60));
            brown_outs_ = spans(6, 1, 10, 0, 0);  // short ones, that the reserve carries
            break;
    }
}

meter::Measurement HomeDay::at(int second, bench::Random& random) const {
    const double share = value_at(brown_outs_, second, 1);
    double watts = load_[static_cast<std::size_t>(second) / 60] * random.between(0.95, 1.05);
    watts += value_at(starts_, second, 0);
    const double sun = std::sin((second / 3600.0 - 6) / 12 * std::numbers::pi);
    watts = watts * share * share - std::max(0.0, sun) * solar_peak_watts_;
    const double volts = share * nominal_volts * random.between(0.96, 1.06);
    const double power_factor = random.between(0.75, 1);

    meter::Measurement measured;
    measured.mains_present = share > 0;
    measured.voltage = base::Millivolts{std::llround(volts * 1000)};
    // In the second in which the mains go, current flowed for a part of it.
    const bool goes = share <= 0 && value_at(brown_outs_, second - 1, 1) > 0;
    const double amperes = share > 0 ? std::abs(watts) / volts / power_factor
                           : goes    ? load_[static_cast<std::size_t>(second) / 60] / nominal_volts
                                     : 0;
    measured.power = base::Milliwatts{share > 0 ? std::llround(watts * 1000) : 0};
    measured.phase_current = base::Milliamperes{std::llround(amperes * 1000)};
    measured.neutral_current = base::Milliamperes{
        std::llround(amperes * neutral_share_ * 1000 * random.between(0.998, 1.002))};
    measured.residual_current =
        base::Milliamperes{share > 0 ? std::llround(earth_milliamperes_) : 0};
    return measured;
}

}  // namespace meter_days
