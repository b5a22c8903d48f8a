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

}  // namespace
}  // namespace meter
