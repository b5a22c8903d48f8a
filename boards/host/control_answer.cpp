#include "boards/host/control_answer.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "base/rounding.h"
#include "boards/host/event_span.h"
#include "boards/host/names.h"
#include "boards/host/utc_text.h"
#include "meter/events/event_registers.h"

namespace boards {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t events_shown = 20;

std::string hex_text(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0xF];
    }
    return text;
}

std::string line_of(const Json& object) {
    return object.dump() + "\n";
}

Json reasons_json(const meter::Reasons& reasons) {
    Json names = Json::array();
    for (const meter::ReasonRule& rule : meter::reason_rules) {
        if (reasons.contains(rule.reason)) {
            names.push_back(rule.name);
        }
    }
    return names;
}

Json frame_json(const meter::Frame& frame, const meter::Segments& lit) {
    Json signs = Json::array();
    for (const auto& [sign, name] : sign_names) {
        if (frame.signs.contains(sign)) {
            signs.push_back(name);
        }
    }
    return {{"name", name_of(frame.page)},     {"text", frame.text_view()},
            {"unit", name_of(frame.unit)},     {"signs", signs},
            {"advice", name_of(frame.advice)}, {"segments", segments_text(lit)}};
}

Json event_registers_json(const meter::EventRegisters& registers) {
    return {{"reasons", reasons_json(registers.reasons)},
            {"ordered_wh", registers.ordered_total.count()},
            {"consumed_mj", registers.consumed_total.count()}};
}

Json event_json(const meter::Event& event, const meter::EventLog::Recent& kept) {
    Json told{{"number", event.number},
              {"kind", meter::name_of(event.kind).name},
              {"time", utc_text(event.time)},
              {"detail", event.detail},
              {"before", event_registers_json(registers_before(event))},
              {"after", event_registers_json(registers_after(event))}};
    if (const auto span = span_of(event, kept)) {
        told["span"] = {{"began", utc_text(span->began)},
                        {"seconds", (span->ended - span->began).count()},
                        {"consumed_mj", span->consumed.count()}};
    }
    return told;
}

Json events_json(const meter::EventLog& log) {
    Json events = Json::array();
    const auto& recent = log.recent();
    for (std::size_t i = recent.size() - std::min(recent.size(), events_shown); i < recent.size();
         ++i) {
        events.push_back(event_json(recent[i], recent));
    }
    return events;
}

Json intervals_json(const std::vector<Interval>& intervals) {
    Json list = Json::array();
    for (const Interval& interval : intervals) {
        list.push_back(
            {interval.from.time_since_epoch().count(), interval.until.time_since_epoch().count()});
    }
    return list;
}

Json load_json(const Home& home) {
    Json load{{"source", "household"}, {"seconds_played", home.played().count()}};
    if (const MeasuredLoad* file = home.load().measured()) {
        load["source"] = "file";
        // The file names its own local time, so there is no Z.
        const std::string start = utc_text(file->first_time);
        load["file_start"] = start.substr(0, start.size() - 1);
        load["held_at_end"] = home.load().has_ended(home.played());
        Json gaps = Json::array();
        for (const LoadGap& gap : file->gaps) {
            const std::string time = utc_text(gap.time);
            gaps.push_back({{"line", gap.line}, {"time", time.substr(0, time.size() - 1)}});
        }
        load["gaps"] = gaps;
    }
    return load;
}

Json digests_json(const meter::OwnDigests& own) {
    return {{"calibration", hex_text(own.calibration)}, {"code", hex_text(own.code)}};
}

Json own_consumption_json(const meter::OwnConsumption& own) {
    Json parts;
    for (std::size_t i = 0; i < meter::consuming_part_count; ++i) {
        parts[std::string{meter::consuming_part_names[i]}] =
            own.power(static_cast<meter::ConsumingPart>(i)).count();
    }
    return {{"microwatts", own.power().count()},
            {"microvolt_amperes", own.apparent().count()},
            {"parts_microwatts", parts}};
}

std::string_view account_name(const meter::State& state) {
    if (state.opened) {
        return "opened";
    }
    return state.reasons.contains(meter::Reason::account_closed) ? "closed" : "not_opened";
}

