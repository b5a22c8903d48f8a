// The last events and how many there ever were. A flood of one kind cannot push out the others.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/fixed_vector.h"
#include "card/digest.h"
#include "meter/events/event.h"

namespace meter {

// Nobody can flood the log with these: each takes an order that the office signed.
[[nodiscard]] bool takes_a_genuine_order(EventKind kind);

class EventLog {
 public:
    static constexpr std::size_t capacity = 32;
    // How many of one kind are kept in an hour from the first of any kind, the others are only
    // counted; and how many of one kind a full log may hold before it makes room from among them.
    static constexpr std::size_t share_of_a_kind = 8;
    static constexpr std::chrono::hours share_period{1};
    using Counters = std::array<std::uint8_t, card::event_counter_count>;  // each modulo 256
    using Recent = base::FixedVector<Event, capacity>;                     // oldest first

    // Goes on from what was kept; the kept events follow by add_kept(), oldest first, and then the
    // digest: zeros where the program that kept them made none. It is then that of these events.
    void resume(const Counters& counters, std::uint32_t last_number);
    void add_kept(const Event& event);
    void resume_digest(const card::Digest8& digest);
    // Takes over an event with a number above last_number() that was kept elsewhere.
    void take_over(const Event& event);

    // Counts `event` under the next number and keeps it within its kind's share. A kind that takes
    // a genuine order each time is always kept. A gap in the kept numbers shows what is missing.
    void add(Event event);

    [[nodiscard]] const Recent& recent() const { return recent_; }
    [[nodiscard]] const Counters& counters() const { return counters_; }
    // Of every event that was ever kept, each chained to the one before: event_log_digest().
    [[nodiscard]] card::Digest8 digest() const;
    // Makes digest() cheap until the next event is kept. Done at each commit, after the switch
    // was driven: so an event costs no cipher at the instant at which the supply must open.
    void chain();
    // Of the newest event; 0 where there was none yet.
    [[nodiscard]] std::uint32_t last_number() const { return last_number_; }

    // Whether they tell the same; what was kept before the kept ones of this hour does not count.
    bool operator==(const EventLog& other) const;

 private:
    static constexpr std::size_t most_unchained = 8;

    void count(EventKind kind);
    void keep(const Event& event);
    // How many of the kind of `event` were kept in the hour that it belongs to.
    [[nodiscard]] std::uint8_t& share_of(const Event& event);
    void make_room_for(EventKind kind);

    Recent recent_;
    Counters counters_{};
    std::uint32_t last_number_ = 0;
    std::chrono::sys_seconds hour_began_{};  // with the first event that it counts
    std::array<std::uint8_t, event_names.size()> kept_in_hour_{};  // of each kind
    // The digest without that of the newest events, see chain().
    card::Digest8 chained_{};
    std::size_t unchained_ = 0;
};

}  // namespace meter
