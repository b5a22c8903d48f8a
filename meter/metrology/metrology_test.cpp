#include "meter/metrology/metrology.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <vector>

#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

constexpr int samples_a_second = 8000;

// Feeds the meter and checks after every block that no register has fallen.
class WatchedMeter {
 public:
    explicit WatchedMeter(const MetrologySettings& settings = {})
        : metrology_{settings, &harmonics_} {}

    void step(const SampleSet& set) {
        if (!metrology_.step(set).has(Ready::What::block)) {
            return;
        }
        const EnergyRegisters& now = metrology_.energy();
        EXPECT_GE(now.imported, last_.imported);
        EXPECT_GE(now.exported, last_.exported);
        EXPECT_GE(now.absolute, last_.absolute);
        EXPECT_GE(now.apparent, last_.apparent);
        for (std::size_t i = 0; i < now.reactive.size(); ++i) {
            EXPECT_GE(now.reactive[i], last_.reactive[i]);
        }
        last_ = now;
        for (const InputEvent& event : metrology_.take_input_events()) {
            events_.push_back(event);
        }
    }
    [[nodiscard]] Metrology& meter() { return metrology_; }
    [[nodiscard]] bool had(Condition condition, Channel channel = Channel::voltage) const {
        for (const InputEvent& event : events_) {
            if (event.condition == condition && event.channel == channel && event.began) {
                return true;
            }
        }
        return false;
    }

 private:
    Harmonics harmonics_;
    Metrology metrology_;
    EnergyRegisters last_;
    std::vector<InputEvent> events_;
};

// Two seconds of a normal load, then three in which each set is changed.
WatchedMeter after(const std::function<void(SampleSet&)>& change) {
    WatchedMeter meter;
    TestSignal signal;
    for (int i = 0; i < 5 * samples_a_second; ++i) {
        SampleSet set = signal.next();
        if (i >= 2 * samples_a_second) {
            change(set);
        }
        meter.step(set);
    }
    return meter;
}

TEST(Metrology, flags_clipped_samples) {
    const WatchedMeter meter = after([](SampleSet& set) {
        set.phase_current = set.phase_current > 400'000 ? largest_code : set.phase_current;
    });
    EXPECT_TRUE(meter.had(Condition::clipped, Channel::phase_current));
    EXPECT_FALSE(meter.had(Condition::clipped, Channel::voltage));
}

