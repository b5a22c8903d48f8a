// docs/customer.md and its pictures say and show what the programs do. Where one differs, run this
// test with TALLYWATT_UPDATE_DOCUMENTS=1: it writes the tables and pictures anew.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "boards/host/face/lcd_drawing.h"
#include "boards/host/face/meanings.h"
#include "boards/host/face/texts.h"
#include "boards/host/names.h"
#include "meter/display/display.h"

namespace boards {
namespace {

using meter::Language;
using meter::Page;

const std::filesystem::path documents{TALLYWATT_SOURCE "/docs"};

std::string read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

bool may_write() {
    return std::getenv("TALLYWATT_UPDATE_DOCUMENTS") != nullptr;
}

void write(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

std::string text_of_frame(const meter::FrameText& text) {
    return {text.begin(), text.end()};
}

// The display of a home with 31.45 kWh left of 90, in the evening.
meter::State evening() {
    meter::State state;
    state.opened = true;
    state.reasons = {};
    state.account.take({.ordered_total = base::WattHours{90'000},
                        .purchases = 3,
                        .last_purchase = base::WattHours{30'000}});
    state.account.consume(base::millijoules(base::WattHours{58'550}));
    state.tamper.exported.add(base::Milliwatts{2'400'000}, std::chrono::hours{3});
    state.tamper.without_voltage.add(base::Milliwatts{600'000}, std::chrono::minutes{1});
    return state;
}

meter::Frame frame_of(Page page) {
    meter::State state = evening();
    const meter::Measurement measured{.power = base::Milliwatts{1'380'000},
                                      .voltage = base::Millivolts{230'400},
                                      .phase_current = base::Milliamperes{5'990}};
    const meter::OwnDigests own{.calibration = {0xA9, 0x51, 0x7C, 0x04},
                                .code = {0x3E, 0xB0, 0x62, 0xDF}};
    meter::Display display;
    switch (page) {
        case Page::card_at_work:
            display.show_card_at_work();
            break;
        case Page::insertion_result:
            display.show_insertion(meter::InsertionResult::credited);
            break;
        case Page::open_reason:
            state.account.consume(state.account.remaining());
            state.reasons.set(meter::Reason::zero);
            display.advance(state, state.parameters.page_time);
            break;
        case Page::fault:
            state.faults.set(meter::Fault::front_end, true);
            while (display.frame(state, measured, own).page != page) {
                display.advance(state, state.parameters.page_time);
            }
            break;
        case Page::segment_test:
            display.show_all_segments();
            break;
        case Page::ordered_total:
        case Page::purchases:
        case Page::last_purchase:
        case Page::consumed_total:
        case Page::remaining:
        case Page::power:
        case Page::voltage:
        case Page::current:
        case Page::frequency:
        case Page::exported_total:
        case Page::without_voltage:
        case Page::calibration:
        case Page::program:
            do {
                display.press_button();
            } while (display.frame(state, measured, own).page != page);
            break;
    }
    return display.frame(state, measured, own);
}

constexpr std::array shown_pages{
    Page::remaining,      Page::ordered_total,  Page::purchases,        Page::last_purchase,
    Page::consumed_total, Page::power,          Page::voltage,          Page::current,
    Page::frequency,      Page::exported_total, Page::without_voltage,  Page::calibration,
    Page::program,        Page::card_at_work,   Page::insertion_result, Page::open_reason,
    Page::fault,          Page::segment_test};
static_assert(shown_pages.size() == meter::page_count);

std::map<std::string, std::string> pictures() {
    std::map<std::string, std::string> files;
    for (const Page page : shown_pages) {
        files["page-" + std::string{name_of(page)}] =
            lcd_picture(meter::segments_of(frame_of(page)));
    }
    for (const auto& [sign, name] : sign_names) {
        files["sign-" + std::string{name}] = symbol_picture(sign);
    }
    for (const auto& [action, name] : action_names) {
        files["action-" + std::string{name}] = symbol_picture(action);
    }
    return files;
}

std::string row(std::initializer_list<std::string_view> cells) {
    std::string text{"|"};
    for (const std::string_view cell : cells) {
        text += " " + std::string{cell} + " |";
    }
    return text + "\n";
}

std::string picture(std::string_view kind, std::string_view name, std::string_view text) {
    return "![" + std::string{text} + "](images/display/" + std::string{kind} + "-" +
           std::string{name} + ".svg)";
}

std::string reasons_table(Language language) {
    std::string table;
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        table += row({"`" + text_of_frame(meter::reason_text(rule.reason)) + "`",
                      text_of(rule, language), way_back(rule, language)});
    }
    return table;
}

std::string results_table(Language language) {
    std::string table;
    for (const auto& [result, name] : meter::insertion_result_names) {
        table += row({"`" + text_of_frame(meter::result_text(result)) + "`",
                      text_of(result, language), what_next(result, language)});
    }
    return table;
}

std::string faults_table(Language language) {
    std::string table;
    for (const meter::FaultName& fault : meter::fault_names) {
        table += row(
            {"`" + text_of_frame(meter::fault_text(fault.fault)) + "`", text_of(fault, language)});
    }
    return table;
}

std::string pages_table(Language language) {
    std::string table;
    for (const Page page : shown_pages) {
        const std::string_view text = text_of(page, language);
        table += row({picture("page", name_of(page), text), text, meaning_of(page, language)});
    }
    return table;
}

std::string signs_table(Language language) {
    std::string table;
    for (const auto& [sign, name] : sign_names) {
        const std::string_view text = text_of(sign, language);
        table += row({picture("sign", name, text), text, meaning_of(sign, language)});
    }
    return table;
}

std::string actions_table(Language language) {
    std::string table;
    for (const auto& [action, name] : action_names) {
        table +=
            row({picture("action", name, text_of(action, language)), text_of(action, language)});
    }
    return table;
}

// By the mark under whose heading it stands.
std::map<std::string, std::string> tables() {
    std::map<std::string, std::string> tables;
    for (const auto& [suffix, language] :
         {std::pair{" en", Language::english}, std::pair{" zh", Language::chinese}}) {
        tables[std::string{"reasons"} + suffix] = reasons_table(language);
        tables[std::string{"results"} + suffix] = results_table(language);
        tables[std::string{"faults"} + suffix] = faults_table(language);
        tables[std::string{"pages"} + suffix] = pages_table(language);
        tables[std::string{"signs"} + suffix] = signs_table(language);
        tables[std::string{"actions"} + suffix] = actions_table(language);
    }
    return tables;
}

struct Place {
    std::size_t begin = 0;
    std::size_t size = 0;
};

// Where the rows of the table after the mark stand: between its rule and the next empty line.
std::optional<Place> place_of(const std::string& document, const std::string& name) {
    const std::size_t mark = document.find("<!-- table: " + name + " -->");
    if (mark == std::string::npos) {
        return std::nullopt;
    }
    const std::size_t begin = document.find('\n', document.find("|---", mark)) + 1;
    return Place{.begin = begin, .size = document.find("\n\n", begin - 1) + 1 - begin};
}

TEST(CustomerDocument, has_the_tables_of_the_programs) {
    std::string document = read(documents / "customer.md");

    for (const auto& [name, expected] : tables()) {
        auto place = place_of(document, name);
        ASSERT_TRUE(place) << name;
        if (may_write()) {
            document.replace(place->begin, place->size, expected);
            place->size = expected.size();
        }
        EXPECT_EQ(document.substr(place->begin, place->size), expected) << name;
    }
    if (may_write()) {
        write(documents / "customer.md", document);
    }
}

TEST(CustomerDocument, has_the_pictures_that_the_segments_draw) {
    for (const auto& [name, drawn] : pictures()) {
        const auto path = documents / "images" / "display" / (name + ".svg");
        if (may_write()) {
            write(path, drawn);
        }
        EXPECT_TRUE(read(path) == drawn) << path << " differs from what the display shows";
    }
}

// A name that stands for itself tells a customer nothing.
TEST(CustomerDocument, says_of_each_page_and_sign_what_it_means_in_words_of_its_own) {
    for (const Language language : {Language::english, Language::chinese}) {
        for (const Page page : shown_pages) {
            EXPECT_GT(meaning_of(page, language).size(), text_of(page, language).size())
                << name_of(page);
        }
        for (const auto& [sign, name] : sign_names) {
            EXPECT_GT(meaning_of(sign, language).size(), text_of(sign, language).size()) << name;
        }
    }
}

TEST(CustomerDocument, draws_each_page_as_the_display_shows_it) {
    for (const Page page : shown_pages) {
        EXPECT_EQ(frame_of(page).page, page) << name_of(page);
    }
}

}  // namespace
}  // namespace boards
