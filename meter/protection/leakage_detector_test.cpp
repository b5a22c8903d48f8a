#include "meter/protection/leakage_detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "meter/metrology/units.h"

namespace meter {
namespace {

using namespace std::chrono_literals;

constexpr double rated_amperes = 0.030;
constexpr int frame_samples = 8;
constexpr double frame_ms = 1;

constexpr base::Milliamperes rated{30};

std::int32_t code_of(double amperes) {
    return static_cast<std::int32_t>(std::lround(amperes * (1 << current_unit_bits)));
}

double sine(double degrees) {
    return std::sin(degrees * std::numbers::pi / 180);
}

// Milliseconds until `shape`, a current over the angle of a 50 Hz cycle, trips; nothing in a
// second.
template <typename Shape>
std::optional<double> trips_after(const Shape& shape, double onset_degrees = 0) {
    LeakageDetector detector;
    for (int frame = 0; frame < 1000 / frame_ms; ++frame) {
        std::vector<std::int32_t> samples;
        for (int i = 0; i < frame_samples; ++i) {
            const int sample = frame * frame_samples + i;
            samples.push_back(code_of(shape(std::fmod(onset_degrees + sample * 2.25, 360))));
        }
        if (detector.add(samples, rated, nominal_sample_rate)) {
            return (frame + 1) * frame_ms;
        }
    }
    return std::nullopt;
}

auto sine_of(double multiple) {
    return [peak = multiple * rated_amperes * std::numbers::sqrt2](double degrees) {
        return peak * sine(degrees);
    };
}

auto half_wave_of(double multiple) {
    return [peak = multiple * rated_amperes * 2](double degrees) {
        return degrees < 180 ? peak * sine(degrees) : 0;
    };
}

TEST(LeakageDetector, never_trips_at_half_the_rated_current) {
    EXPECT_FALSE(trips_after(sine_of(0.5)));
}

TEST(LeakageDetector, trips_at_the_rated_current_within_the_table) {
    ASSERT_TRUE(trips_after(sine_of(1)));
    EXPECT_LE(*trips_after(sine_of(1)), 280);
}

TEST(LeakageDetector, is_faster_at_twice_the_rated_current) {
    EXPECT_LE(*trips_after(sine_of(2)), 130);
}

TEST(LeakageDetector, leaves_twenty_milliseconds_to_the_switch_at_five_times_from_any_angle) {
    for (double onset = 0; onset < 360; onset += 7.5) {
        EXPECT_LE(*trips_after(sine_of(5), onset), 8) << onset;
    }
}

TEST(LeakageDetector, does_not_trip_at_a_pulsating_current_of_0_35_times) {
    EXPECT_FALSE(trips_after(half_wave_of(0.35)));
}

TEST(LeakageDetector, trips_at_a_pulsating_current_of_1_4_times_within_the_table) {
    EXPECT_LE(*trips_after(half_wave_of(1.4)), 280);
}

TEST(LeakageDetector, trips_although_six_milliamperes_of_dc_pull_the_other_way) {
    const auto shape = half_wave_of(1.4);

    EXPECT_LE(*trips_after([&](double degrees) { return shape(degrees) - 0.006; }), 280);
}

TEST(LeakageDetector, does_not_trip_at_half_the_rated_current_on_six_milliamperes_of_dc) {
    const auto shape = sine_of(0.5);

    EXPECT_FALSE(trips_after([&](double degrees) { return shape(degrees) + 0.006; }));
}

TEST(LeakageDetector, overlooks_half_a_millisecond_of_any_height) {
    LeakageDetector detector;
    const std::vector<std::int32_t> surge(4, 1 << 29);

    EXPECT_FALSE(detector.add(surge, rated, nominal_sample_rate));
}

TEST(LeakageDetector, forgets_what_is_over) {
    LeakageDetector detector;
    const std::vector<std::int32_t> quiet(800, 0);
    const std::vector<std::int32_t> surge(4, 1 << 29);

    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(detector.add(surge, rated, nominal_sample_rate)) << i;
        EXPECT_FALSE(detector.add(quiet, rated, nominal_sample_rate)) << i;
    }
}

TEST(LeakageDetector, trips_within_a_step_of_one_second_at_the_rated_current) {
    LeakageDetector detector;

    EXPECT_TRUE(detector.hold(base::Milliamperes{30}, 1s, rated));
}

TEST(LeakageDetector, holds_half_the_rated_current_for_a_day) {
    LeakageDetector detector;

    EXPECT_FALSE(detector.hold(base::Milliamperes{15}, 24h, rated));
}

TEST(LeakageDetector, needs_the_tables_time_in_steps_of_twenty_milliseconds) {
    LeakageDetector detector;
    int steps = 1;

    while (!detector.hold(base::Milliamperes{30}, 20ms, rated)) {
        ++steps;
    }

    EXPECT_GE(steps, 5);
    EXPECT_LE(steps, 14);
}

TEST(LeakageDetector, takes_an_absurd_current_as_a_large_one) {
    LeakageDetector detector;

    EXPECT_TRUE(detector.hold(base::Milliamperes{2'000'000'000}, 1s, rated));
}

TEST(LeakageDetector, works_at_the_largest_rated_current) {
    LeakageDetector detector;
    const base::Milliamperes largest = LeakageDetector::largest_rated_current;

    EXPECT_FALSE(detector.hold(base::Milliamperes{150}, 24h, largest));
    EXPECT_TRUE(detector.hold(base::Milliamperes{300}, 300ms, largest));
}

}  // namespace
}  // namespace meter
