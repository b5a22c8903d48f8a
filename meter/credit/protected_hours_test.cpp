// Rule 8: protected hours delay what credit alone would open.
#include <gtest/gtest.h>

#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;
using namespace std::chrono_literals;
using testing::opened_with;

constexpr std::chrono::sys_seconds noon =
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 12h;

// Protected from 12:00 to 14:00, with 5 Wh to lose.
Parameters protected_at_noon(Parameters others = {}) {
    others.protected_hours.windows[0] = {.from = 12h, .until = 14h};
    others.protected_hours.limit = WattHours{5};
    return others;
}

class ProtectedHoursRule : public ::testing::Test {
 protected:
    void use(int watt_hours) {
        for (int i = 0; i < watt_hours; ++i) {
            advance(meter, {.power = base::Milliwatts{3'600'000}}, 1s);
        }
    }
    void wait_until(std::chrono::sys_seconds time) { advance(meter, {}, time - meter.seconds()); }

    void begin_with(std::int64_t remaining, const Parameters& parameters) {
        meter = opened_with(remaining, parameters);
        meter.time = noon;
    }

    State meter;
};

TEST_F(ProtectedHoursRule, holds_the_opening_at_zero_to_their_end) {
    begin_with(2, protected_at_noon({.reminder_level = WattHours{0}}));

    use(4);
    const Reasons during = meter.reasons;
    wait_until(noon + 2h - 1s);
    const Reasons just_before = meter.reasons;
    wait_until(noon + 2h);

    EXPECT_TRUE(during.is_empty());
    EXPECT_TRUE(just_before.is_empty());
    EXPECT_EQ(meter.reasons, Reasons{Reason::zero});
}

TEST_F(ProtectedHoursRule, holds_the_reminder_to_their_end) {
    begin_with(20'001, protected_at_noon());

    use(2);
    const Reasons during = meter.reasons;
    wait_until(noon + 2h);

    EXPECT_TRUE(during.is_empty());
    EXPECT_EQ(meter.reasons, Reasons{Reason::reminder});
}

TEST_F(ProtectedHoursRule, holds_nothing_once_the_protected_limit_is_used_up) {
    begin_with(2, protected_at_noon({.reminder_level = WattHours{0}}));

    use(6);
    const Reasons above = meter.reasons;
    use(1);

    EXPECT_TRUE(above.is_empty());
    EXPECT_EQ(meter.reasons, Reasons{Reason::zero});
}

TEST_F(ProtectedHoursRule, reaches_the_protected_limit_below_the_overdraft_limit) {
    begin_with(
        2, protected_at_noon({.reminder_level = WattHours{0}, .overdraft_limit = WattHours{3}}));

    use(9);
    const Reasons above = meter.reasons;
    use(1);

    EXPECT_TRUE(above.is_empty());
    EXPECT_EQ(meter.reasons, (Reasons{Reason::zero, Reason::overdraft_limit}));
}

TEST_F(ProtectedHoursRule, holds_nothing_while_the_clock_is_not_trusted) {
    begin_with(2, protected_at_noon({.reminder_level = WattHours{0}}));
    meter.clock_trusted = false;

    use(2);

    EXPECT_EQ(meter.reasons, Reasons{Reason::zero});
}

TEST_F(ProtectedHoursRule, does_not_hold_the_power_limit) {
    begin_with(30'000, protected_at_noon({.reminder_level = WattHours{0}}));

    advance(meter, {.power = base::Milliwatts{24'000'000}}, 10s);

    EXPECT_EQ(meter.reasons, Reasons{Reason::power_limit});
}

TEST_F(ProtectedHoursRule, closes_nothing_that_opened_before_them) {
    begin_with(1, protected_at_noon({.reminder_level = WattHours{0}}));
    meter.time = noon - 1min;
    use(1);

    wait_until(noon + 1h);

    EXPECT_EQ(meter.reasons, Reasons{Reason::zero});
}

TEST_F(ProtectedHoursRule, counts_what_is_used_below_zero_as_overdrawn) {
    begin_with(2, protected_at_noon({.reminder_level = WattHours{0}}));

    use(5);

    EXPECT_EQ(meter.account.overdrawn_total(), base::millijoules(WattHours{3}));
}

}  // namespace
}  // namespace meter
