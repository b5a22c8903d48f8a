#include "meter/events/event_log.h"

#include <algorithm>

namespace meter {

void EventLog::resume(const Counters& counters, std::uint32_t last_number) {
    recent_.clear();
    counters_ = counters;
    last_number_ = last_number;
}

void EventLog::add(Event event) {
    event.number = ++last_number_;
    std::uint8_t& counter = counters_[name_of(event.kind).counter];
    counter = static_cast<std::uint8_t>(counter + 1);
    if (!recent_.try_push_back(event)) {
        std::ranges::rotate(recent_, recent_.begin() + 1);
        recent_[capacity - 1] = event;
    }
}

}  // namespace meter
