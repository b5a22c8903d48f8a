#include "bench/resampler.h"

#include <cmath>
#include <numbers>
#include <numeric>

namespace bench {
namespace {

constexpr double stop_band_db = 105;

// So many sets of weights are kept; where a ratio needs more, each is made when it is used.
constexpr long long most_kept_weights = 256;

// The modified Bessel function of order zero, by its power series.
double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-18 * sum; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

}  // namespace

Resampler::Resampler(int from_hertz, int to_hertz, double pass_hertz, double stop_hertz) {
    const int divisor = std::gcd(from_hertz, to_hertz);
    steps_ = from_hertz / divisor;
    per_ = to_hertz / divisor;
    cut_ = (pass_hertz + stop_hertz) / 2 / from_hertz;
    shape_ = 0.1102 * (stop_band_db - 8.7);
    const double width = 2 * std::numbers::pi * (stop_hertz - pass_hertz) / from_hertz;
    half_ = static_cast<std::size_t>(std::ceil((stop_band_db - 8) / (2.285 * width) / 2)) + 1;
    for (long long rest = 0; per_ <= most_kept_weights && rest < per_; ++rest) {
        kept_weights_.push_back(weights(static_cast<double>(rest) / static_cast<double>(per_)));
    }
}

std::vector<double> Resampler::weights(double fraction) const {
    std::vector<double> weights(2 * half_);
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double x = static_cast<double>(i) - static_cast<double>(half_ - 1) - fraction;
        const double share = x / static_cast<double>(half_);
        const double window = bessel(shape_ * std::sqrt(std::max(0.0, 1 - share * share)));
        const double angle = 2 * std::numbers::pi * cut_ * x;
        weights[i] = window * (std::abs(angle) < 1e-9 ? 1 : std::sin(angle) / angle);
        sum += weights[i];
    }
    for (double& weight : weights) {
        weight /= sum;  // DC passes exactly
    }
    return weights;
}

template <typename ValueAt>
double Resampler::convolve(long long n, const ValueAt& value_at) const {
    const long long rest = n * steps_ % per_;
    const std::vector<double> made =
        kept_weights_.empty() ? weights(static_cast<double>(rest) / static_cast<double>(per_))
                              : std::vector<double>{};
    const std::vector<double>& taps =
        kept_weights_.empty() ? made : kept_weights_[static_cast<std::size_t>(rest)];
    long long position = n * steps_ / per_ - static_cast<long long>(half_) + 1;
    double sum = 0;
    for (const double weight : taps) {
        sum += weight * value_at(position++);
    }
    return sum;
}

double Resampler::at(long long n, std::span<const double> recording, long long times) const {
    const auto size = static_cast<long long>(recording.size());
    return convolve(n, [&](long long position) {
        const bool inside = position >= 0 && position < size * times;
        return inside ? recording[static_cast<std::size_t>(position % size)] : 0.0;
    });
}

long long Resampler::count(std::size_t recording_size, long long times) const {
    return (static_cast<long long>(recording_size) * times * per_ + steps_ - 1) / steps_;
}

long long Resampler::periods_in_step(std::size_t recording_size) const {
    return steps_ / std::gcd(static_cast<long long>(recording_size) * per_, steps_);
}

std::vector<double> Resampler::resample_repeated(std::span<const double> recording) const {
    const auto size = static_cast<long long>(recording.size());
    std::vector<double> result(
        static_cast<std::size_t>(count(recording.size(), periods_in_step(recording.size()))));
    for (std::size_t n = 0; n < result.size(); ++n) {
        result[n] = convolve(static_cast<long long>(n), [&](long long position) {
            const long long within = position % size;
            return recording[static_cast<std::size_t>(within < 0 ? within + size : within)];
        });
    }
    return result;
}

}  // namespace bench
