#include "meter/metrology/energy_registers.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

constexpr SampleRate rate{8000};
constexpr Q16 block_duration = 1600 * q16_one;
constexpr std::int64_t one_watt_block = std::int64_t{1600} << power_unit_bits;

EnergyAccumulator counting_everything() {
    return EnergyAccumulator{rate, {Microwatts{0}, Microwatts{0}}};
}

TEST(EnergyAccumulator, loses_nothing_of_one_watt_in_a_day) {
    EnergyAccumulator energy = counting_everything();
    for (int block = 0; block < 5 * 86'400; ++block) {
        energy.add({.active = one_watt_block, .duration = block_duration});
    }
    EXPECT_EQ(energy.registers().imported.count(), 86'400'000);
    EXPECT_EQ(energy.registers().exported.count(), 0);
}

TEST(EnergyAccumulator, keeps_the_remainder_of_a_millijoule) {
    EnergyAccumulator energy = counting_everything();
    const std::int64_t third = products_per_millijoule(rate) / 3 + 1;
    for (int block = 0; block < 3; ++block) {
        energy.add({.active = third, .duration = block_duration});
    }
    EXPECT_EQ(energy.registers().imported.count(), 1);
}

TEST(EnergyAccumulator, counts_each_direction_apart_and_both_as_absolute) {
    EnergyAccumulator energy = counting_everything();
    energy.add({.active = 50 * one_watt_block, .duration = block_duration});
    energy.add({.active = -20 * one_watt_block, .duration = block_duration});
    EXPECT_EQ(energy.registers().imported.count(), 10'000);
    EXPECT_EQ(energy.registers().exported.count(), 4'000);
    EXPECT_EQ(energy.registers().absolute.count(), 14'000);
}

TEST(EnergyAccumulator, puts_reactive_energy_into_the_quadrant_of_both_signs) {
    EnergyAccumulator energy = counting_everything();
    for (const int active : {1, -1}) {
        for (const int reactive : {1, -1}) {
            energy.add({.active = active * 100 * one_watt_block,
                        .reactive = reactive * (active > 0 ? 5 : 15) * one_watt_block,
                        .duration = block_duration});
        }
    }
    const auto& reactive = energy.registers().reactive;
    EXPECT_EQ(reactive[0].count(), 1000);
    EXPECT_EQ(reactive[1].count(), 3000);
    EXPECT_EQ(reactive[2].count(), 3000);
    EXPECT_EQ(reactive[3].count(), 1000);
}

TEST(EnergyAccumulator, starts_at_one_threshold_and_stops_below_the_other) {
    EnergyAccumulator energy{rate, {Microwatts{800'000}, Microwatts{400'000}}};
    const auto add = [&](std::int64_t tenths_of_a_watt) {
        energy.add({.active = one_watt_block / 10 * tenths_of_a_watt, .duration = block_duration});
        return energy.is_counting();
    };
    EXPECT_FALSE(add(7));
    EXPECT_TRUE(add(9));
    EXPECT_TRUE(add(5));
    EXPECT_FALSE(add(3));
    EXPECT_FALSE(add(7));
    EXPECT_NEAR(static_cast<double>(energy.registers().imported.count()), 280, 1);
}

}  // namespace
}  // namespace meter
