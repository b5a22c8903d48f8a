#include "meter/metrology/metered_interval.h"

#include <gtest/gtest.h>

#include <cmath>

#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

constexpr int samples_a_second = 8000;

class MeteredIntervalsTest : public ::testing::Test {
 protected:
    // Plays the signal; each block gives an interval, the last of which stays.
    void play(int samples) {
        for (int i = 0; i < samples; ++i) {
            if (metrology.step(signal.next()).has(Ready::What::block)) {
                last = intervals.take(metrology);
                microjoules += last.measurement.power.count() * last.elapsed.count();
                time += last.elapsed;
            }
        }
    }
    [[nodiscard]] std::int64_t net_microjoules() const {
        return (metrology.energy().imported - metrology.energy().exported).count() * 1000;
    }

    Metrology metrology{MetrologySettings{}};
    MeteredIntervals intervals{nominal_sample_rate};
    TestSignal signal{.hertz = 49.7, .lag_degrees = 60, .neutral_amperes = 9};
    MeteredInterval last;
    std::int64_t microjoules = 0;
    std::chrono::milliseconds time{};
};

TEST_F(MeteredIntervalsTest, hold_the_energy_of_the_registers_to_the_millijoule) {
    for (int second = 0; second < 20; ++second) {
        signal.lag_degrees += 17;
        play(samples_a_second);
        EXPECT_LT(std::abs(net_microjoules() - microjoules), 1000) << second;
    }
    EXPECT_NEAR(static_cast<double>(time.count()), 20'000, 250);
}

TEST_F(MeteredIntervalsTest, say_what_the_last_block_read) {
    signal.residual_amperes = 0.03;
    play(2 * samples_a_second);
    EXPECT_NEAR(static_cast<double>(last.measurement.power.count()), 1'150'000, 3000);
    EXPECT_EQ(last.measurement.voltage, base::Millivolts{230'000});
    EXPECT_EQ(last.measurement.phase_current, base::Milliamperes{10'000});
    EXPECT_EQ(last.measurement.neutral_current, base::Milliamperes{9000});
    EXPECT_EQ(last.measurement.residual_current, base::Milliamperes{30});
    EXPECT_NEAR(static_cast<double>(last.measurement.frequency.count()), 49'700, 2);
    EXPECT_TRUE(last.measurement.mains_present);
    EXPECT_EQ(last.measurement.front_end, FrontEnd::working);
}

TEST_F(MeteredIntervalsTest, give_power_towards_the_grid_a_negative_sign) {
    signal.lag_degrees = 180;
    play(2 * samples_a_second);
    EXPECT_NEAR(static_cast<double>(last.measurement.power.count()), -2'300'000, 6000);
    EXPECT_LT(std::abs(net_microjoules() - microjoules), 1000);
}

TEST_F(MeteredIntervalsTest, name_the_current_that_made_the_power) {
    play(2 * samples_a_second);
    metrology.count_on(CountingElement::neutral);
    play(samples_a_second);
    EXPECT_EQ(last.measurement.counting, CountingElement::neutral);
    EXPECT_NEAR(static_cast<double>(last.measurement.power.count()), 1'035'000, 3000);
}

TEST_F(MeteredIntervalsTest, tell_lost_mains_and_a_stuck_channel) {
    play(samples_a_second);
    signal.volts = 0;
    play(3 * samples_a_second);
    EXPECT_FALSE(last.measurement.mains_present);
    EXPECT_EQ(last.measurement.front_end, FrontEnd::stuck);
    signal.volts = 230;
    play(2 * samples_a_second);
    EXPECT_TRUE(last.measurement.mains_present);
    EXPECT_EQ(last.measurement.front_end, FrontEnd::working);
}

TEST_F(MeteredIntervalsTest, without_time_between_keep_the_energy_for_the_next) {
    play(samples_a_second);
    const MeteredInterval nothing = intervals.take(metrology);
    EXPECT_EQ(intervals.take(metrology).elapsed.count(), 0);
    microjoules += nothing.measurement.power.count() * nothing.elapsed.count();
    play(samples_a_second);
    EXPECT_LT(std::abs(net_microjoules() - microjoules), 1000);
}

TEST_F(MeteredIntervalsTest,
       hand_on_each_half_cycle_with_its_time_and_take_nothing_from_the_blocks) {
    std::chrono::microseconds halves{};
    int count = 0;
    MeteredHalfCycle newest;
    for (int i = 0; i < 4 * samples_a_second; ++i) {
        const Ready ready = metrology.step(signal.next());
        if (ready.has(Ready::What::half_cycle)) {
            newest = intervals.take_half_cycle(metrology);
            halves += newest.elapsed;
            ++count;
        }
        if (ready.has(Ready::What::block)) {
            time += intervals.take(metrology).elapsed;
        }
    }

    EXPECT_NEAR(count, 4 * 2 * 49.7, 2);
    EXPECT_NEAR(static_cast<double>(newest.voltage.count()), 230'000, 100);
    EXPECT_NEAR(static_cast<double>(halves.count()), 4e6, 11e3);
    EXPECT_NEAR(static_cast<double>(time.count()), 4e3, 250);
}

}  // namespace
}  // namespace meter
