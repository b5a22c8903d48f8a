#include "bench/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/measured_run.h"

namespace bench {
namespace {

// 5 % of gain, 1 degree of phase, 2 % of offset, each its own sign in each channel.
ConverterModel raw_converter(double signal_to_noise_db) {
    ConverterModel model = converter_of(signal_to_noise_db);
    model.errors = {{{1.05, 0.02, 0}, {0.95, -0.02, 1}, {1.05, 0.02, -1}, {0.95, 0.02, 0}}};
    return model;
}

constexpr ReferencePoints short_points{.seconds = 3};

TEST(Calibration, brings_a_meter_with_raw_parts_within_a_tenth_of_a_percent) {
    Settings settings;
    settings.meter = metering_without_threshold();
    settings.converter = raw_converter(101);
    settings.settle_seconds = 1;

    const Load nominal = sine_load(230, 5, 60);
    settings.measure_seconds = 4;
    const double before =
        percent_error(measure(nominal, settings).active_watts, true_active_watts(nominal));
    const auto found = calibrate(settings.converter, settings.meter, short_points, 7);
    ASSERT_TRUE(found);
    settings.meter.calibration = *found;

    EXPECT_GT(std::abs(before), 1.0);
    for (const double amperes : {0.1, 5.0, 100.0}) {
        for (const double lag : {0.0, 60.0, -36.87}) {
            const Load load = sine_load(230, amperes, lag);
            const Measured measured = measure(load, settings);
            EXPECT_NEAR(percent_error(measured.active_watts, true_active_watts(load)), 0,
                        amperes < 1 ? 0.1 : 0.01)
                << amperes << " A, " << lag;
            EXPECT_NEAR(percent_error(measured.phase_rms, amperes), 0, 0.02) << amperes;
        }
    }
}

TEST(Calibration, serves_the_neutral_and_the_residual_channel_too) {
    Settings settings;
    settings.meter = metering_without_threshold();
    settings.converter = raw_converter(101);
    settings.settle_seconds = 1;
    const auto found = calibrate(settings.converter, settings.meter, short_points, 8);
    ASSERT_TRUE(found);
    settings.meter.calibration = *found;
    settings.element = meter::CountingElement::neutral;
    Load load = sine_load(230, 5, 60);
    load.residual_amperes = 0.03;

    const Measured measured = measure(load, settings);

    EXPECT_NEAR(percent_error(measured.active_watts, true_active_watts(load)), 0, 0.01);
    EXPECT_NEAR(percent_error(measured.neutral_rms, 5), 0, 0.005);
    EXPECT_NEAR(percent_error(measured.residual_rms, 0.03), 0, 0.05);
}

TEST(Calibration, refuses_parts_that_are_wrong_rather_than_raw) {
    const meter::MetrologySettings settings = metering_without_threshold();
    ConverterModel gain = converter_of(101);
    gain.errors[0].gain = 1.3;
    EXPECT_EQ(calibrate(gain, settings, short_points, 1),
              std::unexpected{CalibrationFailure::gain_out_of_range});
    ConverterModel offset = converter_of(101);
    offset.errors[1].offset = 0.2;
    EXPECT_EQ(calibrate(offset, settings, short_points, 1),
              std::unexpected{CalibrationFailure::offset_out_of_range});
    ConverterModel phase = converter_of(101);
    phase.errors[1].lead_degrees = 4;
    EXPECT_EQ(calibrate(phase, settings, short_points, 1),
              std::unexpected{CalibrationFailure::delay_out_of_range});
}

}  // namespace
}  // namespace bench
