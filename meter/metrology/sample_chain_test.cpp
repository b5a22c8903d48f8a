#include "meter/metrology/sample_chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>

#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

SampleChain chain_at(std::uint32_t hertz = 8000, const Calibration& calibration = {}) {
    return SampleChain{SampleRate{hertz}, NominalFrequency::hertz_50, FullScale{}, calibration};
}

// The half cycle that ends within the given number of samples.
std::optional<HalfCycle> next_half(SampleChain& chain, TestSignal& signal, int samples = 1000) {
    for (int i = 0; i < samples; ++i) {
        const SampleSet set = signal.next();
        if (chain.accepts(set.counter) && chain.step(set)) {
            return chain.half_cycle();
        }
    }
    return std::nullopt;
}

TEST(SampleChain, cuts_half_cycles_where_the_voltage_crosses_zero_to_a_hundredth_of_a_sample) {
    for (const double hertz : {45.0, 50.0, 53.21, 65.0}) {
        SampleChain chain = chain_at();
        TestSignal signal{.hertz = hertz};
        for (int half = 0; half < 20; ++half) {
            next_half(chain, signal);
        }
        const auto half = next_half(chain, signal);
        ASSERT_TRUE(half);
        EXPECT_EQ(half->end, HalfCycleEnd::crossing);
        EXPECT_NEAR(half->duration / 65536.0, 4000 / hertz, 0.01) << hertz;
    }
}

TEST(SampleChain, loses_nothing_between_touching_half_cycles) {
    SampleChain chain = chain_at();
    TestSignal signal{.lag_degrees = 60};
    std::uint64_t time = 0;
    int halves = 0;
    double power = 0;
    while (halves < 100) {
        const SampleSet set = signal.next();
        if (chain.accepts(set.counter) && chain.step(set)) {
            ++halves;
            time += chain.half_cycle().duration;
            power += static_cast<double>(chain.half_cycle().sums.power);
        }
    }
    const double late = chain.half_cycle().late / 65536.0;
    EXPECT_DOUBLE_EQ(static_cast<double>(time) / 65536 + late, signal.counter);
    // 230 V, 10 A, 60 degrees; the first samples are still empty.
    EXPECT_NEAR(power / 2147483648.0 / (static_cast<double>(time) / 65536), 1150, 3);
}

TEST(SampleChain, goes_on_with_the_last_period_without_a_voltage) {
    SampleChain chain = chain_at();
    TestSignal signal{.hertz = 48};
    for (int half = 0; half < 20; ++half) {
        next_half(chain, signal);
    }
    signal.volts = 0;
    for (int half = 0; half < 4; ++half) {
        next_half(chain, signal);
    }
    const auto half = next_half(chain, signal);
    ASSERT_TRUE(half);
    EXPECT_EQ(half->end, HalfCycleEnd::time);
    EXPECT_NEAR(half->duration / 65536.0, 4000 / 48.0, 0.01);
    EXPECT_GT(half->sums.current_squared, 0);
}

// Gives the chain a set with this counter; whether it was taken.
bool give(SampleChain& chain, std::uint32_t counter) {
    if (!chain.accepts(counter)) {
        return false;
    }
    chain.step({counter, 1000, 1000, 1000, 1000});
    return true;
}

TEST(SampleChain, drops_a_set_that_it_has_seen) {
    SampleChain chain = chain_at();
    EXPECT_TRUE(give(chain, 0));
    EXPECT_FALSE(give(chain, 0));
    EXPECT_EQ(chain.dropped(), 1U);
    EXPECT_EQ(chain.sample_count(), 1U);
}

TEST(SampleChain, counts_what_is_lost_and_moves_its_clock_over_it) {
    SampleChain chain = chain_at();
    TestSignal signal;
    give(chain, 0);
    signal.counter = 501;
    give(chain, signal.counter++);
    EXPECT_EQ(chain.sample_count(), 502U);
    EXPECT_EQ(next_half(chain, signal)->lost, 500U);
}

TEST(SampleChain, believes_no_jump_of_more_than_a_second_and_leaves_its_clock_alone) {
    for (const std::uint32_t jump : {8001U, 2'000'000'000U, 2'147'483'649U, 0U - 8002U}) {
        SampleChain chain = chain_at();
        TestSignal signal{.counter = 10};
        give(chain, signal.counter++);
        signal.counter += jump;
        EXPECT_TRUE(give(chain, signal.counter++)) << jump;
        EXPECT_EQ(chain.sample_count(), 2U) << jump;
        const auto half = next_half(chain, signal);
        EXPECT_EQ(half->restarts, 1U) << jump;
        EXPECT_EQ(half->lost, 0U) << jump;
    }
}

