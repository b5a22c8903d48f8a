#include "boards/host/face/live_state.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/rounding.h"
#include "boards/host/event_span.h"
#include "boards/host/names.h"
#include "boards/host/utc_text.h"
#include "meter/display/frame.h"
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

// Each that stands, with the code that the display shows.
Json faults_json(const meter::Faults& faults) {
    Json list = Json::array();
    for (const meter::FaultName& each : meter::fault_names) {
        if (faults.contains(each.fault)) {
            const meter::FrameText code = meter::fault_text(each.fault);
            list.push_back(
                {{"name", each.name}, {"code", std::string_view{code.data(), code.size()}}});
        }
    }
    return list;
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
                         {"lamps", {{"alarm", frame.lamps.alarm}, {"supply", frame.lamps.supply}}},
                         {"closed", home.supply_is_closed()},
                         {"reasons", reason_names(state.reasons)},
                         {"faults", faults_json(state.faults)},
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

}  // namespace boards
