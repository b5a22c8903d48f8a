#include "bench/accuracy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/accuracy_parts.h"
#include "bench/chart.h"
#include "bench/measured_run.h"
#include "bench/report.h"

namespace bench {
namespace {

// Every fourth point of the short run's grid; the long run takes them all.
TEST(Accuracy, of_the_arithmetic_alone_is_a_hundredth_of_a_percent) {
    Settings settings;
    settings.meter = metering_without_threshold();
    settings.measure_seconds = 2;
    for (const double amperes : {0.02, 1.0, 100.0}) {
        for (const double lag : {0.0, 60.0, -36.87}) {
            for (const double hertz : {45.0, 50.0, 52.7, 65.0}) {
                const Load load = sine_load(184, amperes, lag, hertz);
                ++settings.seed;
                const Measured measured = measure(load, settings);
                EXPECT_NEAR(percent_error(measured.active_watts, true_active_watts(load)), 0, 0.01);
                EXPECT_NEAR(percent_error(measured.phase_rms, amperes), 0, 0.01);
                EXPECT_NEAR(percent_error(measured.voltage_rms, 184), 0, 0.01);
                EXPECT_NEAR(measured.frequency_hertz, hertz, 0.002);
                if (lag != 0) {
                    EXPECT_NEAR(percent_error(measured.reactive_vars, true_fundamental_vars(load)),
                                0, 0.02);
                }
            }
        }
    }
}

TEST(Accuracy, is_the_same_at_four_and_sixteen_kilohertz) {
    for (const std::uint32_t rate : {4000U, 16'000U}) {
        Settings settings;
        settings.meter = metering_without_threshold();
        settings.meter.rate = meter::SampleRate{rate};
        settings.measure_seconds = 2;
        const Load load = sine_load(230, 5, 60);
        const Measured measured = measure(load, settings);
        EXPECT_NEAR(percent_error(measured.active_watts, true_active_watts(load)), 0, 0.01);
        EXPECT_NEAR(percent_error(measured.reactive_vars, true_fundamental_vars(load)), 0, 0.02);
    }
}

TEST(Accuracy, counts_reactive_energy_of_the_fundamental_alone) {
    Settings settings;
    settings.meter = metering_without_threshold();
    Load load = sine_load(230, 10, 30);
    load.voltage.push_back({3, 20, 0});
    load.current.push_back({3, 4, -90});  // 80 var that are not of the fundamental
    const Measured measured = measure(load, settings);
    EXPECT_NEAR(measured.reactive_vars, 1150, 1150 * 2e-4);
}

TEST(Accuracy, holds_with_dc_even_odd_and_sub_harmonics_in_the_current) {
    Settings settings;
    settings.meter = metering_without_threshold();
    for (const Switching switching :
         {Switching::half_wave, Switching::phase_fired, Switching::burst_fired}) {
        const Load load = switched_load(230, 50, switching);
        const Measured measured = measure(load, settings);
        EXPECT_NEAR(percent_error(measured.active_watts, true_active_watts(load)), 0, 0.01);
        // Half of the time or half of the power: the truth is known without a series.
        EXPECT_NEAR(measured.active_watts, 230 * 50 / 2.0, 3);
    }
}

TEST(Accuracy, of_a_quantised_noisy_converter_stays_within_a_tenth_of_a_percent) {
    Settings settings;
    settings.meter = metering_without_threshold();
    settings.converter = converter_of(101);
    settings.measure_seconds = 10;
    const Load load = sine_load(230, 0.02, 0);
    for (settings.seed = 1; settings.seed <= 3; ++settings.seed) {
        EXPECT_NEAR(percent_error(measure(load, settings).active_watts, 4.6), 0, 0.1);
    }
}

TEST(Accuracy, row_beyond_its_limit_is_counted_whatever_its_table) {
    ConverterResult result;
    result.limits.push_back({intrinsic_limits().front(), 0.1});
    result.influences.push_back({influence_limits().front(), 0.01});
    result.starts.push_back({start_limits().front(), true, 0, 24, 1});
    result.dips.push_back({"a dip", 0, 0.023, 0, 1, 1});
    EXPECT_TRUE(rows_beyond_limit(result).is_met());

    result.limits.push_back({intrinsic_limits().front(), -0.41});
    result.limits.push_back({intrinsic_limits().front(), std::nan("")});
    result.influences.push_back({influence_limits().front(), 9});
    result.starts.push_back({start_limits().front(), false, 0, 24, 0});
    result.starts.push_back({start_limits().front(), true, 0, 24, 2});
    result.dips.push_back({"a change", 0.03, 0.023, 0, 1, 1});
    result.dips.push_back({"no event", 0, 0.023, 0, 0, 1});
    EXPECT_EQ(rows_beyond_limit(result).measured, 7);
    EXPECT_FALSE(rows_beyond_limit(result).is_met());
}

TEST(Accuracy, rows_say_that_creep_was_not_run_rather_than_that_it_held) {
    ConverterResult result;
    result.name = "ideal";
    result.starts.push_back({start_limits().front(), true, 0, 24, 0});
    EXPECT_EQ(rows_beyond_limit(result).name, "ideal: rows of the tables beyond their limit");
    result.starts.front().creep_minutes = 0;
    EXPECT_EQ(rows_beyond_limit(result).name,
              "ideal: rows of the tables beyond their limit, creep not run");
    AccuracyReport report;
    report.converters.push_back(result);
    EXPECT_NE(to_html(report).find("not run"), std::string::npos);
    EXPECT_EQ(to_json(report).find("creep_pulses"), std::string::npos);
}

TEST(Accuracy, runs_count_as_beyond_where_any_point_is_and_each_but_once) {
    const std::vector<SeededPoint> points{
        {0.02, 0, {0.05, 0.11, 0.12}}, {0.02, 60, {0.05, 0.11, 0.05}}, {0.01, 0, {0.9, 0.9, 0.9}}};
    const Target target = runs_beyond_limit(points, 3);
    EXPECT_EQ(target.measured, 2);
    EXPECT_FALSE(target.is_met());
    EXPECT_EQ(runs_beyond_limit({}, 250).limit, 2);
}

TEST(Accuracy, reactive_energy_starts_at_its_currents_and_does_not_creep) {
    AccuracyPlan plan;
    plan.seconds = 1;
    plan.creep = false;
    int reactive_rows = 0;
    for (const StartResult& start : run_starts({"ideal", ideal_converter(), {}}, plan)) {
        EXPECT_TRUE(start.starts) << start.point.standard;
        EXPECT_NEAR(start.error_percent, 0, 0.5) << start.point.standard;
        reactive_rows += start.point.energy == Energy::reactive ? 1 : 0;
    }
    EXPECT_EQ(reactive_rows, 3);
    Settings idle;  // with the start threshold
    idle.measure_seconds = 2;
    const Measured measured = measure(sine_load(264.5, 0.001, 90), idle);  // 0.26 var
    EXPECT_EQ(measured.counted_reactive_blocks, 0);
}

TEST(Accuracy, frequency_is_known_by_its_lowest_and_highest_reading_too) {
    Settings settings;
    settings.meter = metering_without_threshold();
    settings.converter = converter_of(84);
    const Measured measured = measure(sine_load(230, 5, 0, 52.7005), settings);
    EXPECT_LT(measured.lowest_frequency_hertz, measured.highest_frequency_hertz);
    EXPECT_GE(measured.frequency_hertz, measured.lowest_frequency_hertz);
    EXPECT_LE(measured.frequency_hertz, measured.highest_frequency_hertz);
    EXPECT_NEAR(measured.lowest_frequency_hertz, 52.7005, 0.002);
}

TEST(Accuracy, target_that_is_no_number_is_missed) {
    EXPECT_FALSE((Target{"nothing", 1, std::nan(""), "%", ""}.is_met()));
}

TEST(Accuracy, of_power_holds_up_to_two_fifths_of_the_rate_at_every_delay) {
    for (const std::int32_t delay : {0, 31'250, 62'500, 100'000, 125'000, -125'000}) {
        Settings settings;
        settings.meter = metering_without_threshold();
        settings.meter.calibration[meter::Channel::phase_current].delay_nanoseconds = delay;
        settings.converter.errors[1].lead_degrees = delay * 1e-9 * 50 * 360;
        Load load = sine_load(230, 10, 0);
        load.voltage.push_back({64, 23, 0});  // 3.2 kHz
        load.current.push_back({64, 5, 0});
        const double fundamental = 2300;
        const Measured measured = measure(load, settings);
        EXPECT_NEAR(measured.active_watts - fundamental, 115, 115 * 0.006) << delay;
    }
}

TEST(Accuracy, report_names_its_limits_as_unverified_and_claims_no_conformity) {
    AccuracyReport report;
    report.converters.push_back(
        {"ideal", {{"1", 0, {{1, 0.01}}}}, {{intrinsic_limits().front(), 0.1}}, {}, {}, {}});
    const std::string html = to_html(report);
    EXPECT_NE(html.find("No conformity is claimed"), std::string::npos);
    EXPECT_NE(html.find("0.40 *"), std::string::npos);
    EXPECT_NE(to_json(report).find("\"limit_source\": \"unverified\""), std::string::npos);
    EXPECT_NE(error_curves_svg(report.converters).find("<polyline"), std::string::npos);
}

}  // namespace
}  // namespace bench