TEST(SampleChain, has_its_clock_right_again_after_one_false_counter) {
    for (const std::uint32_t jump : {8000U, 8001U, 500'000'000U, 0U - 5U, 0U - 500'000U}) {
        SampleChain chain = chain_at();
        std::uint32_t counter = 1'000'000;
        for (int i = 0; i < 100; ++i) {
            give(chain, counter++);
        }
        give(chain, counter++ + jump);
        for (int i = 0; i < 20'000; ++i) {
            give(chain, counter++);
        }
        EXPECT_EQ(chain.sample_count(), 20'101U) << jump;
    }
}

TEST(SampleChain, takes_sets_as_they_come_once_the_counter_has_stood_for_a_second) {
    SampleChain chain = chain_at();
    int taken = 0;
    for (int i = 0; i < 5 * 8000; ++i) {
        taken += give(chain, 77) ? 1 : 0;
    }
    EXPECT_EQ(taken, 4 * 8000);
    EXPECT_EQ(chain.sample_count(), 4U * 8000U);
}

TEST(SampleChain, takes_sets_as_they_come_once_the_counter_has_gone_round_for_a_second) {
    SampleChain chain = chain_at();
    int taken = 0;
    for (std::uint32_t i = 0; i < 5 * 8000; ++i) {
        taken += give(chain, i % 1000) ? 1 : 0;
    }
    EXPECT_GE(taken, 4 * 8000);
}

TEST(SampleChain, believes_a_counter_again_that_has_counted_for_a_second) {
    SampleChain chain = chain_at();
    std::uint32_t counter = 5;
    give(chain, counter++);
    counter += 1'000'000;
    for (int i = 0; i < 8001; ++i) {
        EXPECT_TRUE(give(chain, counter++));
    }
    EXPECT_FALSE(give(chain, counter - 1));
}

// The worst fall of frequency: each crossing lies just before the first sample at which the half
// cycle would be over by the length of the last ones, so that the length may grow cycle by cycle.
TEST(SampleChain, keeps_half_cycles_within_the_longest_in_a_slow_fall_of_frequency) {
    SampleChain chain = chain_at(16'000);
    Q16 longest = 0;
    double expected_half = 190;
    double crossing = 0;
    double cycle_began = 0;
    std::uint32_t counter = 0;
    for (int half = 0; half < 400; ++half) {
        const bool is_positive = half % 2 == 0;
        const bool has_settled = half > 200;
        const double before_sample = half % 4 == 3 ? 0.5 : 0.01;
        const double next =
            has_settled ? std::ceil(crossing + expected_half) - before_sample : crossing + 190;
        for (; counter < next; ++counter) {
            const double distance = std::min({counter - crossing, next - counter, 1.0});
            const double value = is_positive ? 4e6 * distance : -4e6 * distance;
            const auto code = static_cast<std::int32_t>(std::lround(value));
            if (chain.accepts(counter) && chain.step({counter, code, code, code, code})) {
                longest = std::max(longest, chain.half_cycle().duration);
            }
        }
        crossing = next;
        if (!is_positive) {
            expected_half = (next - cycle_began) / 2;
            cycle_began = next;
        }
    }
    EXPECT_GT(expected_half, 210);
    EXPECT_GT(longest, 200 * q16_one);
    EXPECT_LE(longest, 201 * q16_one);
}

TEST(SampleChain, takes_no_cycle_for_whole_that_began_at_a_time_cut) {
    SampleChain chain = chain_at();
    TestSignal signal;
    int halves_after_return = 0;
    for (int half = 0; half < 200; ++half) {
        signal.volts = half >= 20 && half < 61 ? 0 : 230;
        const auto before = chain.half_cycle().end;
        const auto now = next_half(chain, signal);
        ASSERT_TRUE(now);
        if (before == HalfCycleEnd::time) {
            EXPECT_FALSE(now->is_whole) << half;
        } else if (half > 70) {
            EXPECT_TRUE(now->is_whole) << half;
            ++halves_after_return;
        }
    }
    EXPECT_GT(halves_after_return, 100);
}

TEST(SampleChain, counts_clipped_sets_of_each_channel_and_holds_codes_beyond_24_bits) {
    SampleChain chain = chain_at();
    TestSignal signal;
    SampleSet set = signal.next();
    set.phase_current = 2'000'000'000;
    chain.accepts(set.counter);
    chain.step(set);
    set = signal.next();
    set.residual_current = -2'147'483'647 - 1;
    chain.step(set);
    const auto half = next_half(chain, signal);
    EXPECT_EQ(half->clipped, (std::array<std::uint16_t, 4>{0, 1, 0, 1}));
}

TEST(SampleChain, takes_the_direct_part_off_voltage_and_currents_and_leaves_it_in_the_residual) {
    SampleChain chain = chain_at();
    TestSignal signal;
    for (int i = 0; i < 40'000; ++i) {
        SampleSet set = signal.next();
        set.voltage += 50'000;
        set.phase_current += 60'000;
        set.neutral_current -= 60'000;
        set.residual_current += 80'000;
        chain.step(set);
    }
    const auto half = next_half(chain, signal);
    EXPECT_NEAR(chain.direct(Channel::voltage), 50'000 * 0.5859375, 2);
    EXPECT_NEAR(chain.direct(Channel::phase_current), 60'000 * 6.25, 2);
    EXPECT_NEAR(chain.direct(Channel::neutral_current), -60'000 * 6.25, 2);
    EXPECT_EQ(chain.direct(Channel::residual_current), 0);
    EXPECT_GT(half->sums.residual_squared, half->sums.voltage_squared / 1'000'000);
}

TEST(SampleChain, brings_a_current_in_step_that_leads_by_its_calibrated_delay) {
    Calibration calibration;
    calibration[Channel::phase_current].delay_nanoseconds = 55'556;  // one degree at 50 Hz
    SampleChain chain = chain_at(8000, calibration);
    TestSignal signal{.lag_degrees = 90 - 1.0};
    double power = 0;
    for (int half = 0; half < 200; ++half) {
        next_half(chain, signal);
        power = static_cast<double>(chain.half_cycle().sums.power) /
                static_cast<double>(chain.half_cycle().sums.voltage_squared);
    }
    EXPECT_NEAR(power, 0, 1e-4);
}

}  // namespace
}  // namespace meter
