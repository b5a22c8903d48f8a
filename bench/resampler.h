// Changes the sample rate of a recording, keeping what lies in the meter's band.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bench {

// A filter of the sine cardinal under Kaiser's window, exact for every position between samples:
// flat to 0.002 % up to `pass_hertz`, more than 100 dB down from `stop_hertz` on.
class Resampler {
 public:
    // Rates in whole hertz; the pass band lies below the stop band and that below half of each rate
    // or at it.
    Resampler(int from_hertz, int to_hertz, double pass_hertz, double stop_hertz);

    // One value for each whole step of the new rate within the recording, which is taken as silent
    // before its beginning and after its end.
    [[nodiscard]] std::vector<double> resample(std::span<const double> recording) const;

    // The same of a recording that repeats itself for ever: one period of the result, which takes
    // `periods_in_step` repetitions.
    [[nodiscard]] std::vector<double> resample_repeated(std::span<const double> recording) const;
    [[nodiscard]] long long periods_in_step(std::size_t recording_size) const;

 private:
    // One value for each of `count` steps, the recording read by `at` for any position.
    template <typename At>
    std::vector<double> convolve(long long count, const At& at) const;
    // The weights for one position between two samples, the oldest sample first.
    [[nodiscard]] std::vector<double> weights(double fraction) const;

    long long steps_;  // of the recording in `per` steps of the result, both without divisor
    long long per_;
    double cut_;        // middle of the transition, as a share of the recording's rate
    double shape_;      // Kaiser's beta
    std::size_t half_;  // samples on each side
};

}  // namespace bench
