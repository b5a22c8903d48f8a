// What somebody in front of the web face does, as the page says it: one JSON object.
//
//   {"do": "card_in", "card": "amina.card"} · {"do": "card_out"}
//   {"do": "press", "button": "test" | "reset" | "off" | "on" | "display"}
//   {"do": "hold", "what": "cover" | "magnet", "on": true}
//   {"do": "load", "watts": 2000} · {"do": "leak", "milliamperes": 40}
//   {"do": "mains", "volts": 230} · {"do": "mains", "on": false}
//   {"do": "pace", "paused": false, "speed": 60}
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include "base/quantity.h"
#include "boards/host/control_answer.h"
#include "meter/inputs.h"

namespace boards {

struct PutCardIn {
    std::string card;
};
struct PullCard {};
struct PressButton {
    bool meter::Inputs::* button = nullptr;
};
struct HoldInput {
    bool meter::Inputs::* input = nullptr;
    bool on = false;
};
struct SetLoad {
    base::Milliwatts power{};
};
struct SetMains {
    base::Millivolts voltage{};
};
struct SwitchMains {
    bool on = true;
};
struct SetLeak {
    base::Milliamperes current{};
};
struct SetPace {
    Pace pace;
};

using FaceCommand = std::variant<PutCardIn, PullCard, PressButton, HoldInput, SetLoad, SetMains,
                                 SwitchMains, SetLeak, SetPace>;

// What the sliders of the face reach.
inline constexpr base::Milliwatts largest_face_load{30'000'000};
inline constexpr base::Millivolts largest_face_voltage{400'000};
inline constexpr base::Milliamperes largest_face_leak{300};

// Refused, with a sentence: text that is not a JSON object, an unknown "do", values that are
// missing or out of range.
[[nodiscard]] std::expected<FaceCommand, std::string> parse_face_command(std::string_view text);

}  // namespace boards
