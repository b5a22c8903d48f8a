// The last events and how many there ever were.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/fixed_vector.h"
#include "meter/events/event.h"

namespace meter {

class EventLog {
 public:
    static constexpr std::size_t capacity = 32;
    using Counters = std::array<std::uint8_t, event_counter_count>;  // each modulo 256
    using Recent = base::FixedVector<Event, capacity>;               // oldest first

    // Goes on from what was kept; the kept events follow by add_kept(), oldest first.
    void resume(const Counters& counters, std::uint32_t last_number);
    void add_kept(const Event& event) { recent_.push_back(event); }

    // Keeps `event` under the next number; the oldest one makes room.
    void add(Event event);

    [[nodiscard]] const Recent& recent() const { return recent_; }
    [[nodiscard]] const Counters& counters() const { return counters_; }
    // Of the newest event; 0 where there was none yet.
    [[nodiscard]] std::uint32_t last_number() const { return last_number_; }

    bool operator==(const EventLog&) const = default;

 private:
    Recent recent_;
    Counters counters_{};
    std::uint32_t last_number_ = 0;
};

}  // namespace meter
