// A year of one-second steps of one meter: the whole Meter on a board of plain memory, its commits
// and self-tests included, fed a changing load with its currents. Beside it the least that counting
// could be: a loop that adds up the same readings. Prints both, seconds of this process on one
// core.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <span>

#include "base/ensure.h"
#include "base/quantity.h"
#include "meter/keying.h"
#include "meter/state.h"
#include "meter/testing/meter_bench.h"

namespace {

using namespace std::chrono_literals;

constexpr int hours_in_a_year = 365 * 24;
constexpr std::size_t seconds_in_an_hour = 3'600;
using Load = std::array<meter::Measurement, seconds_in_an_hour>;

// An hour between 60 W and 2.44 kW without any order in it: 30 kWh a day, the home of the design.
// Voltage and currents go with it, the neutral one a little apart.
Load changing_load() {
    Load load{};
    std::uint32_t number = 1;
    for (auto& reading : load) {
        number = number * 1'664'525 + 1'013'904'223;
        reading.power = base::Milliwatts{60'000 + number % 2'380'000};
        reading.voltage = base::Millivolts{225'000 + number / 65'536 % 10'000};
        reading.phase_current =
            base::Milliamperes{reading.power.count() * 1'000 / reading.voltage.count()};
        reading.neutral_current = reading.phase_current + base::Milliamperes{number / 4'096 % 8};
        reading.residual_current = base::Milliamperes{number / 512 % 5};
    }
    return load;
}

template <typename Step>
double seconds_for_a_year(const Load& load, Step step) {
    const std::clock_t began = std::clock();
    for (int hour = 0; hour < hours_in_a_year; ++hour) {
        for (const meter::Measurement& reading : load) {
            step(reading);
        }
    }
    return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

}  // namespace

int main() {
    const Load load = changing_load();

    meter::State opened;
    opened.opened = true;
    opened.reasons = {};
    opened.account.take({.sequence = card::Sequence{1}, .ordered_total = base::largest_energy});
    meter::testing::MeterBench bench{meter::Keying{.meter = card::MeterId{1}}, opened,
                                     opened.seconds()};
    auto& meter = bench.meter();
    const double whole = seconds_for_a_year(
        load, [&](const meter::Measurement& reading) { meter.step(reading, 1s); });

    std::int64_t microjoules = 0;
    const double bare = seconds_for_a_year(load, [&](const meter::Measurement& reading) {
        std::int64_t milliwatts = reading.power.count();
        asm volatile("" : "+r"(milliwatts));  // each addition is made, none is foreseen
        microjoules += milliwatts * 1000;
    });
    base::ensure(meter.state().account.consumed_total().count() == microjoules / 1000);
    base::ensure(bench.supply_is_closed());

    std::printf("%.3f\n%.3f\n", whole, bare);
    return 0;
}
