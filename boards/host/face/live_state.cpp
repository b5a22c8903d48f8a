#include "boards/host/face/live_state.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/rounding.h"
#include "boards/host/event_span.h"
#include "boards/host/face/texts.h"
#include "boards/host/names.h"
#include "boards/host/utc_text.h"
#include "meter/events/event_registers.h"

namespace boards {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t events_shown = 40;
// A file's name need not be UTF-8.
std::string text_of_json(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json reason_names(const meter::Reasons& reasons) {
    Json names = Json::array();
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        if (reasons.contains(rule.reason)) {
            names.push_back(rule.name);
        }
    }
    return names;
}

Json registers_json(const meter::EventRegisters& registers) {
    return {{"reasons", reason_names(registers.reasons)},
            {"ordered_wh", registers.ordered_total.count()},
            {"consumed_wh", base::watt_hours_down(registers.consumed_total).count()}};
}

Json span_json(const meter::Event& event, const meter::EventLog::Recent& kept) {
    const auto span = span_of(event, kept);
    if (!span) {
        return nullptr;
    }
    return {{"began", utc_text(span->began)},
            {"ended", utc_text(span->ended)},
            {"seconds", (span->ended - span->began).count()},
            {"consumed_mj", span->consumed.count()},
            {"is_gap", event.kind == meter::EventKind::metering_gap}};
}

Json events_json(const meter::EventLog& log) {
    Json events = Json::array();
    const auto& recent = log.recent();
    for (std::size_t i = recent.size(); i > 0 && events.size() < events_shown; --i) {
        const meter::Event& event = recent[i - 1];
        events.push_back({{"number", event.number},
                          {"kind", meter::name_of(event.kind).name},
                          {"time", utc_text(event.time)},
                          {"detail", event.detail},
                          {"before", registers_json(registers_before(event))},
                          {"after", registers_json(registers_after(event))},
                          {"span", span_json(event, recent)}});
    }
    return events;
}

Json insertion_json(const Home& home) {
    const auto& insertion = home.last_insertion();
    if (!insertion) {
        return nullptr;
    }
    return {{"number", insertion->number},
            {"result", meter::name_of(insertion->result)},
            {"code", insertion->pages[0].text_view()},
            {"failed", meter::is_failure(insertion->result)}};
}

Json hands_json(const Surroundings& surroundings, const meter::Measurement& measured) {
    return {
        {"cover", surroundings.inputs.cover_open},    {"magnet", surroundings.inputs.strong_magnet},
        {"load_w", surroundings.load.count() / 1000}, {"mains", surroundings.has_mains},
        {"volts", measured.voltage.count() / 1000},   {"leak_ma", surroundings.leakage.count()}};
}

Json texts_of(meter::Language language) {
    Json texts;
    for (const auto& [sign, name] : sign_names) {
        texts["sign"][std::string{name}] = text_of(sign, language);
    }
    for (int page = 0; page <= std::to_underlying(meter::Page::segment_test); ++page) {
        const auto each = static_cast<meter::Page>(page);
        texts["page"][std::string{name_of(each)}] = text_of(each, language);
    }
    for (const auto& [result, name] : meter::insertion_result_names) {
        texts["result"][std::string{name}] = text_of(result, language);
        texts["what_next"][std::string{name}] = what_next(result, language);
    }
    for (const auto& [action, name] : action_names) {
        texts["action"][std::string{name}] = text_of(action, language);
    }
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        const std::string name{rule.name};
        texts["reason"][name] = text_of(rule, language);
        texts["way_back"][name] = way_back(rule, language);
        texts["advice"][std::string{name_of(rule.advice)}] = text_of(rule.advice, language);
    }
    for (const MeterPower power : {MeterPower::mains, MeterPower::reserve, MeterPower::nothing}) {
        texts["runs_on"][std::string{name_of(power)}] = text_of(power, language);
    }
    // What follows after five openings in an hour is no reason's own advice.
    const auto wait = meter::Advice::wait_and_insert_card;
    texts["advice"][std::string{name_of(wait)}] = text_of(wait, language);
    for (const meter::EventName& event : meter::event_names) {
        texts["event"][std::string{event.name}] = text_of(event, language);
    }
    return texts;
}

}  // namespace

std::string live_state(const Home& home, const Pace& pace, std::string_view card) {
    const meter::State& state = home.state();
    const meter::Frame frame = home.frame();
    Json signs = Json::array();
    for (const auto& [sign, name] : sign_names) {
        if (frame.signs.contains(sign)) {
            signs.push_back(name);
        }
    }
    return text_of_json({{"time", utc_text(home.now())},
                         {"seconds", home.now().time_since_epoch().count()},
                         {"meter", std::to_string(std::to_underlying(home.id()))},
                         {"runs_on", name_of(home.meter_power())},
                         {"segments", segments_text(home.segments())},
                         {"page", name_of(frame.page)},
                         {"text", frame.text_view()},
                         {"unit", name_of(frame.unit)},
                         {"signs", signs},
                         {"advice", name_of(frame.advice)},
                         {"closed", home.supply_is_closed()},
                         {"reasons", reason_names(state.reasons)},
                         {"power_mw", home.power().count()},
                         {"remaining_wh", state.account.remaining_watt_hours().count()},
                         {"pulses", home.pulses()},
                         {"meter_constant", state.parameters.meter_constant},
                         {"card", card},
                         {"serving", home.is_serving_a_card()},
                         {"insertion", insertion_json(home)},
                         {"hands", hands_json(home.surroundings(), home.measured())},
                         {"paused", pace.is_paused},
                         {"speed", pace.speed},
                         {"events", events_json(state.events)}});
}

std::string cards_json(const std::vector<CardInFolder>& cards) {
    Json list = Json::array();
    for (const CardInFolder& card : cards) {
        list.push_back({{"name", card.name}, {"serial", card.serial}, {"meter", card.meter}});
    }
    return text_of_json(list);
}

std::string texts_json() {
    return text_of_json(
        {{"en", texts_of(meter::Language::english)}, {"zh", texts_of(meter::Language::chinese)}});
}

}  // namespace boards
