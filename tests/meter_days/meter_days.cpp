#include "tests/meter_days/meter_days.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter_days {
namespace {

using namespace std::chrono_literals;
using meter::TamperKind;
using meter::testing::MeterBench;

constexpr int seconds_a_day = 86'400;
constexpr std::size_t alarms_told = 10;

const meter::Keying keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}};

meter::State opened(bool export_allowed) {
    meter::Parameters parameters;
    parameters.export_allowed = export_allowed;
    parameters.under_voltage_trip = false;
    meter::State state = meter::testing::opened_with(1'000'000'000, parameters);
    state.time = card::testing::example_time;
    return state;
}

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
    std::optional<MeterBench> bench{std::in_place, keying,
                                    opened(innocent == Innocent::solar_export),
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

const MinuteWatts& draw_day(const std::vector<MinuteWatts>& measured, MinuteWatts& generated,
                            bench::Random& random, bool& is_measured) {
    is_measured = !measured.empty() && random.bits() % 2 == 0;
    if (is_measured) {
        return measured[random.bits() % measured.size()];
    }
    generated = generated_day(random);
    return generated;
}

// A lasting kind done to a load: what the meter then measures, and its contacts.
struct Tampered {
    meter::Measurement measured;
    meter::Inputs inputs;
};

Tampered tamper(TamperKind kind, double watts, bench::Random& random) {
    Tampered done;
    meter::Measurement& measured = done.measured;
    const double amperes = watts / 230;
    measured.power = base::Milliwatts{std::llround(watts * 1000)};
    measured.phase_current = base::Milliamperes{std::llround(amperes * 1000)};
    measured.neutral_current = measured.phase_current;
    switch (kind) {
        case TamperKind::reversed_current:
            measured.power = -measured.power;
            break;
        case TamperKind::currents_differ: {
            // A part of the load, at least what counts as different, goes round the phase.
            const double least = std::max(0.51, 0.07 * amperes);
            const double left = std::max(0.0, amperes - random.between(least, amperes + least));
            measured.phase_current = base::Milliamperes{std::llround(left * 1000)};
            measured.power = base::Milliwatts{std::llround(left * 230'000)};
            measured.neutral_current =
                base::Milliamperes{std::llround(std::max(amperes, left + least) * 1000)};
            break;
        }
        case TamperKind::current_without_voltage:
            measured.power = {};
            measured.voltage = base::Millivolts{std::llround(random.between(0, 20'000))};
            measured.mains_present = false;
            break;
        case TamperKind::cover_opened:
            done.inputs.cover_open = true;
            break;
        case TamperKind::strong_magnet:
            done.inputs.strong_magnet = true;
            break;
        case TamperKind::clock_set_back:
        case TamperKind::wrong_cryptograms:
        case TamperKind::frequent_starts:
            break;
    }
    return done;
}

// Seconds until a lasting kind is noticed; nothing within a minute.
std::optional<double> noticed_after(TamperKind kind, double watts, bench::Random& random) {
    meter::State state = opened(false);
    state.parameters.leakage_trip = false;  // a bypass would open the supply at once
    const std::chrono::milliseconds step{20 * (1 + random.bits() % 50)};
    meter::advance(state, tamper(TamperKind::clock_set_back, watts, random).measured, 1min);
    const Tampered done = tamper(kind, watts, random);
    for (std::chrono::milliseconds passed = step; passed <= 1min; passed += step) {
        meter::advance(state, done.measured, step, {.level = done.inputs, .risen = {}});
        if (state.tamper.active.contains(kind)) {
            return std::chrono::duration<double>(passed).count();
        }
    }
    return std::nullopt;
}

// Moments are noticed at the start, or at the end of the insertion, that shows them.
bool is_moment_noticed(TamperKind kind, double watts, bench::Random& random) {
    MeterBench bench{keying, opened(false), card::testing::example_time};
    bench.meter().step(tamper(kind, watts, random).measured, 1h);
    if (kind == TamperKind::clock_set_back) {
        const meter::State kept = bench.stored();
        const std::chrono::seconds back{1 + random.bits() % 1'000'000};
        const MeterBench again{keying, kept, kept.seconds() - back};
        return again.state().tamper.record(kind).times == 1;
    }
    if (kind == TamperKind::frequent_starts) {
        for (int i = 0; i < 5; ++i) {
            bench.restart();
        }
    } else {
        card::Block key{};
        key[0] = static_cast<std::uint8_t>(1 + random.bits() % 255);
        card::SoftwareCard forged = card::testing::personalised_card(
            card::testing::example_id(), card::Key128{key},
            card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
            card::OrderBytes{});
        bench.insert(forged);
    }
    return bench.state().tamper.record(kind).times == 1;
}

}  // namespace

HonestResult live_honestly(const DaysPlan& plan, const std::vector<MinuteWatts>& measured) {
    HonestResult result;
    bench::Random random{plan.seed};
    for (int i = 0; i < plan.days; ++i) {
        const auto kind = static_cast<std::size_t>(i) % all_innocent.size();
        MinuteWatts generated{};
        bool is_measured = false;
        const MinuteWatts& load = draw_day(measured, generated, random, is_measured);
        const HomeDay day{load, all_innocent[kind], random};
        const std::string alarm = live_day(day, all_innocent[kind], random);
        ++result.days[kind];
        result.measured_days += is_measured ? 1 : 0;
        if (alarm.empty()) {
            continue;
        }
        ++result.false_alarms[kind];
        if (result.alarms.size() < alarms_told) {
            result.alarms.push_back(std::string{name_of(all_innocent[kind])} + ": " + alarm);
        }
    }
    return result;
}

NoticedResult tamper_with(int loads, std::uint64_t seed, const std::vector<MinuteWatts>& measured) {
    NoticedResult result;
    bench::Random random{seed};
    for (; result.loads < loads; ++result.loads) {
        MinuteWatts generated{};
        bool is_measured = false;
        const MinuteWatts& day = draw_day(measured, generated, random, is_measured);
        // A load too small to be worth stealing is not tampered with.
        const double watts = std::max(day[random.bits() % day.size()], 120.0);
        for (std::size_t i = 0; i < meter::tamper_kind_count; ++i) {
            const meter::TamperRule& rule = meter::tamper_rules[i];
            if (i >= meter::lasting_tamper_count) {
                result.missed[i] += is_moment_noticed(rule.kind, watts, random) ? 0 : 1;
                continue;
            }
            const double allowed = std::chrono::duration<double>(rule.noticed_after).count() + 1;
            const double took = noticed_after(rule.kind, watts, random).value_or(60);
            result.missed[i] += took > allowed ? 1 : 0;
            result.slowest_seconds[i] = std::max(result.slowest_seconds[i], took);
        }
    }
    return result;
}

std::string to_json(const DaysPlan& plan, const HonestResult& honest, const NoticedResult& noticed,
                    const std::string& commit) {
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
                         {"slowest_seconds", noticed.slowest_seconds[i]}});
    }
    const nlohmann::ordered_json json{
        {"program", "meter-days"}, {"commit", commit},
        {"seed", plan.seed},       {"of_measured_homes", honest.measured_days},
        {"honest", days},          {"first_alarms", honest.alarms},
        {"tampered", kinds}};
    return json.dump(1) + "\n";
}

}  // namespace meter_days
