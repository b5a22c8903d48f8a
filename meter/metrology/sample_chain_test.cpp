#include "meter/metrology/sample_chain.h"

#include <gtest/gtest.h>

#include <cstdint>
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
        if (chain.step(signal.next())) {
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
        if (chain.step(signal.next())) {
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

TEST(SampleChain, drops_a_set_that_it_has_seen) {
    SampleChain chain = chain_at();
    TestSignal signal;
    const SampleSet set = signal.next();
    chain.step(set);
    chain.step(set);
    EXPECT_EQ(chain.dropped(), 1U);
    EXPECT_EQ(chain.sample_count(), 1U);
}

TEST(SampleChain, counts_what_is_lost_and_moves_its_clock_over_it) {
    SampleChain chain = chain_at();
    TestSignal signal;
    chain.step(signal.next());
    signal.counter += 500;
    chain.step(signal.next());
    EXPECT_EQ(chain.sample_count(), 502U);
    EXPECT_EQ(next_half(chain, signal)->lost, 500U);
}

TEST(SampleChain, takes_a_counter_that_began_again_far_back) {
    SampleChain chain = chain_at();
    TestSignal signal{.counter = 4'000'000'000};
    chain.step(signal.next());
    signal.counter = 5;
    chain.step(signal.next());
    EXPECT_EQ(chain.dropped(), 0U);
    EXPECT_EQ(next_half(chain, signal)->lost, 294'967'300U);
}

TEST(SampleChain, counts_clipped_sets_of_each_channel_and_holds_codes_beyond_24_bits) {
    SampleChain chain = chain_at();
    TestSignal signal;
    SampleSet set = signal.next();
    set.phase_current = 2'000'000'000;
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
