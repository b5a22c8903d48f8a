#include "boards/host/face/texts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "boards/host/names.h"
#include "meter/credit/reason.h"
#include "meter/events/event.h"

namespace boards {
namespace {

std::string document() {
    std::ostringstream text;
    text << std::ifstream{TALLYWATT_SOURCE "/docs/formats/meter.md"}.rdbuf();
    return text.str();
}

std::string row(const std::vector<std::string>& cells) {
    std::string text{"|"};
    for (const std::string& cell : cells) {
        text += " " + cell + " |";
    }
    return text;
}

TEST(MeterDocument, holds_every_result_with_its_code_and_texts) {
    const std::string text = document();

    for (const auto& [result, name] : meter::insertion_result_names) {
        const meter::FrameText shown = meter::result_text(result);
        const std::string expected = row({{shown.begin(), shown.end()},
                                          std::to_string(static_cast<int>(result)),
                                          std::string{name},
                                          std::string{text_of(result, meter::Language::english)},
                                          std::string{text_of(result, meter::Language::chinese)}});
        EXPECT_TRUE(text.find(expected) != std::string::npos) << expected;
    }
}

TEST(MeterDocument, holds_every_event_with_its_counter) {
    const std::string text = document();

    for (const meter::EventName& event : meter::event_names) {
        const std::string expected =
            row({std::to_string(static_cast<int>(event.kind)), std::string{event.name},
                 std::to_string(std::to_underlying(event.counter))});
        EXPECT_TRUE(text.find(expected) != std::string::npos) << expected;
    }
}

TEST(MeterDocument, holds_every_counter_of_a_report_by_its_name) {
    const std::string text = document();

    for (std::size_t i = 0; i < card::event_counter_count; ++i) {
        const std::string expected =
            row({std::to_string(i), std::string{card::event_counter_names[i]}});
        EXPECT_TRUE(text.find(expected) != std::string::npos) << expected;
    }
}

TEST(Texts, are_there_in_both_languages) {
    for (const auto language : {meter::Language::english, meter::Language::chinese}) {
        for (const auto& [result, name] : meter::insertion_result_names) {
            EXPECT_FALSE(text_of(result, language).empty()) << name;
            EXPECT_FALSE(what_next(result, language).empty()) << name;
        }
        for (const meter::FaultName& fault : meter::fault_names) {
            EXPECT_FALSE(text_of(fault, language).empty()) << fault.name;
        }
        for (const auto& [action, name] : action_names) {
            EXPECT_FALSE(text_of(action, language).empty()) << name;
        }
        for (const meter::ReasonRule& rule : meter::reason_rules) {
            EXPECT_FALSE(text_of(rule.advice, language).empty()) << rule.name;
            EXPECT_FALSE(text_of(rule, language).empty()) << rule.name;
            EXPECT_FALSE(way_back(rule, language).empty()) << rule.name;
        }
        for (const meter::EventName& event : meter::event_names) {
            EXPECT_FALSE(text_of(event, language).empty()) << event.name;
        }
        for (const auto& [sign, name] : sign_names) {
            EXPECT_FALSE(text_of(sign, language).empty()) << name;
        }
    }
}

}  // namespace
}  // namespace boards
