#include "meter/tamper/tamper_watch.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using namespace std::chrono_literals;
using base::Milliamperes;
using base::Millivolts;
using base::Milliwatts;

// A load at power factor 1 and nominal voltage.
Measurement load(Milliwatts power) {
    Measurement measurement;
    measurement.power = power;
    measurement.phase_current = Milliamperes{std::abs(power.count()) / 230};
    measurement.neutral_current = measurement.phase_current;
    return measurement;
}

class TamperWatchTest : public testing::Test {
 protected:
    // Watches for whole seconds.
    TamperKinds after(const Measurement& measurement, std::chrono::seconds time,
                      const Inputs& level = {}) {
        for (std::chrono::seconds passed{0}; passed < time; passed += 1s) {
            watch_.watch(measurement, level, export_allowed_, 1s);
        }
        return watch_.active();
    }
    [[nodiscard]] CountedPower counted(const Measurement& measurement) const {
        return watch_.counted(measurement, export_allowed_);
    }

    TamperWatch watch_;
    bool export_allowed_ = false;
};

TEST_F(TamperWatchTest, finds_nothing_in_a_load) {
    EXPECT_TRUE(after(load(Milliwatts{5'000'000}), 1h).is_empty());
    EXPECT_EQ(counted(load(Milliwatts{5'000'000})).consumed, Milliwatts{5'000'000});
}

TEST_F(TamperWatchTest, counts_reversed_current_forward_at_once) {
    const CountedPower counts = counted(load(Milliwatts{-2'000'000}));

    EXPECT_EQ(counts.consumed, Milliwatts{2'000'000});
    EXPECT_EQ(counts.added, Milliwatts{2'000'000});
    EXPECT_EQ(counts.exported, Milliwatts{0});
}

TEST_F(TamperWatchTest, notices_reversed_current_in_ten_seconds) {
    EXPECT_TRUE(after(load(Milliwatts{-2'000'000}), 9s).is_empty());
    EXPECT_TRUE(after(load(Milliwatts{-2'000'000}), 1s).contains(TamperKind::reversed_current));
}

TEST_F(TamperWatchTest, lets_energy_go_to_the_grid_where_that_is_allowed) {
    export_allowed_ = true;

    EXPECT_TRUE(after(load(Milliwatts{-2'000'000}), 1h).is_empty());
    EXPECT_EQ(counted(load(Milliwatts{-2'000'000})).exported, Milliwatts{2'000'000});
    EXPECT_EQ(counted(load(Milliwatts{-2'000'000})).consumed, Milliwatts{0});
}

TEST_F(TamperWatchTest, notices_a_load_on_another_neutral_in_ten_seconds) {
    Measurement measurement = load(Milliwatts{2'300'000});
    measurement.neutral_current = Milliamperes{4'000};

    EXPECT_TRUE(after(measurement, 9s).is_empty());
    EXPECT_TRUE(after(measurement, 1s).contains(TamperKind::currents_differ));
    EXPECT_EQ(counted(measurement).consumed, Milliwatts{2'300'000});
}

TEST_F(TamperWatchTest, counts_the_larger_current_where_the_phase_is_bypassed) {
    Measurement measurement = load(Milliwatts{1'150'000});
    measurement.neutral_current = Milliamperes{10'000};
    after(measurement, 10s);

    EXPECT_EQ(counted(measurement).consumed, Milliwatts{2'300'000});
    EXPECT_EQ(counted(measurement).added, Milliwatts{1'150'000});
}

TEST_F(TamperWatchTest, takes_all_current_for_active_where_the_phase_is_bypassed_whole) {
    Measurement measurement;
    measurement.neutral_current = Milliamperes{10'000};
    after(measurement, 10s);

    EXPECT_EQ(counted(measurement).consumed, Milliwatts{2'300'000});
}

TEST_F(TamperWatchTest, scales_no_power_that_was_measured_with_the_larger_current) {
    Measurement measurement = load(Milliwatts{1'150'000});
    measurement.neutral_current = Milliamperes{10'000};
    after(measurement, 10s);

    ASSERT_EQ(watch_.larger_element(measurement), CountingElement::neutral);
    measurement.counting = CountingElement::neutral;
    measurement.power = Milliwatts{2'300'000};

    EXPECT_EQ(counted(measurement).consumed, Milliwatts{2'300'000});
}

TEST_F(TamperWatchTest, bears_a_neutral_offset_of_five_percent) {
    Measurement measurement = load(Milliwatts{23'000'000});
    measurement.neutral_current = Milliamperes{95'000};

    EXPECT_TRUE(after(measurement, 1h).is_empty());
}

TEST_F(TamperWatchTest, bears_half_an_ampere_at_any_load) {
    Measurement measurement = load(Milliwatts{460'000});
    measurement.neutral_current = Milliamperes{2'500};

    EXPECT_TRUE(after(measurement, 1h).is_empty());
}

TEST_F(TamperWatchTest, notices_current_without_voltage_in_two_seconds) {
    Measurement measurement = load(Milliwatts{0});
    measurement.voltage = Millivolts{0};
    measurement.mains_present = false;
    measurement.phase_current = measurement.neutral_current = Milliamperes{10'000};

    EXPECT_TRUE(after(measurement, 1s).is_empty());
    EXPECT_TRUE(after(measurement, 1s).contains(TamperKind::current_without_voltage));
    EXPECT_EQ(counted(measurement).without_voltage, Milliwatts{2'300'000});
    EXPECT_EQ(counted(measurement).consumed, Milliwatts{0});
}

TEST_F(TamperWatchTest, takes_a_brown_out_with_current_for_no_tampering) {
    Measurement measurement = load(Milliwatts{1'000'000});
    measurement.voltage = Millivolts{60'000};

    EXPECT_TRUE(after(measurement, 1h).is_empty());
    EXPECT_EQ(counted(measurement).without_voltage, Milliwatts{0});
}

TEST_F(TamperWatchTest, says_nothing_of_a_front_end_that_is_missing) {
    Measurement measurement = load(Milliwatts{-2'000'000});
    measurement.front_end = FrontEnd::missing;

    EXPECT_TRUE(after(measurement, 1h).is_empty());
}

TEST_F(TamperWatchTest, notices_the_cover_and_a_magnet_within_a_second) {
    EXPECT_TRUE(after(load({}), 1s, {.cover_open = true}).contains(TamperKind::cover_opened));
    EXPECT_TRUE(after(load({}), 1s, {.strong_magnet = true}).contains(TamperKind::strong_magnet));
}

TEST_F(TamperWatchTest, goes_on_with_what_was_active_before_a_power_cut) {
    TamperKinds active;
    active.set(TamperKind::currents_differ, true);
    watch_ = TamperWatch{active};

    EXPECT_TRUE(after(load({}), 59s).contains(TamperKind::currents_differ));
    EXPECT_TRUE(after(load({}), 1s).is_empty());
}

}  // namespace
}  // namespace meter
