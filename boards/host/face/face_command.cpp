#include "boards/host/face/face_command.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "boards/host/control_request.h"

namespace boards {
namespace {

using Json = nlohmann::json;
using Refusal = std::unexpected<std::string>;
using InputName = std::pair<std::string_view, bool meter::Inputs::*>;

constexpr std::array<InputName, 5> buttons{{{"test", &meter::Inputs::test_button},
                                            {"reset", &meter::Inputs::reset_button},
                                            {"off", &meter::Inputs::off_button},
                                            {"on", &meter::Inputs::on_button},
                                            {"display", &meter::Inputs::display_button}}};
constexpr std::array<InputName, 2> held{
    {{"cover", &meter::Inputs::cover_open}, {"magnet", &meter::Inputs::strong_magnet}}};

std::string text_of(const Json& request, const char* name) {
    const auto found = request.find(name);
    return found != request.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<bool> yes_or_no(const Json& request, const char* name) {
    const auto found = request.find(name);
    if (found == request.end() || !found->is_boolean()) {
        return std::nullopt;
    }
    return found->get<bool>();
}

std::optional<std::int64_t> whole_number(const Json& request, const char* name,
                                         std::int64_t highest) {
    const auto found = request.find(name);
    if (found == request.end() || !found->is_number_integer()) {
        return std::nullopt;
    }
    const auto value = found->get<std::int64_t>();
    return value >= 0 && value <= highest ? std::optional{value} : std::nullopt;
}

template <std::size_t Count>
bool meter::Inputs::* input_of(const std::array<InputName, Count>& names, std::string_view name) {
    for (const auto& [known, input] : names) {
        if (known == name) {
            return input;
        }
    }
    return nullptr;
}

std::expected<FaceCommand, std::string> parse_press(const Json& request) {
    const auto button = input_of(buttons, text_of(request, "button"));
    if (button == nullptr) {
        return Refusal{R"("button" is one of test, reset, off, on, display)"};
    }
    return PressButton{button};
}

std::expected<FaceCommand, std::string> parse_hold(const Json& request) {
    const auto input = input_of(held, text_of(request, "what"));
    const auto on = yes_or_no(request, "on");
    if (input == nullptr || !on) {
        return Refusal{R"(hold needs "what", cover or magnet, and "on", true or false)"};
    }
    return HoldInput{.input = input, .on = *on};
}

std::expected<FaceCommand, std::string> parse_load(const Json& request) {
    const auto watts = whole_number(request, "watts", largest_face_load.count() / 1000);
    if (!watts) {
        return Refusal{R"(load needs "watts" from 0 to 30000)"};
    }
    return SetLoad{base::Milliwatts{*watts * 1000}};
}

std::expected<FaceCommand, std::string> parse_mains(const Json& request) {
    if (const auto on = yes_or_no(request, "on")) {
        return SwitchMains{*on};
    }
    const auto volts = whole_number(request, "volts", largest_face_voltage.count() / 1000);
    if (!volts) {
        return Refusal{R"(mains needs "volts" from 0 to 400, or "on", true or false)"};
    }
    return SetMains{base::Millivolts{*volts * 1000}};
}

std::expected<FaceCommand, std::string> parse_leak(const Json& request) {
    const auto current = whole_number(request, "milliamperes", largest_face_leak.count());
    if (!current) {
        return Refusal{R"(leak needs "milliamperes" from 0 to 300)"};
    }
    return SetLeak{base::Milliamperes{*current}};
}

std::expected<FaceCommand, std::string> parse_pace(const Json& request) {
    const auto paused = yes_or_no(request, "paused");
    const auto speed = whole_number(request, "speed", largest_speed);
    if (!paused || !speed) {
        return Refusal{R"(pace needs "paused" and "speed" from 0 to 1000000)"};
    }
    return SetPace{{.is_paused = *paused, .speed = *speed}};
}

}  // namespace

std::expected<FaceCommand, std::string> parse_face_command(std::string_view text) {
    const Json request = Json::parse(text, nullptr, false);
    if (!request.is_object()) {
        return Refusal{"a command is one JSON object"};
    }
    const std::string what = text_of(request, "do");
    if (what == "card_in") {
        return PutCardIn{text_of(request, "card")};
    }
    if (what == "card_out") {
        return PullCard{};
    }
    if (what == "press") {
        return parse_press(request);
    }
    if (what == "hold") {
        return parse_hold(request);
    }
    if (what == "load") {
        return parse_load(request);
    }
    if (what == "mains") {
        return parse_mains(request);
    }
    if (what == "leak") {
        return parse_leak(request);
    }
    if (what == "pace") {
        return parse_pace(request);
    }
    return Refusal{R"("do" is one of card_in, card_out, press, hold, load, mains, leak, pace)"};
}

}  // namespace boards
