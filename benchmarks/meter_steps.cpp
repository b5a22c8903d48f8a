// How many seconds of a home's life a meter counts in one second: the whole Meter on a board of
// plain memory, its commits included, fed a changing load. Beside it the least that counting could
// be: a loop that multiplies and adds. Prints both, steps a second of this process on one core.
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

constexpr std::int64_t rounds = 2'000;
constexpr std::size_t seconds_in_a_round = 3'600;
using Load = std::array<base::Milliwatts, seconds_in_a_round>;

// An hour between 60 W and 2.44 kW without any order in it: 30 kWh a day, the home of the design.
Load changing_load() {
    Load load{};
    std::uint32_t number = 1;
    for (auto& power : load) {
        number = number * 1'664'525 + 1'013'904'223;
        power = base::Milliwatts{60'000 + number % 2'380'000};
    }
    return load;
}

template <typename Step>
double steps_per_second(const Load& load, Step step) {
    const std::clock_t began = std::clock();
    for (std::int64_t round = 0; round < rounds; ++round) {
        for (const base::Milliwatts power : load) {
            step(power);
        }
    }
    const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    return static_cast<double>(rounds * static_cast<std::int64_t>(load.size())) / took;
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
    const double steps =
        steps_per_second(load, [&](base::Milliwatts power) { meter.step({.power = power}, 1s); });

    std::int64_t microjoules = 0;
    const double additions = steps_per_second(load, [&](base::Milliwatts power) {
        std::int64_t milliwatts = power.count();
        asm volatile("" : "+r"(milliwatts));  // each addition is made, none is foreseen
        microjoules += milliwatts * 1000;
    });
    base::ensure(meter.state().account.consumed_total().count() == microjoules / 1000);

    std::printf("%.0f\n%.0f\n", steps, additions);
    return 0;
}
