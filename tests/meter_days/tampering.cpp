#include "tests/meter_days/tampering.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"
#include "tests/meter_days/opened_meter.h"

namespace meter_days {
namespace {

using namespace std::chrono_literals;
using meter::TamperKind;
using meter::testing::MeterBench;
using std::chrono::milliseconds;

constexpr std::array steps{10ms, 20ms, 100ms, 200ms, 1000ms, 3000ms, 10'000ms};
constexpr milliseconds honest_time = 1min;
constexpr milliseconds given_up_after = 1min;
constexpr int watched_seconds = 130;  // more than the honest time, the theft and a step

enum class Bypass { of_phase, of_neutral };

// A thief's home over two minutes, and what the thief does to it.
struct Theft {
    const HomeDay& day;
    int begin_second;
    milliseconds step;
    Bypass bypass;
    double bypassed_amperes;
};

// Large enough for the difference to be seen whatever the home draws meanwhile and however its
// neutral sensor is off.
double draw_bypass(const HomeDay& day, int begin_second, bench::Random& random) {
    double highest = 0;
    for (int second = 0; second < watched_seconds; ++second) {
        const meter::Measurement measured = day.at(begin_second + second, random);
        highest = std::max(highest, static_cast<double>(measured.phase_current.count()) / 1000);
    }
    const double least = 0.6 + 0.14 * highest;
    return least * std::pow(50 / least, random.uniform() * 0.8);
}

base::Milliamperes milliamperes(double amperes) {
    return base::Milliamperes{std::llround(amperes * 1000)};
}

// What the meter measures of an honest moment while `kind` is done to it.
meter::Measurement tampered(TamperKind kind, const Theft& theft, meter::Measurement measured,
                            bench::Random& random) {
    switch (kind) {
        case TamperKind::reversed_current:
            measured.power = -std::max(measured.power, base::Milliwatts{20'000});
            break;
        case TamperKind::currents_differ: {
            const auto stolen = milliamperes(theft.bypassed_amperes * random.between(0.98, 1.02));
            if (theft.bypass == Bypass::of_phase) {
                measured.neutral_current += stolen;
            } else {
                measured.phase_current += stolen;
                measured.power += base::Milliwatts{stolen.count() * 230};
            }
            break;
        }
        case TamperKind::current_without_voltage: {
            // A home that draws next to nothing is not worth it.
            const auto least = meter::TamperWatch::smallest_current_without_voltage;
            measured.phase_current = std::max(measured.phase_current, least);
            measured.neutral_current = std::max(measured.neutral_current, least);
            measured.power = {};
            measured.voltage = base::Millivolts{std::llround(random.between(0, 20'000))};
            measured.mains_present = random.bits() % 2 == 0;
            break;
        }
        case TamperKind::cover_opened:
        case TamperKind::strong_magnet:
        case TamperKind::clock_set_back:
        case TamperKind::wrong_cryptograms:
        case TamperKind::frequent_starts:
            break;
    }
    return measured;
}

// Time until a lasting kind is noticed; nothing within a minute.
std::optional<milliseconds> noticed_after(TamperKind kind, const Theft& theft,
                                          bench::Random& random) {
    meter::State state = opened_state({});
    state.parameters.leakage_trip = false;  // a bypass would open the supply at once
    MeterBench bench{keying, state, card::testing::example_time};
    const auto moment = [&](milliseconds since_honest) {
        const auto second = std::chrono::floor<std::chrono::seconds>(since_honest).count();
        return theft.day.at(theft.begin_second + static_cast<int>(second), random);
    };
    milliseconds now{0};
    for (; now < honest_time; now += theft.step) {
        bench.meter().step(moment(now), theft.step);
    }
    const milliseconds begin = now;
    meter::Inputs inputs;
    inputs.cover_open = kind == TamperKind::cover_opened;
    inputs.strong_magnet = kind == TamperKind::strong_magnet;
    while (now - begin < given_up_after) {
        bench.meter().step(tampered(kind, theft, moment(now), random), theft.step, inputs);
        now += theft.step;
        if (bench.state().tamper.active.contains(kind)) {
            return now - begin;
        }
    }
    return std::nullopt;
}

// In whole steps; a contact has to stop bouncing first.
milliseconds allowed_for(TamperKind kind, milliseconds step) {
    const bool is_contact = kind == TamperKind::cover_opened || kind == TamperKind::strong_magnet;
    const milliseconds needed =
        meter::rule_of(kind).noticed_after + (is_contact ? meter::InputDebouncer::hold : 0ms);
    return (needed + step - 1ms) / step * step;
}

double seconds_of(milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

// Moments are noticed at the start, or at the end of the insertion, that shows them.
bool is_moment_noticed(TamperKind kind, const Theft& theft, bench::Random& random) {
    MeterBench bench{keying, opened_state({}), card::testing::example_time};
    bench.meter().step(theft.day.at(theft.begin_second, random), 1h);
    if (kind == TamperKind::clock_set_back) {
        const meter::State kept = bench.stored();
        const std::chrono::seconds back =
            meter::allowed_lag + std::chrono::seconds{1 + random.bits() % 1'000'000};
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

NoticedResult tamper_with(int loads, std::uint64_t seed, const std::vector<MinuteWatts>& measured) {
    NoticedResult result;
    bench::Random random{seed};
    for (; result.loads < loads; ++result.loads) {
        MinuteWatts generated{};
        const DrawnDay drawn = draw_day(measured, generated, random);
        const HomeDay day{drawn.load, Innocent::neutral_offset, random};
        const int begin = static_cast<int>(random.between(0, seconds_a_day - watched_seconds));
        const Theft theft{.day = day,
                          .begin_second = begin,
                          .step = steps[random.bits() % steps.size()],
                          .bypass = result.loads % 2 == 0 ? Bypass::of_phase : Bypass::of_neutral,
                          .bypassed_amperes = draw_bypass(day, begin, random)};
        result.measured_loads += drawn.is_measured ? 1 : 0;
        for (std::size_t i = 0; i < meter::tamper_kind_count; ++i) {
            const TamperKind kind = meter::tamper_rules[i].kind;
            if (i >= meter::lasting_tamper_count) {
                result.missed[i] += is_moment_noticed(kind, theft, random) ? 0 : 1;
                continue;
            }
            const milliseconds took = noticed_after(kind, theft, random).value_or(given_up_after);
            const milliseconds allowed = allowed_for(kind, theft.step);
            result.missed[i] += took > allowed ? 1 : 0;
            result.slowest_seconds[i] = std::max(result.slowest_seconds[i], seconds_of(took));
            result.allowed_seconds[i] = std::max(result.allowed_seconds[i], seconds_of(allowed));
        }
    }
    return result;
}

}  // namespace meter_days
