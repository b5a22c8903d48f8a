#include "bench/speed.h"

#include <array>
#include <cmath>
#include <ctime>
#include <numbers>
#include <vector>

#include "bench/converter.h"
#include "meter/metrology/metrology.h"

namespace bench {
namespace {

std::vector<meter::SampleSet> one_second() {
    SampleSource source{meter::nominal_sample_rate, converter_of(101), 1};
    source.apply(sine_load(230, 10, 30));
    std::vector<meter::SampleSet> sets;
    for (std::uint32_t n = 0; n < meter::nominal_sample_rate.hertz(); ++n) {
        sets.push_back(source.next());
    }
    return sets;
}

// How many times faster than the samples' own time `run` is; it returns what keeps it from being
// optimised away.
template <typename Run>
double times_real_time(double seconds, const Run& run) {
    const std::clock_t began = std::clock();
    volatile double kept = run();
    static_cast<void>(kept);
    return seconds * CLOCKS_PER_SEC / static_cast<double>(std::clock() - began);
}

double run_meter(std::vector<meter::SampleSet>& sets, double seconds, meter::Harmonics* harmonics) {
    meter::Metrology metrology{{}, harmonics};
    std::uint32_t counter = 0;
    for (double second = 0; second < seconds; ++second) {
        for (meter::SampleSet& set : sets) {
            set.counter = counter++;
            metrology.step(set);
        }
    }
    return static_cast<double>(metrology.energy().absolute.count());
}

// A sample set as a plain program would have it: scaled, with its reference sine and cosine beside.
struct PlainSet {
    double voltage;
    double current;
    double other;
    double residual;
    double sine;
    double cosine;
};

std::vector<PlainSet> plain(const std::vector<meter::SampleSet>& sets) {
    std::vector<PlainSet> result;
    const double step = 2 * std::numbers::pi * 50 / meter::nominal_sample_rate.hertz();
    for (const meter::SampleSet& set : sets) {
        const double phase = step * static_cast<double>(result.size());
        result.push_back({set.voltage * (600.0 / 8388608), set.phase_current * (200.0 / 8388608),
                          set.neutral_current * (200.0 / 8388608),
                          set.residual_current * (2.0 / 8388608), std::sin(phase),
                          std::cos(phase)});
    }
    return result;
}

// The twelve sums of the sample chain and nothing else: no scaling, delay, DC removal, crossings or
// checks, and the reference comes for nothing.
double run_double(const std::vector<PlainSet>& sets, double seconds) {
    std::array<double, 12> sums{};
    double total = 0;
    for (double second = 0; second < seconds; ++second) {
        for (const PlainSet& set : sets) {
            sums[0] += set.voltage * set.voltage;
            sums[1] += set.current * set.current;
            sums[2] += set.other * set.other;
            sums[3] += set.residual * set.residual;
            sums[4] += set.voltage * set.current;
            sums[5] += set.voltage * set.sine;
            sums[6] += set.voltage * set.cosine;
            sums[7] += set.current * set.sine;
            sums[8] += set.current * set.cosine;
            sums[9] += set.voltage;
            sums[10] += set.current;
            sums[11] += set.other;
        }
        for (double& sum : sums) {
            total += sum;
            sum = 0;
        }
    }
    return total;
}

}  // namespace

Speed measure_speed(double seconds) {
    std::vector<meter::SampleSet> sets = one_second();
    meter::Harmonics harmonics;
    Speed speed;
    speed.meter = times_real_time(seconds, [&] { return run_meter(sets, seconds, nullptr); });
    speed.meter_harmonics =
        times_real_time(seconds, [&] { return run_meter(sets, seconds, &harmonics); });
    const std::vector<PlainSet> plain_sets = plain(sets);
    speed.plain_double = times_real_time(seconds, [&] { return run_double(plain_sets, seconds); });
    return speed;
}

}  // namespace bench
