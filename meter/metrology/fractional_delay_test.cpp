#include "meter/metrology/fractional_delay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace meter {
namespace {

constexpr std::size_t taps_of_the_chain = 20;
constexpr std::int32_t unity = 1 << 30;
constexpr std::int32_t one_sample = 1 << delay_fraction_bits;

// The filter's answer to a frequency given as a share of the sample rate, after the wanted delay
// is taken out: exactly one for a perfect filter.
std::complex<double> answer(std::int32_t fraction, double frequency) {
    const auto taps = delay_coefficients<taps_of_the_chain>(fraction, unity);
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < taps.size(); ++i) {
        const double late = static_cast<double>(taps.size() - 1 - i);
        const double wanted =
            delay_before<taps_of_the_chain> + static_cast<double>(fraction) / one_sample;
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
            EXPECT_NEAR(std::abs(answer(fraction, harmonic * 65.0 / 8000)), 1.0, 1e-3);
        }
    }
}

TEST(FractionalDelay, droops_by_less_than_six_tenths_of_a_percent_up_to_two_fifths_of_the_rate) {
    for (std::int32_t fraction = 0; fraction < one_sample; fraction += 4099) {
        for (double frequency = 0.325; frequency <= 0.4; frequency += 0.005) {
            EXPECT_NEAR(std::abs(answer(fraction, frequency)), 1.0, 6e-3) << frequency;
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
        const auto taps = delay_coefficients<taps_of_the_chain>(fraction, 838'860'800);
        EXPECT_EQ(std::accumulate(taps.begin(), taps.end(), std::int64_t{0}), 838'860'800);
    }
}

TEST(FractionalDelay, has_magnitudes_that_add_up_to_less_than_three_times_its_gain) {
    for (std::int32_t fraction = 0; fraction < one_sample; fraction += 4099) {
        std::int64_t magnitudes = 0;
        for (const std::int32_t tap : delay_coefficients<taps_of_the_chain>(fraction, unity)) {
            magnitudes += std::abs(std::int64_t{tap});
        }
        EXPECT_LT(magnitudes, 3 * std::int64_t{unity}) << fraction;
    }
}

TEST(FractionalDelay, of_no_fraction_passes_samples_unchanged) {
    DelayCoefficients<taps_of_the_chain> expected{};
    expected[10] = unity;
    EXPECT_EQ(delay_coefficients<taps_of_the_chain>(0, unity), expected);
}

}  // namespace
}  // namespace meter
