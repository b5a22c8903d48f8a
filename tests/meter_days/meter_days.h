// Honest days and dishonest minutes at whole meters, counted.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/meter_days/home_day.h"
#include "tests/meter_days/tampering.h"

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
// second, on all cores. `measured` days are used as often as generated ones.
[[nodiscard]] HonestResult live_honestly(const DaysPlan& plan,
                                         const std::vector<MinuteWatts>& measured);

struct Report {
    std::string commit;
    std::string machine;
    DaysPlan plan;
    HonestResult honest;
    NoticedResult noticed;
};
[[nodiscard]] std::string to_json(const Report& report);
// No false alarm, and nothing missed.
[[nodiscard]] bool holds(const Report& report);

}  // namespace meter_days
