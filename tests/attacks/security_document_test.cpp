// docs/security.md names a test for each attack: every name must be that of a test.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

// "Suite.name" of every test in the sources, and the path of every functional test.
std::set<std::string> all_tests() {
    static const std::regex test{R"(TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))"};
    const fs::path root{TALLYWATT_SOURCE};
    std::set<std::string> names;
    for (const char* folder : {"base", "boards", "card", "meter", "office", "simulator", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator{root / folder}) {
            if (entry.path().extension() == ".py") {
                names.insert(fs::relative(entry.path(), root).string());
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

// The rows of the table below the heading "Attacks", each as its text.
std::vector<std::string> attack_rows() {
    const std::string text = text_of(fs::path{TALLYWATT_SOURCE} / "docs/security.md");
    const auto begin = text.find("\n## Attacks\n");
    const auto end = text.find("\n## ", begin + 1);
    std::vector<std::string> rows;
    static const std::regex row{R"(\n\| (?!attack|---)[^\n]+)"};
    const std::string section = text.substr(begin, end - begin);
    for (std::sregex_iterator found{section.begin(), section.end(), row}, last; found != last;
         ++found) {
        rows.push_back(found->str());
    }
    return rows;
}

std::vector<std::string> tests_named_in(const std::string& row) {
    static const std::regex name{R"(`((?:\w+\.\w+)|(?:tests/functional/\w+\.py))`)"};
    std::vector<std::string> names;
    for (std::sregex_iterator found{row.begin(), row.end(), name}, end; found != end; ++found) {
        names.push_back((*found)[1].str());
    }
    return names;
}

TEST(SecurityDocument, names_for_each_attack_a_test_that_there_is) {
    const std::set<std::string> tests = all_tests();
    for (const std::string& row : attack_rows()) {
        const auto names = tests_named_in(row);
        EXPECT_FALSE(names.empty()) << "no test performs" << row;
        for (const std::string& name : names) {
            EXPECT_TRUE(tests.contains(name)) << name << " is no test, in" << row;
        }
    }
}

TEST(SecurityDocument, knows_every_attack) {
    const auto rows = attack_rows();
    for (const char* attack : {"replay",
                               "clone",
                               "roll-back",
                               "forged order",
                               "bit-flipped order",
                               "altered",
                               "dropped",
                               "re-ordered",
                               "injected",
                               "lying status words",
                               "card swapped in the middle of a session",
                               "card swapped between meters",
                               "tearing at the card",
                               "tearing at the meter",
                               "double sale",
                               "brute force",
                               "lock-out",
                               "predictable challenges",
                               "relay",
                               "malicious clerk",
                               "stolen card",
                               "stolen field card",
                               "altered report of an inspector",
                               "leaked master key",
                               "forged KEYS",
                               "stolen meter",
                               "cash back",
                               "old opening order",
                               "superseded order"}) {
        EXPECT_TRUE(std::ranges::any_of(rows, [attack](const std::string& row) {
            return row.starts_with("\n| " + std::string{attack});
        })) << attack;
    }
}

}  // namespace
