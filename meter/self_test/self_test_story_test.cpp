// The self-test at a whole meter: what it finds is kept, shown, and goes when it is gone.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using namespace std::chrono_literals;

class SelfTestStory : public ::testing::Test {
 protected:
    void days(int count) {
        for (int hour = 0; hour < 24 * count; ++hour) {
            meter_bench.meter().step({}, 1h);
        }
    }
    // What the display shows in a minute.
    std::set<std::string> texts() {
        std::set<std::string> shown;
        for (int second = 0; second < 60; ++second) {
            meter_bench.meter().step({}, 1s);
            shown.insert(std::string{meter_bench.meter().frame().text_view()});
        }
        return shown;
    }

    testing::MeterBench meter_bench{
        {.meter = card::testing::example_meter, .meter_key = card::Key128{}},
        testing::opened_with(1'000'000),
        card::testing::example_time};
};

TEST_F(SelfTestStory, a_healthy_meter_finds_nothing_for_a_month) {
    days(30);

    EXPECT_TRUE(meter_bench.state().faults.is_empty());
    EXPECT_EQ(testing::count_of(meter_bench.state(), EventKind::fault_found), 0);
}

TEST_F(SelfTestStory, a_fault_is_kept_and_shown_and_opens_nothing) {
    days(1);
    meter_bench.board().self_test.guard_is_whole = false;
    days(1);

    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_found).detail, 4);
    EXPECT_TRUE(texts().contains("FAIL-04"));
    EXPECT_TRUE(meter_bench.meter().frame().signs.contains(Sign::fault));
    EXPECT_TRUE(meter_bench.supply_is_closed());
}

TEST_F(SelfTestStory, a_fault_goes_with_the_test_that_finds_it_gone) {
    meter_bench.board().self_test.guard_is_whole = false;
    days(1);
    ASSERT_FALSE(meter_bench.state().faults.is_empty());

    meter_bench.board().self_test.guard_is_whole = true;
    days(1);

    EXPECT_TRUE(meter_bench.state().faults.is_empty());
    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_gone).detail, 4);
    EXPECT_FALSE(texts().contains("FAIL-04"));
}

TEST_F(SelfTestStory, a_stored_fault_outlives_a_power_cut) {
    meter_bench.board().self_test.guard_is_whole = false;
    days(1);

    meter_bench.restart();

    EXPECT_TRUE(meter_bench.state().faults.contains(Fault::stack_guard));
}

TEST_F(SelfTestStory, a_low_battery_of_the_clock_is_shown_while_it_lasts) {
    for (int i = 0; i < 2; ++i) {
        meter_bench.meter().step({}, 1s, {.clock_battery_low = true});
    }
    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_found).detail, 7);
    EXPECT_TRUE(meter_bench.meter().frame().signs.contains(Sign::battery_low));

    meter_bench.meter().step({}, 1s);

    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_gone).detail, 7);
    EXPECT_FALSE(meter_bench.meter().frame().signs.contains(Sign::battery_low));
}

TEST_F(SelfTestStory, a_switch_that_made_its_rated_operations_is_a_fault_that_stays) {
    days(1);
    for (std::uint32_t i = 0; i < rated_switch_operations; ++i) {
        meter_bench.meter().step({}, 1s, {.off_button = true});
        meter_bench.meter().step({}, 1s, {.on_button = true});
    }

    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::switch_worn).detail,
              rated_switch_operations);
    EXPECT_TRUE(meter_bench.state().faults.contains(Fault::switch_worn));
    EXPECT_TRUE(texts().contains("FAIL-06"));
    EXPECT_TRUE(meter_bench.supply_is_closed());
}

TEST_F(SelfTestStory, a_broken_seal_of_the_calibration_is_found_within_a_day) {
    days(1);
    meter_bench.board().self_test.is_sealed = false;
    days(1);

    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_found).detail, 8);
    EXPECT_TRUE(texts().contains("FAIL-08"));
}

TEST_F(SelfTestStory, its_own_consumption_is_counted_from_what_it_does) {
    days(1);

    // 63 mW of parts that are always on and a lamp through 60 %, 150 mW of the supply, 230
    // V^2/MOhm.
    const OwnConsumption& own = meter_bench.meter().own_consumption();
    EXPECT_NEAR(static_cast<double>(own.power().count()), 318'700, 1'000);
    EXPECT_EQ(own.power(ConsumingPart::divider), Microwatts{52'900});
    EXPECT_EQ(own.power(ConsumingPart::card), Microwatts{0});
}

TEST_F(SelfTestStory, a_minute_of_cards_and_commits_shows_in_its_own_consumption) {
    days(1);
    const Microwatts quiet = meter_bench.meter().own_consumption().power();
    card::SoftwareCard forged = card::testing::personalised_card(
        card::testing::example_id(), card::Key128{card::Block{9}},
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::OrderBytes{});

    meter_bench.insert(forged);
    meter_bench.meter().step({}, 1min);

    const OwnConsumption& own = meter_bench.meter().own_consumption();
    EXPECT_GT(own.power(ConsumingPart::card), Microwatts{1'000});
    EXPECT_GT(own.power(), quiet + own.power(ConsumingPart::card));
}

TEST_F(SelfTestStory, a_memory_that_is_written_without_end_shows_and_is_no_fault) {
    days(1);
    const std::uint32_t before = meter_bench.board().memory_work().eeprom_pages;

    // 5 ms a page: more cannot be written in a minute.
    while (meter_bench.board().memory_work().eeprom_pages - before < 12'000) {
        meter_bench.meter().commit_now();
    }
    meter_bench.meter().step({}, 1min);

    const OwnConsumption& own = meter_bench.meter().own_consumption();
    EXPECT_GT(own.power(ConsumingPart::memory), Microwatts{10'000});
    EXPECT_LT(own.power(), OwnConsumption::largest_power);
    EXPECT_FALSE(meter_bench.state().faults.contains(Fault::own_consumption));
}

TEST_F(SelfTestStory, a_voltage_at_which_its_capacitor_draws_ten_volt_amperes_is_a_fault) {
    Measurement measured;
    measured.voltage = base::Millivolts{600'000};

    meter_bench.meter().step(measured, 1min);
    EXPECT_LT(meter_bench.meter().own_consumption().power(), OwnConsumption::largest_power);
    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_found).detail, 9);
    EXPECT_TRUE(texts().contains("FAIL-09"));

    meter_bench.meter().step({}, 1min);
    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::fault_gone).detail, 9);
}

}  // namespace
}  // namespace meter
