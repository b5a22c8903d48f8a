// docs/acceptance.md names the tests of every rule, reason and case: none is missing, and every
// name is that of a test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "meter/credit/reason.h"
#include "meter/tamper/tamper_kind.h"
#include "meter/terminal/insertion_result.h"
#include "tests/documents/documented_tests.h"

namespace {

std::vector<std::string> rows_below(const char* heading) {
    return documents::rows_below("docs/acceptance.md", heading);
}

TEST(AcceptanceDocument, names_for_each_row_a_test_that_there_is) {
    for (const char* heading :
         {"The rules", "The reasons", "An insertion", "How an insertion ends", "Protection",
          "Tampering", "Self-test and faces", "What bad input gets"}) {
        const auto rows = rows_below(heading);
        EXPECT_FALSE(rows.empty()) << heading;
        documents::expect_tests_of_each(rows);
    }
}

TEST(AcceptanceDocument, has_each_rule_of_the_rules) {
    const auto rows = rows_below("The rules");

    ASSERT_EQ(rows.size(), 12U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_TRUE(rows[i].starts_with("| " + std::to_string(i + 1) + " ")) << rows[i];
    }
}

TEST(AcceptanceDocument, has_each_reason_by_its_name) {
    const auto rows = rows_below("The reasons");

    ASSERT_EQ(rows.size(), meter::reason_rules.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(documents::first_cell(rows[i]), meter::reason_rules[i].name);
    }
}

TEST(AcceptanceDocument, has_each_result_of_an_insertion_by_its_name) {
    const auto rows = rows_below("How an insertion ends");

    ASSERT_EQ(rows.size(), meter::insertion_result_names.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(documents::first_cell(rows[i]), meter::insertion_result_names[i].name);
    }
}

TEST(AcceptanceDocument, has_each_kind_of_tampering_by_its_name) {
    const auto rows = rows_below("Tampering");

    for (const auto& kind : meter::tamper_rules) {
        EXPECT_TRUE(std::ranges::any_of(rows, [&kind](const std::string& row) {
            return documents::first_cell(row) == kind.name;
        })) << kind.name;
    }
}

}  // namespace
