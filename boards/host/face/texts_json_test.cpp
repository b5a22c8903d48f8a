#include "boards/host/face/texts_json.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "boards/host/face/hand_error.h"
#include "boards/host/names.h"
#include "meter/credit/reason.h"
#include "meter/display/frame.h"
#include "meter/events/event.h"
#include "meter/self_test/fault.h"

namespace boards {
namespace {

using Json = nlohmann::json;

const std::filesystem::path web{TALLYWATT_SOURCE "/boards/host/face/web"};

std::string read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

// The first group of each place where `pattern` fits.
std::set<std::string> found(const std::string& text, const char* pattern) {
    const std::regex expression{pattern};
    std::set<std::string> names;
    for (std::sregex_iterator each{text.begin(), text.end(), expression}, end; each != end;
         ++each) {
        names.insert((*each)[1]);
    }
    return names;
}

// The words that the page asks for: by the marks of its elements, in calls, and for its keys.
std::set<std::string> words_asked_for() {
    const std::string script = read(web / "face.js");
    std::set<std::string> names = found(read(web / "face.html"), "data-word=\"(\\w+)\"");
    names.merge(found(script, "axisText\\(\"(\\w+)\""));
    names.merge(found(script, "\\[\"\\w+\", \"(\\w+)\"\\]"));
    for (const std::string& argument : found(script, "\\bword\\(([^()]*)\\)")) {
        names.merge(found(argument, "\"(\\w+)\""));
    }
    return names;
}

// The words of words.js in a language, by the line that begins it.
std::set<std::string> words_of(const char* language) {
    const std::string words = read(web / "words.js");
    const std::size_t begin = words.find(std::string{"\n  "} + language + ": {");
    return found(words.substr(begin, words.find("\n  }", begin) - begin), "(\\w+): \"[^\"]+\"");
}

class TextsJson : public ::testing::TestWithParam<const char*> {
 protected:
    [[nodiscard]] bool has(const char* kind, std::string_view name) const {
        const Json& of_kind = texts.at(kind);
        const auto text = of_kind.find(std::string{name});
        return text != of_kind.end() && !text->get<std::string>().empty();
    }

    const Json texts = Json::parse(texts_json()).at(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Languages, TextsJson, ::testing::Values("en", "zh"));

TEST_P(TextsJson, holds_every_advice) {
    for (std::size_t i = 0; i < meter::advice_count; ++i) {
        const std::string_view name = name_of(static_cast<meter::Advice>(i));
        EXPECT_FALSE(name.empty()) << i;
        EXPECT_TRUE(has("advice", name)) << name;
    }
    EXPECT_TRUE(name_of(static_cast<meter::Advice>(meter::advice_count)).empty());
}

TEST_P(TextsJson, holds_every_page) {
    for (std::size_t i = 0; i < meter::page_count; ++i) {
        const std::string_view name = name_of(static_cast<meter::Page>(i));
        EXPECT_FALSE(name.empty()) << i;
        EXPECT_TRUE(has("page", name) && has("page_meaning", name)) << name;
    }
    EXPECT_TRUE(name_of(static_cast<meter::Page>(meter::page_count)).empty());
}

TEST_P(TextsJson, holds_every_name_of_the_tables) {
    for (const auto& [sign, name] : sign_names) {
        EXPECT_TRUE(has("sign", name) && has("sign_meaning", name)) << name;
    }
    for (const auto& [action, name] : action_names) {
        EXPECT_TRUE(has("action", name)) << name;
    }
    for (const auto& [result, name] : meter::insertion_result_names) {
        EXPECT_TRUE(has("result", name) && has("what_next", name)) << name;
    }
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        EXPECT_TRUE(has("reason", rule.name) && has("way_back", rule.name)) << rule.name;
    }
    for (const meter::FaultName& fault : meter::fault_names) {
        EXPECT_TRUE(has("fault", fault.name)) << fault.name;
    }
    for (const meter::EventName& event : meter::event_names) {
        EXPECT_TRUE(has("event", event.name)) << event.name;
    }
    for (const auto& [error, name] : hand_error_names) {
        EXPECT_TRUE(has("hand_error", name)) << name;
    }
    for (const MeterPower power : {MeterPower::reserve, MeterPower::nothing}) {
        EXPECT_TRUE(has("runs_on", name_of(power))) << name_of(power);
    }
}

TEST_P(TextsJson, holds_every_kind_and_page_that_the_face_asks_for) {
    const std::set<std::string> kinds = found(read(web / "face.js"), "\\btext\\(\"(\\w+)\",");
    const std::set<std::string> pages = found(read(web / "face.html"), "data-page=\"(\\w+)\"");

    EXPECT_GT(kinds.size(), 5);
    for (const std::string& kind : kinds) {
        EXPECT_TRUE(texts.contains(kind)) << kind;
    }
    EXPECT_GT(pages.size(), 3);
    for (const std::string& page : pages) {
        EXPECT_TRUE(has("page", page)) << page;
    }
}

TEST_P(TextsJson, stand_beside_every_word_that_the_face_asks_of_its_own) {
    const std::set<std::string> words = words_of(GetParam());

    EXPECT_GT(words_asked_for().size(), 40);
    for (const std::string& word : words_asked_for()) {
        EXPECT_TRUE(words.contains(word)) << word;
    }
}

}  // namespace
}  // namespace boards
