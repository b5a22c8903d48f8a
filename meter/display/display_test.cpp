#include "meter/display/display.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "meter/credit/supply_rules.h"

namespace meter {
namespace {

using base::WattHours;
using namespace std::chrono_literals;

const Measurement quiet;  // what a healthy meter without a load measures
const OwnDigests own{.calibration = {0x01, 0x2A, 0xBC, 0xDE}, .code = {0xF3, 0x45, 0x67, 0x89}};

State opened_with(std::int64_t remaining) {
    State state;
    state.opened = true;
    state.reasons = {};
    state.account.take({.ordered_total = WattHours{remaining},
                        .purchases = 2,
                        .last_purchase = WattHours{12'340}});
    apply_credit_rules(state);
    return state;
}

std::string text_of(const Frame& frame) {
    return std::string{frame.text_view()};
}

TEST(Display, shows_its_pages_in_turn) {
    const State state = opened_with(30'000);
    Display display;
    std::vector<Page> seen;

    for (int i = 0; i < 5; ++i) {
        seen.push_back(display.frame(state, quiet, own).page);
        display.advance(state, 5s);
    }

    EXPECT_EQ(seen, (std::vector{Page::remaining, Page::power, Page::consumed_total,
                                 Page::ordered_total, Page::remaining}));
}

TEST(Display, stays_on_the_remaining_energy_below_the_alarm_level) {
    const State state = opened_with(19'999);
    Display display;

    display.advance(state, 7s);
    const Frame frame = display.frame(state, quiet, own);

    EXPECT_EQ(frame.page, Page::remaining);
    EXPECT_EQ(text_of(frame), "19.99");
    EXPECT_EQ(frame.unit, Unit::kilowatt_hours);
    EXPECT_TRUE(frame.signs.contains(Sign::alarm));
}

TEST(Display, shows_result_totals_and_remaining_in_turn_after_an_insertion) {
    const State state = opened_with(30'000);
    Display display;
    std::vector<std::string> texts;

    display.show_insertion(InsertionResult::credited);
    for (int i = 0; i < 6; ++i) {
        texts.push_back(text_of(display.frame(state, quiet, own)));
        display.advance(state, 5s);
    }

    EXPECT_EQ(texts, (std::vector<std::string>{"Good", "30.00", "2", "12.34", "0.00", "30.00"}));
    EXPECT_EQ(display.frame(state, quiet, own).page, Page::remaining);
}

TEST(Display, shows_only_the_code_of_an_insertion_that_changed_nothing) {
    const State state = opened_with(30'000);
    Display display;

    display.show_insertion(InsertionResult::wrong_meter);
    const Frame failure = display.frame(state, quiet, own);
    display.advance(state, 5s);

    EXPECT_EQ(text_of(failure), "Err-06");
    EXPECT_EQ(display.frame(state, quiet, own).page, Page::remaining);
}

TEST(Display, says_that_a_card_is_at_work_until_the_insertion_has_ended) {
    const State state = opened_with(30'000);
    Display display;

    display.show_card_at_work();
    display.advance(state, 60s);
    const Frame at_work = display.frame(state, quiet, own);
    display.show_insertion(InsertionResult::credited);

    EXPECT_EQ(at_work.page, Page::card_at_work);
    EXPECT_TRUE(at_work.signs.contains(Sign::card));
    EXPECT_EQ(display.frame(state, quiet, own).page, Page::insertion_result);
}

TEST(Display, tells_what_to_do_while_the_supply_is_open) {
    State state = opened_with(0);
    Display display;

    const Frame frame = display.frame(state, quiet, own);

    EXPECT_TRUE(frame.signs.contains(Sign::supply_open));
    EXPECT_EQ(frame.advice, Advice::buy_energy);
}

TEST(Display, alternates_the_remaining_energy_and_each_reason_while_the_supply_is_open) {
    State state = opened_with(0);
    set_reason(state, Reason::power_limit);
    Display display;
    std::vector<std::string> texts;

    for (int i = 0; i < 4; ++i) {
        texts.push_back(text_of(display.frame(state, quiet, own)));
        display.advance(state, 5s);
    }

    EXPECT_EQ(texts, (std::vector<std::string>{"0.00", "OFF-03", "OFF-05", "0.00"}));
}

TEST(Display, shows_each_fault_after_the_pages_in_turn) {
    State state = opened_with(30'000);
    state.faults.set(Fault::front_end, true);
    Display display;

    display.advance(state, 20s);
    const Frame fault = display.frame(state, quiet, own);
    display.advance(state, 5s);

    EXPECT_EQ(text_of(fault), "FAIL-05");
    EXPECT_TRUE(fault.signs.contains(Sign::fault));
    EXPECT_EQ(display.frame(state, quiet, own).page, Page::remaining);
}

TEST(Display, shows_every_segment_for_two_seconds_when_asked_and_at_the_beginning_of_a_day) {
    State state = opened_with(30'000);
    state.time = std::chrono::sys_days{std::chrono::days{20'000}} - 1s;
    Display display;

    display.show_all_segments();
    display.advance(state, 1s);
    const Page tested = display.frame(state, quiet, own).page;
    display.advance(state, 1s);
    const Page after = display.frame(state, quiet, own).page;
    state.time += 1s;
    display.advance(state, 1s);

    EXPECT_EQ(tested, Page::segment_test);
    EXPECT_EQ(after, Page::remaining);
    EXPECT_EQ(display.frame(state, quiet, own).page, Page::segment_test);
}

TEST(Display, shows_a_card_at_work_even_during_the_test_of_the_segments) {
    const State state = opened_with(30'000);
    Display display;

    display.show_all_segments();
    display.show_card_at_work();

    EXPECT_EQ(display.frame(state, quiet, own).page, Page::card_at_work);
}

TEST(Display, goes_through_all_pages_by_its_button_and_leaves_them_after_thirty_seconds) {
    State state = opened_with(19'999);
    state.tamper.exported.add(base::Milliwatts{1'119'999}, 1h);
    state.tamper.without_voltage.add(base::Milliwatts{2'449'001}, 1h);
    const Measurement measured{.power = base::Milliwatts{1'150'000},
                               .phase_current = base::Milliamperes{5'000}};
    Display display;
    std::vector<std::string> texts;

    for (int i = 0; i < 13; ++i) {
        display.press_button();
        display.advance(state, 29s);
        texts.push_back(text_of(display.frame(state, measured, own)));
    }
    display.advance(state, 1s);

    EXPECT_EQ(texts,
              (std::vector<std::string>{"19.99", "19.99", "2", "12.34", "0.00", "1.150", "230.0",
                                        "5.00", "50.00", "1.11", "2.45", "012AbCdE", "F3456789"}));
    EXPECT_EQ(display.frame(state, measured, own).page, Page::remaining);
}

TEST(Display, shows_the_sign_of_reversed_flow_for_as_long_as_it_lasts) {
    const State state = opened_with(30'000);
    const Display display;

    const Frame reversed = display.frame(state, {.power = base::Milliwatts{-1}}, own);

    EXPECT_TRUE(reversed.signs.contains(Sign::reversed));
    EXPECT_FALSE(display.frame(state, quiet, own).signs.contains(Sign::reversed));
}

}  // namespace
}  // namespace meter
