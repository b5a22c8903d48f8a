#include "meter/metrology/pulse_output.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "meter/metrology/metrology.h"
#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

// Sample numbers of all pulses in some seconds of a steady signal.
std::vector<std::uint64_t> pulses_of(TestSignal signal, int seconds, std::uint32_t constant) {
    MetrologySettings settings;
    settings.pulse_constant = constant;
    Metrology metrology{settings};
    std::vector<std::uint64_t> pulses;
    for (int i = 0; i < seconds * 8000; ++i) {
        if (metrology.step(signal.next()).has(Ready::What::pulse)) {
            pulses.push_back(metrology.sample_count());
        }
    }
    return pulses;
}

TEST(PulseOutput, gives_pulses_of_a_steady_load_within_one_sample_of_their_time) {
    for (const double hertz : {50.0, 49.37, 61.3}) {
        const auto pulses =
            pulses_of({.hertz = hertz, .amperes = 31.7, .lag_degrees = 37}, 20, 100'000);
        ASSERT_GT(pulses.size(), 1000U);
        const std::size_t first = pulses.size() / 4;
        const double interval = 36.0 / (230 * 31.7 * std::cos(37 * std::numbers::pi / 180)) * 8000;
        const double measured = static_cast<double>(pulses.back() - pulses[first]) /
                                static_cast<double>(pulses.size() - 1 - first);
        EXPECT_NEAR(measured, interval, interval * 1e-5) << hertz;
        double earliest = 0;
        double latest = 0;
        for (std::size_t i = first; i < pulses.size(); ++i) {
            const double off = static_cast<double>(pulses[i] - pulses[first]) -
                               static_cast<double>(i - first) * interval;
            earliest = std::min(earliest, off);
            latest = std::max(latest, off);
        }
        // Either way from the middle, of which half a sample is the sample grid itself.
        EXPECT_LE((latest - earliest) / 2, 0.55) << hertz;
    }
}

TEST(PulseOutput, gives_one_pulse_for_each_share_and_keeps_the_rest) {
    PulseOutput pulses{SampleRate{8000}, 100'000};
    // Ten kilowatts, then nothing: 2 kJ in one block are 55 pulses of 36 J and a rest.
    pulses.add(std::int64_t{10'000} * 1600 << 31, 1600U << 16, 0, 1600);
    int count = 0;
    for (int i = 0; i < 1600; ++i) {
        count += pulses.step() ? 1 : 0;
    }
    pulses.add(0, 1600U << 16, 0, 1600);
    for (int i = 0; i < 16'000; ++i) {
        count += pulses.step() ? 1 : 0;
    }
    EXPECT_EQ(count, 55);
}

TEST(PulseOutput, leaves_the_test_mode_after_thirty_minutes) {
    PulseOutput pulses{SampleRate{8000}, 1600};
    pulses.begin_test();
    for (int block = 0; block < 30 * 60 * 5; ++block) {
        ASSERT_TRUE(pulses.is_testing()) << block;
        pulses.add(0, 1600U << 16, 0, 1600);
    }
    EXPECT_FALSE(pulses.is_testing());
}

// Blocks of a steady power for some seconds; the pulses they give.
struct PulsePlayer {
    PulseOutput pulses{SampleRate{8000}, 1600};

    int play(std::int64_t watts, int seconds) {
        int count = 0;
        for (int block = 0; block < 5 * seconds; ++block) {
            for (int i = 0; i < 1600; ++i) {
                count += pulses.step() ? 1 : 0;
            }
            pulses.add(watts * 1600 << 31, 1600U << 16, 0, 1600);
        }
        return count;
    }
};

TEST(PulseOutput, gives_a_hundred_thousand_pulses_a_kilowatt_hour_for_thirty_minutes_of_test) {
    PulsePlayer player;
    player.play(2000, 10);
    player.pulses.begin_test();
    // 1 kWh in thirty minutes; the last pulse may be on its way.
    EXPECT_NEAR(player.play(2000, 30 * 60), 100'000, 1);
    EXPECT_FALSE(player.pulses.is_testing());
    EXPECT_NEAR(player.play(2000, 30 * 60), 1600, 1);
}

TEST(PulseOutput, keeps_the_part_of_a_pulse_that_a_test_interrupts) {
    PulsePlayer player;
    // 2250 J are one pulse: 0.9 of one, a test of 10,000 J, and 0.3 more make one.
    EXPECT_EQ(player.play(2025, 1), 0);
    player.play(0, 1);
    player.pulses.begin_test();
    player.pulses.begin_test();
    EXPECT_EQ(player.play(10'000, 1) + player.play(0, 1), 277);
    player.pulses.end_test();
    EXPECT_EQ(player.play(675, 1) + player.play(0, 1), 1);
}

}  // namespace
}  // namespace meter
