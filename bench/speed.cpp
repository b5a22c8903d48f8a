#include "bench/speed.h"

#include <cmath>
#include <ctime>
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

// The sums of the sample chain without delay, DC removal, crossings or checks.
double run_double(const std::vector<meter::SampleSet>& sets, double seconds) {
    double sums[9] = {};
    double total = 0;
    const double turn = 2 * 3.14159265358979323846 * 50 / meter::nominal_sample_rate.hertz();
    for (double second = 0; second < seconds; ++second) {
        double n = 0;
        for (const meter::SampleSet& set : sets) {
            const double v = set.voltage * (600.0 / 8388608);
            const double i = set.phase_current * (200.0 / 8388608);
            const double other = set.neutral_current * (200.0 / 8388608);
            const double residual = set.residual_current * (2.0 / 8388608);
            const double s = std::sin(turn * n);
            const double c = std::cos(turn * n);
            n += 1;
            sums[0] += v * v;
            sums[1] += i * i;
            sums[2] += other * other;
            sums[3] += residual * residual;
            sums[4] += v * i;
            sums[5] += v * s;
            sums[6] += v * c;
            sums[7] += i * s;
            sums[8] += i * c;
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
    speed.plain_double = times_real_time(seconds, [&] { return run_double(sets, seconds); });
    return speed;
}

}  // namespace bench
