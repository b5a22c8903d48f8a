#include "tests/documents/documented_tests.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace documents {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

// The text of `group` in each place of `text` that matches.
template <typename Strings = std::vector<std::string>>
Strings matches(const std::string& text, const std::regex& pattern, int group) {
    return {std::sregex_token_iterator{text.begin(), text.end(), pattern, group}, {}};
}

std::set<std::string> find_all_tests() {
    static const std::regex test{R"(TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))"};
    static const std::regex function{R"(\ndef (test_\w+)\()"};
    const fs::path root{TALLYWATT_SOURCE};
    std::set<std::string> names;
    for (const char* folder :
         {"base", "bench", "boards", "card", "meter", "office", "simulator", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator{root / folder}) {
            if (entry.path().extension() == ".py") {
                names.insert(fs::relative(entry.path(), root).string());
                names.merge(matches<std::set<std::string>>(text_of(entry.path()), function, 1));
            }
            if (entry.path().extension() != ".cpp") {
                continue;
            }
            const std::string text = text_of(entry.path());
            for (std::sregex_iterator found{text.begin(), text.end(), test}, end; found != end;
                 ++found) {
                names.insert((*found)[1].str() + "." + (*found)[2].str());
            }
        }
    }
    return names;
}

}  // namespace

const std::set<std::string>& all_tests() {
    static const std::set<std::string> tests = find_all_tests();
    return tests;
}

std::vector<std::string> rows_below(std::string_view path, std::string_view heading) {
    const std::string text = text_of(fs::path{TALLYWATT_SOURCE} / path);
    const auto begin = text.find("\n## " + std::string{heading} + "\n");
    if (begin == std::string::npos) {
        return {};
    }
    const std::string section = text.substr(begin, text.find("\n## ", begin + 1) - begin);
    static const std::regex table{R"(\n\|[^\n]+\n\|-[^\n]+((?:\n\|[^\n]+)*))"};
    static const std::regex row{R"(\| [^\n]+)"};
    std::vector<std::string> rows;
    for (const std::string& body : matches(section, table, 1)) {
        for (std::string& found : matches(body, row, 0)) {
            rows.push_back(std::move(found));
        }
    }
    return rows;
}

std::string first_cell(const std::string& row) {
    return row.substr(2, row.find(" |", 2) - 2);
}

std::vector<std::string> tests_named_in(const std::string& row) {
    static const std::regex name{R"(`(\w+\.(?!py`)\w+|tests/functional/\w+\.py|test_\w+)`)"};
    return matches(row, name, 1);
}

void expect_tests_of_each(const std::vector<std::string>& rows) {
    for (const std::string& row : rows) {
        const auto names = tests_named_in(row);
        EXPECT_FALSE(names.empty()) << "no test for " << row;
        for (const std::string& name : names) {
            EXPECT_TRUE(all_tests().contains(name)) << name << " is no test, in " << row;
        }
    }
}

}  // namespace documents
