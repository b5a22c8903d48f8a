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

    // The value of step `n` of the new rate, from 0, of a recording that is played `times` times
    // without a gap and silent before and after.
    [[nodiscard]] double at(long long n, std::span<const double> recording, long long times) const;

    // The same of a recording that repeats itself for ever: one period of the result, which takes
    // `periods_in_step` repetitions.
    [[nodiscard]] std::vector<double> resample_repeated(std::span<const double> recording) const;
    [[nodiscard]] long long periods_in_step(std::size_t recording_size) const;
    [[nodiscard]] bool keeps_rate() const { return steps_ == per_; }
    // How many values `times` repetitions of a recording give.
    [[nodiscard]] long long count(std::size_t recording_size, long long times) const;

 private:
    // The sum over the window of step `n`, the recording read by `value_at` for any position.
    template <typename ValueAt>
    [[nodiscard]] double convolve(long long n, const ValueAt& value_at) const;
    // The weights for one position between two samples, the oldest sample first.
    [[nodiscard]] std::vector<double> weights(double fraction) const;

    long long steps_;  // of the recording in `per` steps of the result, both without divisor
    long long per_;
    double cut_;        // middle of the transition, as a share of the recording's rate
    double shape_;      // Kaiser's beta
    std::size_t half_;  // samples on each side
    // Those for each of the `per_` positions; none where there are too many of them.
    std::vector<std::vector<double>> kept_weights_;
};

}  // namespace bench
