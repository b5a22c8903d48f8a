#include "boards/host/control_request.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "meter/metrology/power_integrator.h"

namespace boards {
namespace {

using Json = nlohmann::json;
using Refusal = std::unexpected<std::string>;

constexpr std::int64_t longest_run_seconds = std::int64_t{100} * 366 * 86'400;

constexpr std::array<std::pair<RunEnd, std::string_view>, 4> run_ends{{
    {RunEnd::supply_open, "supply_open"},
    {RunEnd::alarm, "alarm"},
    {RunEnd::card_done, "card_done"},
    {RunEnd::seconds, "seconds"},
}};

std::optional<std::int64_t> whole_number(const Json& request, const char* name, std::int64_t lowest,
                                         std::int64_t highest) {
    const auto found = request.find(name);
    if (found == request.end() || !found->is_number_integer()) {
        return std::nullopt;
    }
    const auto value = found->get<std::int64_t>();
    if (value < lowest || value > highest) {
        return std::nullopt;
    }
    return value;
}

std::optional<RunEnd> run_end_of(const Json& name) {
    for (const auto& [end, end_name] : run_ends) {
        if (name == end_name) {
            return end;
        }
    }
    return std::nullopt;
}

std::expected<ControlRequest, std::string> parse_run(const Json& request) {
    const auto until = request.find("until");
    if (until == request.end() || !until->is_array() || until->empty()) {
        return Refusal{R"(run needs "until", a list of what ends it)"};
    }
    RunRequest run;
    for (const Json& name : *until) {
        const auto end = run_end_of(name);
        if (!end) {
            return Refusal{R"("until" knows supply_open, alarm, card_done and seconds)"};
        }
        run.until.push_back(*end);
        if (*end == RunEnd::seconds) {
            const auto seconds = whole_number(request, "seconds", 0, longest_run_seconds);
            if (!seconds) {
                return Refusal{R"(run until seconds needs "seconds", a whole number from 0)"};
            }
            run.seconds = std::chrono::seconds{*seconds};
        }
    }
    return run;
}

std::expected<ControlRequest, std::string> parse_add_load(const Json& request) {
    const auto power =
        whole_number(request, "milliwatts", 0, meter::PowerIntegrator::largest_power.count());
    const auto seconds = whole_number(request, "seconds", 1, longest_run_seconds);
    if (!power || !seconds) {
        return Refusal{R"(add_load needs "milliwatts" from 0 to 1000000000 and "seconds" above 0)"};
    }
    return AddLoadRequest{.power = base::Milliwatts{*power},
                          .duration = std::chrono::seconds{*seconds}};
}

std::expected<ControlRequest, std::string> parse_mains(const Json& request) {
    const auto on = request.find("on");
    if (on == request.end() || !on->is_boolean()) {
        return Refusal{R"(mains needs "on", true or false)"};
    }
    return MainsRequest{on->get<bool>()};
}

std::expected<ControlRequest, std::string> parse_speed(const Json& request) {
    const auto value = whole_number(request, "value", 0, largest_speed);
    if (!value) {
        return Refusal{R"(speed needs "value" from 0 to 1000000; 0 is as fast as it goes)"};
    }
    return SpeedRequest{*value};
}

}  // namespace

std::string_view name_of(RunEnd end) {
    return run_ends[static_cast<std::size_t>(std::to_underlying(end))].second;
}

std::expected<ControlRequest, std::string> parse_request(std::string_view line) {
    const Json request = Json::parse(line, nullptr, false);
    if (!request.is_object()) {
        return Refusal{"a request is one JSON object a line"};
    }
    const auto found = request.find("do");
    const std::string what =
        found != request.end() && found->is_string() ? found->get<std::string>() : "";
    if (what == "status") {
        return StatusRequest{};
    }
    if (what == "run") {
        return parse_run(request);
    }
    if (what == "pause") {
        return PauseRequest{};
    }
    if (what == "resume") {
        return ResumeRequest{};
    }
    if (what == "speed") {
        return parse_speed(request);
    }
    if (what == "add_load") {
        return parse_add_load(request);
    }
    if (what == "mains") {
        return parse_mains(request);
    }
    if (what == "watch") {
        return WatchRequest{};
    }
    if (what == "wait_card") {
        return WaitCardRequest{};
    }
    if (what == "quit") {
        return QuitRequest{};
    }
    return Refusal{
        R"("do" is one of status, run, pause, resume, speed, add_load, mains, watch, wait_card, )"
        "quit"};
}

}  // namespace boards