TEST(Metrology, flags_a_stuck_channel) {
    WatchedMeter meter = after([](SampleSet& set) { set.neutral_current = 123'456; });
    EXPECT_TRUE(meter.had(Condition::silent, Channel::neutral_current));
    EXPECT_FALSE(meter.had(Condition::silent, Channel::phase_current));
}

TEST(Metrology, takes_no_residual_current_for_stuck_that_pulsates_in_step_with_the_voltage) {
    const auto rectified = [](SampleSet& set) { set.residual_current = std::abs(set.voltage) / 8; };
    EXPECT_FALSE(after(rectified).had(Condition::silent, Channel::residual_current));
    const auto constant = [](SampleSet& set) { set.residual_current = 700'000; };
    EXPECT_TRUE(after(constant).had(Condition::silent, Channel::residual_current));
}

TEST(Metrology, flags_all_zeros_as_silent_and_without_mains) {
    WatchedMeter meter = after([](SampleSet& set) { set = {.counter = set.counter}; });
    for (const Channel channel : {Channel::voltage, Channel::phase_current,
                                  Channel::neutral_current, Channel::residual_current}) {
        EXPECT_TRUE(meter.meter().conditions().has(Condition::silent, channel));
    }
    EXPECT_TRUE(meter.had(Condition::no_mains));
}

TEST(Metrology, flags_full_direct_current) {
    const WatchedMeter meter = after([](SampleSet& set) {
        set.voltage = largest_code;
        set.phase_current = -largest_code;
    });
    EXPECT_TRUE(meter.had(Condition::direct_part, Channel::voltage));
    EXPECT_TRUE(meter.had(Condition::direct_part, Channel::phase_current));
    EXPECT_TRUE(meter.had(Condition::clipped, Channel::voltage));
}

TEST(Metrology, flags_a_step_in_frequency_and_knows_the_new_one) {
    WatchedMeter meter;
    TestSignal signal;
    for (int i = 0; i < 4 * samples_a_second; ++i) {
        if (i == 2 * samples_a_second) {
            signal.start_cycles += signal.counter * (50.0 - 53.0) / samples_a_second;
            signal.hertz = 53;
        }
        meter.step(signal.next());
    }
    EXPECT_TRUE(meter.had(Condition::frequency_step));
    EXPECT_NEAR(static_cast<double>(meter.meter().second().frequency.count()), 53'000, 2);
}

TEST(Metrology, flags_lost_and_repeated_sets) {
    WatchedMeter meter;
    TestSignal signal;
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        if (i == samples_a_second) {
            signal.counter += 77;
        }
        if (i == 2 * samples_a_second) {
            signal.counter -= 100;
        }
        meter.step(signal.next());
    }
    EXPECT_TRUE(meter.had(Condition::samples_lost));
    EXPECT_TRUE(meter.had(Condition::samples_dropped));
}

// Seconds of sets whose counter `counter_of` makes out of their number; events and energy after.
WatchedMeter with_counters(const std::function<std::uint32_t(std::uint32_t)>& counter_of) {
    WatchedMeter meter;
    TestSignal signal;
    for (std::uint32_t i = 0; i < 6 * samples_a_second; ++i) {
        SampleSet set = signal.next();
        set.counter = counter_of(i);
        meter.step(set);
    }
    return meter;
}

TEST(Metrology, flags_a_counter_that_stands_and_goes_on_counting_energy) {
    WatchedMeter meter = with_counters([](std::uint32_t i) { return std::min(i, 16'000U); });
    EXPECT_TRUE(meter.had(Condition::samples_dropped));
    EXPECT_TRUE(meter.had(Condition::counter_restarted));
    EXPECT_TRUE(meter.meter().conditions().has(Condition::counter_restarted));
    // Two seconds in order and three of the four after it at 2.3 kW.
    EXPECT_NEAR(static_cast<double>(meter.meter().energy().imported.count()), 5 * 2.3e6, 0.6e6);
    EXPECT_EQ(meter.meter().sample_count(), 5U * samples_a_second);
}

TEST(Metrology, flags_a_counter_that_goes_round_and_goes_on_counting_energy) {
    WatchedMeter meter = with_counters([](std::uint32_t i) { return i % 4096; });
    EXPECT_TRUE(meter.had(Condition::samples_dropped));
    EXPECT_TRUE(meter.had(Condition::counter_restarted));
    EXPECT_GT(meter.meter().energy().imported.count(), 4 * 2'300'000);
}

TEST(Metrology, flags_a_far_jump_of_the_counter_and_keeps_its_clock) {
    WatchedMeter meter =
        with_counters([](std::uint32_t i) { return i < 16'000 ? i : i + 2'000'000'000; });
    EXPECT_TRUE(meter.had(Condition::counter_restarted));
    EXPECT_FALSE(meter.had(Condition::samples_lost));
    EXPECT_EQ(meter.meter().sample_count(), 6U * samples_a_second);
}

TEST(Metrology, takes_neither_pulses_nor_harmonics_nor_energy_out_of_sets_it_has_seen) {
    MetrologySettings settings;
    settings.pulse_constant = PulseOutput::test_constant;
    Harmonics harmonics;
    Harmonics harmonics_twice;
    Metrology once{settings, &harmonics};
    Metrology twice{settings, &harmonics_twice};
    TestSignal signal{.amperes = 50};
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        const SampleSet set = signal.next();
        const bool pulse = once.step(set).has(Ready::What::pulse);
        EXPECT_EQ(twice.step(set).has(Ready::What::pulse), pulse);
        EXPECT_TRUE(twice.step(set).is_nothing());
    }
    EXPECT_EQ(once.energy(), twice.energy());
    EXPECT_EQ(harmonics.blocks(), harmonics_twice.blocks());
    EXPECT_EQ(harmonics.reading().voltage, harmonics_twice.reading().voltage);
}

// Everything at its largest: 600 V and 200 A in all channels, gain, offset and noise floor.
MetrologySettings largest_settings(std::uint32_t rate, int sign) {
    MetrologySettings settings;
    settings.rate = SampleRate{rate};
    settings.full_scale.residual_amperes = 200;
    for (ChannelCalibration& channel : settings.calibration.channels) {
        channel.gain = ChannelCalibration::largest_gain;
        channel.offset = sign * ChannelCalibration::largest_offset;
        channel.noise = ChannelCalibration::largest_noise;
    }
    settings.calibration[Channel::phase_current].delay_nanoseconds =
        sign * ChannelCalibration::largest_delay_nanoseconds;
    settings.calibration[Channel::neutral_current].delay_nanoseconds =
        -sign * ChannelCalibration::largest_delay_nanoseconds;
    return settings;
}

TEST(Metrology, holds_at_full_scale_noise_at_every_rate_with_the_largest_calibration) {
    for (std::uint32_t rate = SampleRate::lowest; rate <= SampleRate::highest; rate += 125) {
        WatchedMeter meter{largest_settings(rate, rate % 250 == 0 ? 1 : -1)};
        std::uint32_t state = 7;
        for (std::uint32_t i = 0; i < rate; ++i) {
            const auto code = [&] {
                state = state * 1'664'525 + 1'013'904'223;
                return static_cast<std::int32_t>(state);
            };
            meter.step({i, code(), code(), code(), code()});
        }
        EXPECT_TRUE(meter.had(Condition::clipped, Channel::voltage)) << rate;
        EXPECT_TRUE(meter.had(Condition::irregular)) << rate;
    }
}

// Each polarity lasts until the direct part has settled on it, so that a sample reaches twice full
// scale after the flip: five half periods.
TEST(Metrology, holds_where_full_scale_flips_after_it_has_settled_at_every_rate) {
    for (std::uint32_t rate = SampleRate::lowest; rate <= SampleRate::highest; rate += 125) {
        for (const int sign : {1, -1}) {
            Metrology metrology{largest_settings(rate, sign)};
            const std::uint32_t half_period = rate * 3 / 4;
            std::int32_t largest_direct = 0;
            base::Millijoules before;
            for (std::uint32_t i = 0; i < 5 * half_period; ++i) {
                const std::int32_t code = i / half_period % 2 == 0 ? 0x7FFFFFFF : -0x7FFFFFFF;
                metrology.step({i, code, sign * code, -sign * code, code});
                largest_direct =
                    std::max(largest_direct, std::abs(metrology.direct(Channel::phase_current)));
                ASSERT_GE(metrology.energy().absolute, before);
                before = metrology.energy().absolute;
            }
            EXPECT_GT(largest_direct, 57'000'000) << rate;  // 200 A and 9/8 of gain are 59 M
        }
    }
}

TEST(Metrology, holds_at_full_scale_square_waves_of_any_sign_and_period) {
    for (const int half_period : {1, 2, 7, 63, 80, 90, 100, 150, 1000, 50'000}) {
        WatchedMeter meter{largest_settings(8000, half_period % 2 == 0 ? 1 : -1)};
        const int samples = std::max(5 * half_period, 2 * samples_a_second);
        for (int i = 0; i < samples; ++i) {
            const std::int32_t code = i / half_period % 2 == 0 ? 0x7FFFFFFF : -0x7FFFFFFF;
            meter.step({static_cast<std::uint32_t>(i), code, -code, code, code});
        }
        EXPECT_TRUE(meter.had(Condition::clipped, Channel::residual_current)) << half_period;
    }
}

}  // namespace
}  // namespace meter
