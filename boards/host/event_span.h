// The stretch of time that an event ends: of tampering, of energy past the open switch, or without
// mains.
#pragma once

#include <chrono>
#include <optional>

#include "base/quantity.h"
#include "meter/events/event.h"
#include "meter/events/event_log.h"

namespace boards {

struct EventSpan {
    std::chrono::sys_seconds began;
    std::chrono::sys_seconds ended;
    base::Millijoules consumed;  // while it lasted, as it was counted; in whichever register

    bool operator==(const EventSpan&) const = default;
};

// Nothing for an event that ends nothing, or whose own begin is not among those kept.
[[nodiscard]] std::optional<EventSpan> span_of(const meter::Event& event,
                                               const meter::EventLog::Recent& kept);

}  // namespace boards
