// The table of reasons in docs/rules.md is what the meter does.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "boards/host/face/texts.h"
#include "meter/credit/reason.h"

namespace boards {
namespace {

using meter::ClearedBy;

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
            return "the card, once the tampering is over";
    }
    return {};
}

TEST(RulesDocument, holds_each_reason_with_who_clears_it_and_what_the_display_says) {
    const auto rows = documented();

    ASSERT_EQ(rows.size(), meter::reason_rules.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const meter::ReasonRule& rule = meter::reason_rules[i];
        ASSERT_EQ(rows[i].size(), 5U) << rule.name;
        EXPECT_EQ(rows[i][0], std::to_string(std::to_underlying(rule.reason)));
        EXPECT_EQ(rows[i][1], rule.name);
        EXPECT_FALSE(rows[i][2].empty()) << rule.name;
        EXPECT_EQ(rows[i][3], words_for(rule.cleared_by)) << rule.name;
        EXPECT_EQ(rows[i][4], text_of(rule.advice, meter::Language::english)) << rule.name;
    }
}

}  // namespace
}  // namespace boards
