#include "tests/power_loss/period_scenarios.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/rounding.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/scenario_parts.h"

namespace power_loss {
namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

constexpr std::chrono::minutes period{30};

std::vector<sys_seconds> times_of(const std::vector<meter::Reading>& readings) {
    std::vector<sys_seconds> times;
    for (const meter::Reading& reading : readings) {
        times.push_back(reading.time);
    }
    return times;
}

// The value says that there was power all through its period exactly where there was. A cut right
// at the end of a period may be told of in either.
void check_had_power(const World& world, const meter::ProfileValue& value) {
    const auto begin = value.end - period;
    const bool was_interrupted = std::ranges::any_of(
        world.starts, [&](auto start) { return start >= begin && start < value.end; });
    const bool may_be_in_doubt = std::ranges::any_of(
        world.starts, [&](auto start) { return start >= value.end && start < value.end + period; });
    require(!was_interrupted || !value.had_power, "a period had power all through a cut");
    require(was_interrupted || may_be_in_doubt || value.had_power,
            "a period of its own has no power");
}

// Every period's end is there once, and nothing else.
void check_profile(PoweredMeter& meter, const std::vector<sys_seconds>& ends) {
    const auto profile = kept_profile(meter.history());
    for (const meter::ProfileValue& value : profile) {
        require(std::ranges::find(ends, sys_seconds{value.end}) != ends.end(),
                "a value of the load profile is invented");
        require(value.clock_trusted && (value.supply_closed || value.end == profile.front().end),
                "a value of the load profile is wrong");
    }
    require(profile.size() == ends.size() || meter.world().may_lack_profile,
            "the load profile has " + std::to_string(profile.size()) + " values");
    for (std::size_t i = 1; i < profile.size() && !meter.world().may_lack_profile; ++i) {
        const bool follows = profile[i].end - profile[i - 1].end == period;
        require(follows || !profile[i].had_power, "after an absence a period had power");
        if (follows) {
            check_had_power(meter.world(), profile[i]);
        }
    }
}

// The day's registers are those that stood when it ended: not below the last half hour's of the
// day, not above the first one's of the next, which is written after it.
void check_day(PoweredMeter& meter, const meter::Reading& day) {
    require(day.order_sequence == card::Sequence{1} && day.ordered_total == opening_total,
            "a day end has another order");
    for (const meter::ProfileValue& value : kept_profile(meter.history())) {
        const auto consumed = base::watt_hours_up(day.consumed_total);
        require(value.end >= day.time ? consumed <= value.consumed_total
                                      : consumed >= value.consumed_total,
                "a day end's register is not of its day");
    }
}

Scenario period_end(std::string_view name, sys_seconds end, bool ends_month) {
    return {.name = name,
            .prepare =
                [end](World& world) {
                    world.clock = end - 2h;
                    make_opened(world);
                    world.clock = end - 31min;
                },
            .act =
                [end](PoweredMeter& meter) {
                    while (meter.world().clock < end + 5min) {
                        meter.step(base::Milliwatts{20'000}, 3min);  // 1 Wh
                    }
                },
            .check_goal =
                [end, ends_month](PoweredMeter& meter) {
                    const auto days = kept_readings(meter.history().day_ends());
                    require(times_of(days) == std::vector{end}, "the day did not end once");
                    check_day(meter, days.front());
                    const auto months = kept_readings(meter.history().month_ends());
                    require(
                        times_of(months) == std::vector<sys_seconds>(ends_month ? 1 : 0, end),
                        ends_month ? "the month did not end once" : "a month's end is invented");
                    check_profile(meter, {end - 2h, end - 1h, end - 30min, end});
                }};
}

// The newest two are those, each once.
void check_newest(MeterRing& ring, const std::vector<sys_seconds>& newest,
                  const std::string& what) {
    const auto times = times_of(kept_readings(ring));
    require(times.size() >= newest.size() && std::ranges::equal(newest.rbegin(), newest.rend(),
                                                                times.rbegin(), times.rbegin() + 2),
            what + " are not there once");
}

}  // namespace

Scenario midnight() {
    return period_end("midnight", std::chrono::sys_days{std::chrono::March / 3 / 2026}, false);
}

Scenario month_end() {
    return period_end("month end", std::chrono::sys_days{std::chrono::April / 1 / 2026}, true);
}

// Every ring has gone round and is about to erase a sector that holds records.
Scenario full_history() {
    static constexpr std::chrono::sys_days april{std::chrono::April / 1 / 2026};
    static constexpr std::chrono::sys_days march{std::chrono::March / 1 / 2026};
    return {.name = "full history",
            .prepare =
                [](World& world) {
                    world.clock = march + 22h;
                    make_opened(world);
                    PoweredMeter meter{world};
                    meter.fill_history();
                    world.clock = april - 5min;
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.step(base::Milliwatts{1'000}, 10min);
                    is_loaded(meter.insert_card());
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    meter::History<FaultyFlash>& history = meter.history();
                    check_newest(history.day_ends(), {april - 24h, april}, "the day ends");
                    check_newest(history.month_ends(), {march, april}, "the month ends");
                    const auto reports = kept_readings(history.reports());
                    const std::uint32_t counter = meter.state().reports.counter;
                    require(
                        std::ranges::count(reports, counter, &meter::Reading::report_counter) == 1,
                        "the newest report is not there once");
                    const auto profile = kept_profile(history);
                    require(meter.world().may_lack_profile ||
                                (profile.size() >= 2 && profile.back().end == april &&
                                 profile[profile.size() - 2].end == april - 30min),
                            "the load profile lacks the newest values");
                    for (MeterRing* ring : {&history.events(), &history.day_ends(),
                                            &history.month_ends(), &history.reports()}) {
                        // Each cut may leave a place that nothing can be written to.
                        require(ring->newest() - ring->oldest() + 1 >= ring->kept_at_least() &&
                                    unreadable(*ring) <= 4,
                                "older records are lost");
                    }
                }};
}

}  // namespace power_loss
