// The table of reasons in docs/rules.md is what the meter does.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "boards/host/face/texts.h"
#include "meter/credit/metering_watch.h"
#include "meter/credit/reason.h"
#include "meter/protection/protection_rules.h"

namespace boards {
namespace {

using meter::ClearedBy;
using meter::Reason;
using meter::SetBy;

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    for (std::size_t begin = 2; begin < line.size();) {
        const std::size_t end = line.find(" |", begin);
        cells.push_back(line.substr(begin, end - begin));
        begin = end + 3;
    }
    return cells;
}

// The rows below the headline of the reasons.
std::vector<std::vector<std::string>> documented() {
    std::ifstream file{TALLYWATT_SOURCE "/docs/rules.md"};
    std::vector<std::vector<std::string>> rows;
    bool is_in_table = false;
    for (std::string line; std::getline(file, line);) {
        is_in_table = line.starts_with("| bit |") || (is_in_table && line.starts_with("|"));
        if (is_in_table && !line.starts_with("| bit |") && !line.starts_with("|---")) {
            rows.push_back(cells_of(line));
        }
    }
    return rows;
}

std::string words_for(SetBy set_by) {
    switch (set_by) {
        case SetBy::production:
            return "production";
        case SetBy::closing_order:
            return "a closing order";
        case SetBy::credit:
            return "the remaining energy";
        case SetBy::load:
            return "the power that counts";
        case SetBy::front_end:
            return "the front end";
        case SetBy::residual_current:
            return "current to earth, or the test button";
        case SetBy::off_button:
            return "the off button";
        case SetBy::voltage:
            return "the voltage";
        case SetBy::tamper_watch:
            return "tampering";
        case SetBy::start:
            return "a start";
    }
    return {};
}

std::string seconds_text(std::chrono::milliseconds time) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(time).count()) + " s";
}

// With the figures that the meter goes by.
std::string when_it_is_set(Reason reason) {
    const meter::UnderVoltageLimit& low = meter::under_voltage_limit;
    switch (reason) {
        case Reason::not_opened:
            return "from the beginning";
        case Reason::account_closed:
            return "it is loaded";
        case Reason::reminder:
            return "it reaches the reminder level from above, once";
        case Reason::zero:
            return "it reaches zero; with an overdraft limit from above, once";
        case Reason::overdraft_limit:
            return "it reaches −(overdraft limit), if that is above 0";
        case Reason::power_limit:
            return "it is above its limit for the delay";
        case Reason::metering_failed:
            return "it gives nothing that can be counted for " +
                   seconds_text(meter::MeteringWatch::fails_after);
        case Reason::leakage:
            return "it flows for the time of IEC 61008-1";
        case Reason::switched_off_by_hand:
            return "it is pressed";
        case Reason::over_voltage:
            return "it is too high for the time of EN 50550";
        case Reason::under_voltage:
            return "it is below " +
                   std::to_string(low.level.count() * 100 / meter::nominal_voltage.count()) +
                   " % for " + seconds_text(low.delay) + ", where that is switched on";
        case Reason::tampering:
            return "it is noticed, of a kind that the parameters let open the supply";
        case Reason::credit_unproven:
            return "the newest state was lost and nothing proves that its credit was not lower";
    }
    return {};
}

std::string words_for(ClearedBy cleared_by) {
    switch (cleared_by) {
        case ClearedBy::opening_order:
            return "an opening order";
        case ClearedBy::card:
            return "the card";
        case ClearedBy::card_above_limit:
            return "the card, while remaining is above −(overdraft limit)";
        case ClearedBy::card_after_wait:
            return "the card; after five within an hour 30 minutes later";
        case ClearedBy::itself:
            return "itself, a minute after it is right again";
        case ClearedBy::reset_button:
            return "the reset button; after five within an hour 30 minutes later";
        case ClearedBy::on_button:
            return "the on button";
        case ClearedBy::card_once_over:
            return "the card, or a maintenance card, once the tampering is over";
        case ClearedBy::unseen_order:
            return "an order that the meter did not have";
    }
    return {};
}

TEST(RulesDocument, holds_each_reason_with_who_sets_it_who_clears_it_and_what_the_display_says) {
    const auto rows = documented();

    ASSERT_EQ(rows.size(), meter::reason_rules.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const meter::ReasonRule& rule = meter::reason_rules[i];
        ASSERT_EQ(rows[i].size(), 6U) << rule.name;
        EXPECT_EQ(rows[i][0], std::to_string(std::to_underlying(rule.reason)));
        EXPECT_EQ(rows[i][1], rule.name);
        EXPECT_EQ(rows[i][2], words_for(rule.set_by)) << rule.name;
        EXPECT_EQ(rows[i][3], when_it_is_set(rule.reason)) << rule.name;
        EXPECT_EQ(rows[i][4], words_for(rule.cleared_by)) << rule.name;
        EXPECT_EQ(rows[i][5], text_of(rule.advice, meter::Language::english)) << rule.name;
    }
}

}  // namespace
}  // namespace boards