Json registers_json(card::MeterId meter, const meter::State& state) {
    const meter::OrderedFigures& ordered = state.account.ordered();
    return {
        {"time", utc_text(state.seconds())},
        {"clock_trusted", state.clock_trusted},
        {"meter", std::to_string(std::to_underlying(meter))},
        {"state", account_name(state)},
        {"supply", state.reasons.is_empty() ? "closed" : "open"},
        {"reasons", reasons_json(state.reasons)},
        {"ordered_wh", ordered.ordered_total.count()},
        {"consumed_wh", base::watt_hours_up(state.account.consumed_total()).count()},
        {"consumed_mj", state.account.consumed_total().count()},
        {"remaining_wh", state.account.remaining_watt_hours().count()},
        {"overdrawn_wh", base::watt_hours_up(state.account.overdrawn_total()).count()},
        {"exported_wh", base::watt_hours_down(state.tamper.exported.total()).count()},
        {"without_voltage_wh", base::watt_hours_up(state.tamper.without_voltage.total()).count()},
        {"order_sequence", std::to_underlying(ordered.sequence)},
        {"purchases", ordered.purchases},
        {"last_purchase_wh", ordered.last_purchase.count()},
        {"report_counter", state.reports.counter},
        {"customer", std::to_string(std::to_underlying(state.binding.customer))},
        {"card_generation", std::to_underlying(state.binding.generation)}};
}

}  // namespace

std::string segments_text(const meter::Segments& segments) {
    return hex_text(segments.bytes);
}

std::string status_line(const Home& home, const Pace& pace, std::string_view stopped_by) {
    Json status;
    if (!stopped_by.empty()) {
        status["stopped_by"] = stopped_by;
    }
    status.update(registers_json(home.id(), home.state()));
    status["supply"] = home.supply_is_closed() ? "closed" : "open";
    status["time"] = utc_text(home.now());
    status["runs_on"] = name_of(home.meter_power());
    status["display"] = frame_json(home.frame(), home.segments());
    status["power_mw"] = home.power().count();
    status["own_consumption"] = own_consumption_json(home.own_consumption());
    status["digests"] = digests_json(home.own_digests());
    status["closed_intervals"] = intervals_json(home.closed_intervals());
    status["open_intervals"] = intervals_json(home.open_intervals());
    status["load"] = load_json(home);
    status["paused"] = pace.is_paused;
    status["speed"] = pace.speed;
    status["storage_works"] = home.can_store();
    status["events"] = events_json(home.state().events);
    return line_of(status);
}

std::string kept_meter_line(const KeptMeter& kept) {
    Json object = registers_json(kept.keying.meter, kept.state);
    object["key_version"] = std::to_underlying(kept.keying.key_version);
    object["events"] = events_json(kept.state.events);
    return line_of(object);
}

std::string kept_meter_text(const KeptMeter& kept) {
    const Json registers = registers_json(kept.keying.meter, kept.state);
    std::string text;
    for (const auto& [name, value] : registers.items()) {
        text += name + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    }
    return text;
}

std::string insertion_line(const InsertionRecord& insertion) {
    Json pages = Json::array();
    for (const meter::Frame& frame : insertion.pages) {
        pages.push_back(frame_json(frame, meter::segments_of(frame)));
    }
    return line_of({{"insertion", insertion.number},
                    {"result", meter::name_of(insertion.result)},
                    {"number", std::to_underlying(insertion.result)},
                    {"pages", pages}});
}

std::string done_line() {
    return line_of({{"done", true}});
}

std::string error_line(std::string_view because) {
    return line_of({{"error", because}});
}

std::string display_line(const Home& home) {
    return line_of({{"watch", "display"},
                    {"time", utc_text(home.now())},
                    {"display", frame_json(home.frame(), home.segments())}});
}

std::string supply_line(const Home& home) {
    return line_of({{"watch", "supply"},
                    {"time", utc_text(home.now())},
                    {"supply", home.supply_is_closed() ? "closed" : "open"},
                    {"reasons", reasons_json(home.state().reasons)}});
}

std::string event_line(const meter::Event& event, const meter::EventLog::Recent& kept) {
    return line_of({{"watch", "event"}, {"event", event_json(event, kept)}});
}

}  // namespace boards
