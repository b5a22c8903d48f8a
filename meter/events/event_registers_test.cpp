#include "meter/events/event_registers.h"

#include <gtest/gtest.h>

#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;

// A meter whose registers are compared before and after each of its events.
class EventRegistersOf : public ::testing::Test {
 protected:
    void expect_last_event_from(const EventRegisters& before) {
        const auto& events = state.events.recent();
        const Event& event = events[events.size() - 1];
        EXPECT_EQ(registers_before(event), before);
        EXPECT_EQ(registers_after(event), registers());
    }
    [[nodiscard]] EventRegisters registers() const {
        return {state.reasons, state.account.ordered().ordered_total,
                state.account.consumed_total()};
    }

    State state = testing::opened_with(30'000);
};

TEST_F(EventRegistersOf, an_opening_are_those_without_its_reason_before) {
    const EventRegisters before = registers();

    set_reason(state, Reason::reminder);

    expect_last_event_from(before);
}

TEST_F(EventRegistersOf, a_further_reason_are_those_without_it_before) {
    set_reason(state, Reason::reminder);
    const EventRegisters before = registers();

    set_reason(state, Reason::zero);

    expect_last_event_from(before);
}

TEST_F(EventRegistersOf, a_cleared_reason_are_those_with_it_before) {
    set_reason(state, Reason::reminder);
    set_reason(state, Reason::zero);
    const EventRegisters with_both = registers();

    clear_reason(state, Reason::zero);
    expect_last_event_from(with_both);
    const EventRegisters with_one = registers();
    clear_reason(state, Reason::reminder);

    expect_last_event_from(with_one);
}

TEST_F(EventRegistersOf, a_credit_are_those_of_the_total_before) {
    const EventRegisters before = registers();

    auto figures = state.account.ordered();
    figures.ordered_total += WattHours{5'000};
    state.account.take(figures);
    note(state, EventKind::credited, 5'000);

    expect_last_event_from(before);
}

}  // namespace
}  // namespace meter
