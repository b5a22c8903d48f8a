#include "tests/meter_days/meter_days.h"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "meter/testing/meter_bench.h"
#include "tests/meter_days/opened_meter.h"

namespace meter_days {
namespace {

using namespace std::chrono_literals;
using meter::testing::MeterBench;

constexpr std::size_t alarms_told = 10;

// Everything that an honest home must never see; empty where there is nothing.
std::string alarm_of(const meter::State& state) {
    for (const meter::TamperRule& rule : meter::tamper_rules) {
        if (state.tamper.record(rule.kind).times > 0) {
            return std::string{rule.name};
        }
    }
    if (!state.faults.is_empty()) {
        return "a fault";
    }
    const bool has_protected = state.reasons.contains(meter::Reason::leakage) ||
                               meter::testing::count_of(state, meter::EventKind::supply_opened) > 0;
    return has_protected ? "the supply opened" : "";
}

// One day from its first second to its last; three days longer where the mains go.
std::string live_day(const HomeDay& day, Innocent innocent, bench::Random& random) {
    const meter::Parameters parameters{.export_allowed = innocent == Innocent::solar_export};
    std::optional<MeterBench> bench{std::in_place, keying, opened_state(parameters),
                                    card::testing::example_time};
    for (int second = 0; second < seconds_a_day; ++second) {
        const bool goes = second == day.mains_lost_at();
        bench->meter().step(day.at(second, random), 1s, {.power_fails = goes});
        if (goes) {
            const meter::State kept = bench->stored();
            bench.emplace(keying, kept, kept.seconds() + 72h);
        }
    }
    return alarm_of(bench->state());
}

// Every `of`-th day of the plan from `first` on; each day has random numbers of its own.
HonestResult live_part(const DaysPlan& plan, const std::vector<MinuteWatts>& measured, int first,
                       int of) {
    HonestResult result;
    for (int i = first; i < plan.days; i += of) {
        bench::Random random{bench::Random{plan.seed}.bits() + static_cast<std::uint64_t>(i)};
        const auto kind = static_cast<std::size_t>(i) % all_innocent.size();
        MinuteWatts generated{};
        const DrawnDay drawn = draw_day(measured, generated, random);
        const HomeDay day{drawn.load, all_innocent[kind], random};
        const std::string alarm = live_day(day, all_innocent[kind], random);
        ++result.days[kind];
        result.measured_days += drawn.is_measured ? 1 : 0;
        if (!alarm.empty()) {
            ++result.false_alarms[kind];
            result.alarms.push_back("day " + std::to_string(i) + ", " +
                                    std::string{name_of(all_innocent[kind])} + ": " + alarm);
        }
    }
    return result;
}

}  // namespace

HonestResult live_honestly(const DaysPlan& plan, const std::vector<MinuteWatts>& measured) {
    const int parts = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    std::vector<std::future<HonestResult>> running;
    for (int part = 0; part < parts; ++part) {
        running.push_back(
            std::async(std::launch::async, live_part, plan, std::cref(measured), part, parts));
    }
    HonestResult all;
    for (auto& part : running) {
        const HonestResult result = part.get();
        for (std::size_t kind = 0; kind < all_innocent.size(); ++kind) {
            all.days[kind] += result.days[kind];
            all.false_alarms[kind] += result.false_alarms[kind];
        }
        all.measured_days += result.measured_days;
        all.alarms.insert(all.alarms.end(), result.alarms.begin(), result.alarms.end());
    }
    all.alarms.resize(std::min(all.alarms.size(), alarms_told));
    return all;
}

std::string to_json(const Report& report) {
    const HonestResult& honest = report.honest;
    const NoticedResult& noticed = report.noticed;
    nlohmann::ordered_json days = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < all_innocent.size(); ++i) {
        days.push_back({{"innocent", name_of(all_innocent[i])},
                        {"meter_days", honest.days[i]},
                        {"false_alarms", honest.false_alarms[i]}});
    }
    nlohmann::ordered_json kinds = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < meter::tamper_kind_count; ++i) {
        kinds.push_back({{"kind", meter::tamper_rules[i].name},
                         {"loads", noticed.loads},
                         {"missed", noticed.missed[i]},
                         {"limit_seconds", meter::tamper_rules[i].noticed_after.count()},
                         {"allowed_seconds", noticed.allowed_seconds[i]},
                         {"slowest_seconds", noticed.slowest_seconds[i]}});
    }
    const nlohmann::ordered_json json{{"program", "meter-days"},
                                      {"commit", report.commit},
                                      {"machine", report.machine},
                                      {"seed", report.plan.seed},
                                      {"meter_days_of_measured_homes", honest.measured_days},
                                      {"honest", days},
                                      {"first_alarms", honest.alarms},
                                      {"loads_of_measured_homes", noticed.measured_loads},
                                      {"tampered", kinds}};
    return json.dump(1) + "\n";
}

bool holds(const Report& report) {
    return report.honest.alarms.empty() &&
           std::ranges::all_of(report.noticed.missed, [](int missed) { return missed == 0; });
}

}  // namespace meter_days
