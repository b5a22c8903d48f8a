// What may be asked of a running meter over its control socket: one JSON object a line.
//
//   {"do": "status"} · {"do": "run", "until": ["supply_open", "seconds"], "seconds": 600}
//   {"do": "pause"} · {"do": "resume"} · {"do": "speed", "value": 3600}
//   {"do": "add_load", "milliwatts": 2000000, "seconds": 180}
//   {"do": "mains", "on": false}
//   {"do": "watch"} · {"do": "wait_card"} · {"do": "quit"}
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/quantity.h"

namespace boards {

// What ends a run, by the name that the request and the answer give it.
enum class RunEnd : std::uint8_t { supply_open, alarm, card_done, seconds };
[[nodiscard]] std::string_view name_of(RunEnd end);

struct StatusRequest {};
struct RunRequest {
    std::vector<RunEnd> until;
    std::chrono::seconds seconds{0};  // of `until` "seconds"
};
struct PauseRequest {};
struct ResumeRequest {};
struct SpeedRequest {
    std::int64_t value = 1;  // times real time; 0 is as fast as it goes
};
struct AddLoadRequest {
    base::Milliwatts power{};
    std::chrono::seconds duration{0};
};
struct MainsRequest {
    bool on = true;
};
struct WatchRequest {};
struct WaitCardRequest {};
struct QuitRequest {};

using ControlRequest =
    std::variant<StatusRequest, RunRequest, PauseRequest, ResumeRequest, SpeedRequest,
                 AddLoadRequest, MainsRequest, WatchRequest, WaitCardRequest, QuitRequest>;

inline constexpr std::int64_t largest_speed = 1'000'000;

// Refused, with a sentence for the asker: text that is not a JSON object, an unknown "do", values
// that are missing or out of range.
[[nodiscard]] std::expected<ControlRequest, std::string> parse_request(std::string_view line);

}  // namespace boards
