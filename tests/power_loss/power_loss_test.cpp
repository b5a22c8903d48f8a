// Each scenario, cut everywhere. See docs/design/storage.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>

#include "tests/power_loss/damage.h"
#include "tests/power_loss/flood.h"
#include "tests/power_loss/lost_state.h"
#include "tests/power_loss/runner.h"
#include "tests/power_loss/scenario.h"
#include "tests/power_loss/years.h"

namespace power_loss {

// Found by the test library: it names a scenario instead of its bytes.
static void PrintTo(const Scenario& scenario, std::ostream* out) {
    *out << scenario.name;
}

namespace {

class PowerLoss : public ::testing::TestWithParam<Scenario> {};

TEST_P(PowerLoss, loses_and_invents_nothing) {
    try {
        const Tally tally = run(GetParam(), Effort{.stride = TALLYWATT_POWER_LOSS_STRIDE,
                                                   .torn_lengths = 1,
                                                   .second_cuts_every = 2,
                                                   .damage_stride = 16});
        RecordProperty("runs", std::to_string(tally.all()));
        std::printf(
            "%llu operations, %llu first cuts, %llu second cuts, %llu destroyed, %llu bad pages\n",
            static_cast<unsigned long long>(tally.operations),
            static_cast<unsigned long long>(tally.first_cuts),
            static_cast<unsigned long long>(tally.second_cuts),
            static_cast<unsigned long long>(tally.destroyed),
            static_cast<unsigned long long>(tally.bad));
    } catch (const Violation& violation) {
        FAIL() << violation.what();
    }
}

std::string name_of(const ::testing::TestParamInfo<Scenario>& info) {
    std::string name{info.param.name};
    std::ranges::replace(name, ' ', '_');
    return name;
}

TEST(PowerLossYears, a_month_with_hundreds_of_cuts_loses_and_invents_nothing) {
    try {
        const YearsResult result =
            live({.seed = 7, .days = 30, .least_operations = 100, .more_operations = 1'000});
        EXPECT_GE(result.cuts, 200U);
    } catch (const Violation& violation) {
        FAIL() << violation.what();
    }
}

TEST(PowerLossYears, a_page_wears_less_than_a_fifth_in_twenty_years) {
    constexpr std::int64_t days = 60;
    const YearsResult result =
        live({.seed = 3, .days = days, .least_operations = 42'000, .more_operations = 10'000});

    EXPECT_LE(result.highest_page_wear * (20 * 365 + 5) / days, 200'000);
}

TEST(PowerLossYears, cards_put_in_all_day_wear_a_page_less_than_a_fifth_in_twenty_years) {
    try {
        const FloodWear flood = flood_with_cards();
        EXPECT_LE(flood.state_commits_a_day, 72);
        EXPECT_GE(flood.put_off_a_day, flood.insertions_a_day / 2 - 72);
        EXPECT_LE(flood.in_twenty_years, 200'000);
        std::printf("%.0f state commits a day, %.0f cycles in 20 years\n",
                    flood.state_commits_a_day, flood.in_twenty_years);
    } catch (const Violation& violation) {
        FAIL() << violation.what();
    }
}

TEST(PowerLossYears, cuts_while_commits_are_put_off_lose_and_invent_nothing) {
    EXPECT_NO_THROW(cut_a_flood_of_cards(11, 20));
}

// A sample; all bits and pages are in the long form.
TEST(SingleDamage, of_a_bit_is_noticed_and_repaired) {
    try {
        const DamageTally eeprom = flip_eeprom_bits(1'009);
        const DamageTally flash = flip_flash_bits(10'007);
        EXPECT_GE(eeprom.repaired, 150U);
        EXPECT_GE(flash.repaired, 200U);
        EXPECT_GE(flash.gaps, 200U);
    } catch (const Violation& violation) {
        FAIL() << violation.what();
    }
}

TEST(SingleDamage, of_a_page_or_sector_is_repaired_and_an_event) {
    try {
        EXPECT_GE(destroy_pages_and_sectors(23).repaired, 50U);
    } catch (const Violation& violation) {
        FAIL() << violation.what();
    }
}

TEST(LostState, gains_no_credit_wherever_the_next_start_is_cut_or_warned) {
    EXPECT_NO_THROW(lose_newest_state());
}

TEST(LostEnergy, gains_no_credit_wherever_the_next_start_is_cut_or_warned) {
    EXPECT_NO_THROW(lose_all_energy());
}

TEST(OtherMetersMemory, is_refused) {
    EXPECT_NO_THROW(take_memory_of_another_meter());
}

INSTANTIATE_TEST_SUITE_P(EachScenario, PowerLoss,
                         ::testing::ValuesIn(scenarios().begin(), scenarios().end()), name_of);

}  // namespace
}  // namespace power_loss
