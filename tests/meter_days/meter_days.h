// Honest days and dishonest minutes at whole meters, counted.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "meter/tamper/tamper_kind.h"
#include "tests/meter_days/home_day.h"

namespace meter_days {

struct DaysPlan {
    std::uint64_t seed = 1;
    int days = 10'000;
};

struct HonestResult {
    std::array<int, all_innocent.size()> days{};
    std::array<int, all_innocent.size()> false_alarms{};  // tampering, trips or faults, in days
    int measured_days = 0;                                // of them, of measured homes
    std::vector<std::string> alarms;                      // the first few, for people
};

// Lives `plan.days` days, each at a new meter and of a kind of innocence in turn, in steps of a
// second. `measured` days are used as often as generated ones.
[[nodiscard]] HonestResult live_honestly(const DaysPlan& plan,
                                         const std::vector<MinuteWatts>& measured);

struct NoticedResult {
    int loads = 0;
    std::array<int, meter::tamper_kind_count> missed{};  // not noticed within the kind's time
    std::array<double, meter::tamper_kind_count> slowest_seconds{};
};

// Tampers in each way with each of `loads` random loads, in steps of 20 ms to a second.
[[nodiscard]] NoticedResult tamper_with(int loads, std::uint64_t seed,
                                        const std::vector<MinuteWatts>& measured);

[[nodiscard]] std::string to_json(const DaysPlan& plan, const HonestResult& honest,
                                  const NoticedResult& noticed, const std::string& commit);

}  // namespace meter_days
