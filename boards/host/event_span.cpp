#include "boards/host/event_span.h"

#include <algorithm>
#include <array>

namespace boards {
namespace {

using meter::EventKind;

struct Ends {
    EventKind ended;
    EventKind began;
};

constexpr std::array ends{
    Ends{EventKind::energy_while_open_ended, EventKind::energy_while_open},
    Ends{EventKind::reversed_current_ended, EventKind::reversed_current},
    Ends{EventKind::currents_differ_ended, EventKind::currents_differ},
    Ends{EventKind::current_without_voltage_ended, EventKind::current_without_voltage},
    Ends{EventKind::cover_closed, EventKind::cover_opened},
    Ends{EventKind::strong_magnet_ended, EventKind::strong_magnet},
    Ends{EventKind::storage_hold_ended, EventKind::storage_hold},
};

// What flowed past the open switch or without voltage is in other registers too: the end says it.
bool tells_energy(EventKind ended) {
    return ended == EventKind::energy_while_open_ended ||
           ended == EventKind::current_without_voltage_ended;
}

// What the latch saw without power began so many seconds before its event.
std::chrono::seconds seen_before(const meter::Event& began) {
    const bool is_latched =
        began.kind == EventKind::cover_opened || began.kind == EventKind::strong_magnet;
    return std::chrono::seconds{is_latched ? began.detail : 0};
}

}  // namespace

std::optional<EventSpan> span_of(const meter::Event& event, const meter::EventLog::Recent& kept) {
    if (event.kind == EventKind::metering_gap) {
        return EventSpan{.began = event.time - std::chrono::seconds{event.detail},
                         .ended = event.time,
                         .consumed = {}};
    }
    const auto* const rule = std::ranges::find(ends, event.kind, &Ends::ended);
    if (rule == ends.end()) {
        return std::nullopt;
    }
    const meter::Event* found = nullptr;
    for (const meter::Event& other : kept) {
        if (other.number >= event.number) {
            break;
        }
        if (other.kind == rule->began) {
            found = &other;
        } else if (other.kind == rule->ended) {
            found = nullptr;
        }
    }
    if (found == nullptr) {
        return std::nullopt;
    }
    return EventSpan{.began = found->time - seen_before(*found),
                     .ended = event.time,
                     .consumed = tells_energy(event.kind)
                                     ? base::Millijoules{event.detail}
                                     : event.consumed_total - found->consumed_total};
}

}  // namespace boards
