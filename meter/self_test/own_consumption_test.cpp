#include "meter/self_test/own_consumption.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace meter {
namespace {

using namespace std::chrono_literals;
using base::Millijoules;
using base::Millivolts;

constexpr std::int64_t pulses = 1600;

// A minute at `voltage` with one lamp lit.
void pass_minute(OwnConsumption& own, Millivolts voltage = Millivolts{230'000},
                 Millijoules consumed = {}, const MemoryWork& memory = {}) {
    for (int i = 0; i < 59; ++i) {
        EXPECT_FALSE(own.add(1s, voltage, 1));
    }
    EXPECT_TRUE(own.add(1s, voltage, 1));
    own.finish(consumed, pulses, memory);
}

TEST(OwnConsumption, is_the_sum_of_its_parts) {
    OwnConsumption own{{}, {}};
    pass_minute(own);

    // 33,004 + 29,700 + 99 + 6,600 + 102 uW, two thirds of it lost beside; 150 mW; 230 V at 1 MOhm.
    EXPECT_EQ(own.power(), Microwatts{69'505 + 46'336 + 150'000 + 52'900});
    EXPECT_EQ(own.power(ConsumingPart::supply), Microwatts{46'336 + 150'000});
    EXPECT_FALSE(own.is_too_large());
}

TEST(OwnConsumption, takes_the_square_of_the_voltage_in_its_divider_and_its_capacitor) {
    OwnConsumption own{{}, {}};
    pass_minute(own, Millivolts{115'000});
    EXPECT_EQ(own.power(ConsumingPart::divider), Microwatts{13'225});

    // 31.4 uvar for a square volt: 1.66 var at 230 V.
    pass_minute(own, Millivolts{230'000});
    EXPECT_NEAR(static_cast<double>(own.apparent().count()), 1'692'000, 1'000);
}

TEST(OwnConsumption, takes_a_voltage_that_cannot_be_as_the_converters_nearer_end) {
    OwnConsumption own{{}, {}};
    for (const auto voltage :
         {std::int64_t{-1'000'000}, std::numeric_limits<std::int64_t>::min()}) {
        pass_minute(own, Millivolts{voltage});
        EXPECT_EQ(own.power(ConsumingPart::divider), Microwatts{0});
    }

    pass_minute(own, Millivolts{std::numeric_limits<std::int64_t>::max()});
    EXPECT_EQ(own.power(ConsumingPart::divider), Microwatts{360'000});
}

TEST(OwnConsumption, counts_what_is_done_now_and_then_in_the_minute_in_which_it_is_done) {
    OwnConsumption own{{}, {}};
    own.add_switch_pulse();
    own.add_card_bytes(1600);
    pass_minute(own, Millivolts{230'000}, {},
                {.eeprom_pages = 56, .flash_pages = 4, .flash_sectors = 1});
    EXPECT_EQ(own.power(ConsumingPart::switch_drive), Microwatts{75'000 / 60});
    EXPECT_EQ(own.power(ConsumingPart::card), Microwatts{600'000 / 60});
    EXPECT_EQ(own.power(ConsumingPart::memory),
              Microwatts{102 + (56 * 49'500 + 4 * 148'500 + 4'950'000) / 60'000});

    pass_minute(own, Millivolts{230'000}, {},
                {.eeprom_pages = 56, .flash_pages = 4, .flash_sectors = 1});
    EXPECT_EQ(own.power(ConsumingPart::switch_drive), Microwatts{0});
    EXPECT_EQ(own.power(ConsumingPart::card), Microwatts{0});
    EXPECT_EQ(own.power(ConsumingPart::memory), Microwatts{102});
}

TEST(OwnConsumption, goes_on_where_the_counters_of_the_memory_begin_anew) {
    OwnConsumption own{{}, {.eeprom_pages = 0xFFFFFFFF}};

    pass_minute(own, Millivolts{230'000}, {}, {.eeprom_pages = 1});

    EXPECT_EQ(own.power(ConsumingPart::memory), Microwatts{102 + 2 * 49'500 / 60'000});
}

TEST(OwnConsumption, lights_the_pulse_lamp_with_the_energy_and_never_for_longer_than_always) {
    OwnConsumption own{Millijoules{5'000'000'000}, {}};
    // A tenth of a kilowatt-hour: 160 pulses of 30 ms, and a minute of the other lamp.
    pass_minute(own, Millivolts{230'000}, Millijoules{5'360'000'000});
    EXPECT_EQ(own.power(ConsumingPart::lamps), Microwatts{6'600 + 6'600 * 160 * 30 / 60'000});

    pass_minute(own, Millivolts{230'000}, Millijoules{500'000'000'000});
    EXPECT_EQ(own.power(ConsumingPart::lamps), Microwatts{2 * 6'600});
}

TEST(OwnConsumption, is_too_large_above_two_watts_or_ten_volt_amperes) {
    OwnConsumption busy{{}, {}};
    for (int i = 0; i < 1'000; ++i) {
        busy.add_switch_pulse();
    }
    pass_minute(busy);
    EXPECT_GT(busy.power(), OwnConsumption::largest_power);
    EXPECT_TRUE(busy.is_too_large());

    OwnConsumption high{{}, {}};
    pass_minute(high, Millivolts{570'000});
    EXPECT_LT(high.power(), OwnConsumption::largest_power);
    EXPECT_GT(high.apparent(), OwnConsumption::largest_apparent);
    EXPECT_TRUE(high.is_too_large());
}

}  // namespace
}  // namespace meter
