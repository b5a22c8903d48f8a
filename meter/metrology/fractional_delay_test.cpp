#include "meter/metrology/fractional_delay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace meter {
namespace {

constexpr std::int32_t unity = 1 << 30;
constexpr std::int32_t one_sample = 1 << delay_fraction_bits;

// The filter's answer to a frequency given as a share of the sample rate, after the wanted delay
// is taken out: exactly one for a perfect filter.
std::complex<double> answer(std::int32_t fraction, double frequency) {
    const DelayCoefficients taps = delay_coefficients(fraction, unity);
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < taps.size(); ++i) {
        const double late = static_cast<double>(taps.size() - 1 - i);
        const double wanted = 6.0 + static_cast<double>(fraction) / one_sample;
        sum += static_cast<double>(taps[i]) / unity *
               std::polar(1.0, 2 * std::numbers::pi * frequency * (wanted - late));
    }
    return sum;
}

TEST(FractionalDelay, droops_by_less_than_a_thousandth_of_a_percent_at_the_fundamental) {
    for (std::int32_t fraction = 0; fraction < one_sample; fraction += 4099) {
        EXPECT_NEAR(std::abs(answer(fraction, 50.0 / 8000)), 1.0, 1e-5) << fraction;
        EXPECT_NEAR(std::abs(answer(fraction, 65.0 / 4000)), 1.0, 1e-5) << fraction;
    }
}

TEST(FractionalDelay, droops_by_less_than_a_tenth_of_a_percent_at_every_harmonic_to_the_40th) {
    for (std::int32_t fraction = 0; fraction < one_sample; fraction += 4099) {
        for (int harmonic = 1; harmonic <= 40; ++harmonic) {
            EXPECT_NEAR(std::abs(answer(fraction, harmonic * 50.0 / 8000)), 1.0, 1e-3);
            EXPECT_NEAR(std::abs(answer(fraction, harmonic * 60.0 / 8000)), 1.0, 1e-3);
        }
    }
}

TEST(FractionalDelay, delays_the_fundamental_to_ten_nanoseconds) {
    for (std::int32_t fraction = 1; fraction < one_sample; fraction += 4099) {
        const double seconds =
            std::arg(answer(fraction, 50.0 / 8000)) / (2 * std::numbers::pi * 50.0);
        EXPECT_NEAR(seconds, 0.0, 10e-9) << fraction;
    }
}

TEST(FractionalDelay, has_exactly_the_gain_asked_for_at_direct_current) {
    for (std::int32_t fraction : {0, 1, 77, one_sample / 2, one_sample - 1}) {
        const DelayCoefficients taps = delay_coefficients(fraction, 838'860'800);
        EXPECT_EQ(std::accumulate(taps.begin(), taps.end(), std::int64_t{0}), 838'860'800);
    }
}

TEST(FractionalDelay, of_no_fraction_passes_samples_unchanged) {
    const DelayCoefficients taps = delay_coefficients(0, unity);
    const DelayCoefficients expected{0, 0, 0, 0, 0, 0, 0, unity, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(taps, expected);
}

}  // namespace
}  // namespace meter
