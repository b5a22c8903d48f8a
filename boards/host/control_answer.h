// What a running meter says over its control socket: one JSON object a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "boards/host/home.h"
#include "boards/host/state_file.h"
#include "meter/display/segments.h"
#include "meter/events/event.h"

namespace boards {

struct Pace {
    bool is_paused = false;
    std::int64_t speed = 1;
};

// The bytes of meter/display/segments.h, two hexadecimal digits each.
[[nodiscard]] std::string segments_text(const meter::Segments& segments);

// The whole of a meter; `stopped_by` names what ended a run, or is empty.
[[nodiscard]] std::string status_line(const Home& home, const Pace& pace,
                                      std::string_view stopped_by = {});
// What a stored meter knows, without a home around it.
[[nodiscard]] std::string kept_meter_line(const KeptMeter& kept);
// The same for people: a name and a value a line.
[[nodiscard]] std::string kept_meter_text(const KeptMeter& kept);

[[nodiscard]] std::string insertion_line(const InsertionRecord& insertion);
[[nodiscard]] std::string done_line();
[[nodiscard]] std::string error_line(std::string_view because);

// Of a watching connection.
[[nodiscard]] std::string display_line(const Home& home);
[[nodiscard]] std::string supply_line(const Home& home);
[[nodiscard]] std::string event_line(const meter::Event& event,
                                     const meter::EventLog::Recent& kept);

}  // namespace boards
