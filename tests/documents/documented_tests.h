// The tests that a document names, and those that there are.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

// "Suite.name" of every test in the sources, the path of every functional test and the name of each
// function in it.
[[nodiscard]] const std::set<std::string>& all_tests();

// The rows of the tables below `heading` of the document at `path`, without their headlines.
[[nodiscard]] std::vector<std::string> rows_below(std::string_view path, std::string_view heading);

// What stands before the second bar of a row.
[[nodiscard]] std::string first_cell(const std::string& row);

[[nodiscard]] std::vector<std::string> tests_named_in(const std::string& row);

// Expects that each row names a test, and only tests that there are.
void expect_tests_of_each(const std::vector<std::string>& rows);

}  // namespace documents
