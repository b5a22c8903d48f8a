// A load as the test bench applies it: voltage and current as sums of sines, with what they truly
// hold.
#pragma once

#include <vector>

namespace bench {

// One sine: its frequency as a multiple of the fundamental, its RMS value, and how far it is ahead
// of a sine that rises through zero where the fundamental voltage does.
struct Component {
    double order = 1;
    double rms = 0;
    double phase_degrees = 0;
};

// Everything that flows is a sum of components, also switched currents, which are given by their
// Fourier series up to the band of the meter: a converter lets no more through.
struct Load {
    double frequency_hertz = 50;
    std::vector<Component> voltage;
    std::vector<Component> current;
    double voltage_direct = 0;
    double current_direct = 0;
    double neutral_share = 1;     // neutral over phase current
    double residual_amperes = 0;  // RMS, in phase with the voltage
};

// A sine voltage and a sine current that lags by `lag_degrees`.
[[nodiscard]] Load sine_load(double volts, double amperes, double lag_degrees,
                             double frequency_hertz = 50);

// The truth about a load: of the fundamental where the name says so.
[[nodiscard]] double true_active_watts(const Load& load);
[[nodiscard]] double true_fundamental_vars(const Load& load);
[[nodiscard]] double true_voltage_rms(const Load& load);  // without DC
[[nodiscard]] double true_current_rms(const Load& load);

// The currents of the influence tests. Each replaces a sine of `amperes` that is in phase with the
// voltage: what is left of it, in components up to `highest_order`.
enum class Switching {
    half_wave,    // one half cycle of each two: DC and even harmonics
    phase_fired,  // from 90 to 180 degrees of each half cycle: odd harmonics
    burst_fired,  // two cycles on, two off: sub-harmonics
};
[[nodiscard]] Load switched_load(double volts, double amperes, Switching switching,
                                 double frequency_hertz = 50, double highest_order = 60);

}  // namespace bench
