#include "meter/metrology/metrology.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

constexpr int samples_a_second = 8000;

// Feeds the meter and checks after every set that no register has fallen.
class WatchedMeter {
 public:
    explicit WatchedMeter(const MetrologySettings& settings = {})
        : metrology_{settings, &harmonics_} {}

    void step(const SampleSet& set) {
        metrology_.step(set);
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

TEST(Metrology, holds_at_full_scale_noise_at_every_rate_with_the_largest_gain) {
    for (const std::uint32_t rate : {4000U, 8000U, 16'000U}) {
        MetrologySettings settings;
        settings.rate = SampleRate{rate};
        settings.full_scale.residual_amperes = 200;
        for (ChannelCalibration& channel : settings.calibration.channels) {
            channel.gain = ChannelCalibration::largest_gain;
            channel.offset = ChannelCalibration::largest_offset;
        }
        settings.calibration[Channel::phase_current].delay_nanoseconds = 31'250;
        WatchedMeter meter{settings};
        std::uint32_t state = 7;
        SampleSet set;
        for (std::uint32_t i = 0; i < 3 * rate; ++i) {
            const auto code = [&] {
                state = state * 1'664'525 + 1'013'904'223;
                return static_cast<std::int32_t>(state);
            };
            set = {i, code(), code(), code(), code()};
            meter.step(set);
        }
        EXPECT_TRUE(meter.had(Condition::clipped, Channel::voltage));
        EXPECT_TRUE(meter.had(Condition::irregular));
    }
}

TEST(Metrology, holds_at_full_scale_square_waves_of_any_sign_and_period) {
    for (const int period : {1, 2, 7, 63, 80, 90, 100, 150, 1000, 50'000}) {
        MetrologySettings settings;
        for (ChannelCalibration& channel : settings.calibration.channels) {
            channel.gain = ChannelCalibration::largest_gain;
            channel.offset = -ChannelCalibration::largest_offset;
        }
        WatchedMeter meter{settings};
        for (std::uint32_t i = 0; i < 2 * samples_a_second; ++i) {
            const std::int32_t code =
                static_cast<int>(i) / period % 2 == 0 ? 0x7FFFFFFF : -0x7FFFFFFF;
            meter.step({i, code, -code, code, code});
        }
        EXPECT_TRUE(meter.had(Condition::clipped, Channel::residual_current)) << period;
    }
}

TEST(Metrology, counts_exactly_what_its_blocks_hold) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.lag_degrees = 20};
    std::int64_t products = 0;
    for (int i = 0; i < 10 * samples_a_second; ++i) {
        if (metrology.step(signal.next()).has(Ready::What::block)) {
            products += metrology.energy_block().active;
        }
    }
    EXPECT_EQ(metrology.energy().imported.count(),
              products / products_per_millijoule(nominal_sample_rate));
}

TEST(Metrology, counts_the_neutral_current_where_it_is_told_to) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.amperes = 4, .neutral_amperes = 10};
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        metrology.step(signal.next());
    }
    EXPECT_NEAR(static_cast<double>(metrology.second().active.count()), 920e6, 100'000);
    metrology.count_on(CountingElement::neutral);
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        metrology.step(signal.next());
    }
    EXPECT_NEAR(static_cast<double>(metrology.second().active.count()), 2300e6, 200'000);
    EXPECT_NEAR(static_cast<double>(metrology.second().phase_current.count()), 4e6, 500);
    EXPECT_NEAR(static_cast<double>(metrology.second().neutral_current.count()), 10e6, 500);
}

TEST(Metrology, reads_rms_of_a_cycle_each_half_cycle) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.lag_degrees = 45};
    int halves = 0;
    while (halves < 100) {
        if (metrology.step(signal.next()).has(Ready::What::half_cycle) && ++halves > 60) {
            EXPECT_NEAR(static_cast<double>(metrology.cycle().voltage.count()), 230e6, 20'000);
            EXPECT_NEAR(static_cast<double>(metrology.cycle().phase_current.count()), 10e6, 1000);
        }
    }
}

}  // namespace
}  // namespace meter
