#include "meter/metrology/reading.h"

#include <gtest/gtest.h>

#include "meter/metrology/metrology.h"
#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

// The reading of the second full second of a steady signal.
LineReading read(TestSignal signal, const MetrologySettings& settings = {}) {
    Metrology metrology{settings};
    int seconds = 0;
    while (seconds < 2) {
        if (metrology.step(signal.next()).has(Ready::What::second)) {
            ++seconds;
        }
    }
    return metrology.second();
}

TEST(LineReading, of_a_lagging_load_has_every_quantity) {
    const LineReading reading =
        read({.amperes = 10, .lag_degrees = 60, .neutral_amperes = 9.5, .residual_amperes = 0.03});

    EXPECT_NEAR(static_cast<double>(reading.voltage.count()), 230e6, 5000);
    EXPECT_NEAR(static_cast<double>(reading.phase_current.count()), 10e6, 500);
    EXPECT_NEAR(static_cast<double>(reading.neutral_current.count()), 9.5e6, 500);
    EXPECT_NEAR(static_cast<double>(reading.residual_current.count()), 30'000, 3);
    EXPECT_NEAR(static_cast<double>(reading.active.count()), 1150e6, 50'000);
    EXPECT_NEAR(static_cast<double>(reading.reactive.count()), 1991.858e6, 200'000);
    EXPECT_NEAR(static_cast<double>(reading.apparent.count()), 2300e6, 100'000);
    EXPECT_NEAR(static_cast<double>(reading.power_factor.count()), 500'000, 50);
    EXPECT_EQ(reading.frequency.count(), 50'000);
}

TEST(LineReading, gives_reactive_power_the_sign_of_its_direction) {
    EXPECT_GT(read({.lag_degrees = 30}).reactive.count(), 0);
    EXPECT_LT(read({.lag_degrees = -30}).reactive.count(), 0);
    EXPECT_GT(read({.lag_degrees = 150}).reactive.count(), 0);
    EXPECT_LT(read({.lag_degrees = 150}).active.count(), 0);
}

TEST(LineReading, knows_the_frequency_to_two_millihertz) {
    for (const double hertz : {45.0, 49.1234, 50.0, 61.7, 65.0}) {
        EXPECT_NEAR(static_cast<double>(read({.hertz = hertz}).frequency.count()), hertz * 1000, 1)
            << hertz;
    }
}

TEST(LineReading, is_the_same_at_every_sample_rate) {
    for (const std::uint32_t rate : {4000U, 8000U, 16'000U}) {
        MetrologySettings settings;
        settings.rate = SampleRate{rate};
        const LineReading reading = read({.rate = double(rate), .lag_degrees = 60}, settings);
        EXPECT_NEAR(static_cast<double>(reading.active.count()), 1150e6, 100'000) << rate;
        EXPECT_NEAR(static_cast<double>(reading.reactive.count()), 1991.858e6, 200'000) << rate;
    }
}

TEST(LineReading, subtracts_the_noise_floor_of_its_calibration) {
    MetrologySettings settings;
    // The square of 10 A is 2621440^2 units: a noise of 0.1 A takes half of 0.01 % from it.
    settings.calibration[Channel::phase_current].noise = 26'214U * 26'214U;
    const LineReading reading = read({.amperes = 10}, settings);
    EXPECT_NEAR(static_cast<double>(reading.phase_current.count()), 10e6 * (1 - 0.5e-4), 300);
}

}  // namespace
}  // namespace meter
