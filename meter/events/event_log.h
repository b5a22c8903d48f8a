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
    // So many of one kind are kept at once, and then one after each `share_pause` in which none of
    // it was: eight an hour. The others are only counted.
    static constexpr std::uint8_t share_of_a_kind = 8;
    static constexpr std::chrono::seconds share_pause{450};
    using Counters = std::array<std::uint8_t, card::event_counter_count>;  // each modulo 256
    using Recent = base::FixedVector<Event, capacity>;                     // oldest first

    // Goes on from what was kept; the kept events follow by add_kept(), oldest first, and then the
    // digest: zeros where the program that kept them made none. It is then that of these events.
    void resume(const Counters& counters, std::uint32_t last_number);
    void add_kept(const Event& event) { recent_.push_back(event); }
    void resume_digest(const card::Digest8& digest);
    // Takes over an event with a number above last_number() that was kept elsewhere.
    void take_over(const Event& event);

    // Counts `event` under the next number and keeps it within its kind's share. A kind that takes
    // a genuine order each time is always kept. A gap in the kept numbers shows what is missing.
    // A full log makes room from among the kinds that have most; the newest of a kind is left, and
    // so is its share, as long as another kind has two.
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

    bool operator==(const EventLog& other) const;

 private:
    static constexpr std::size_t most_unchained = 8;

    void count(EventKind kind);
    void keep(const Event& event);
    // What the newest kept one of its kind has left used at the time of `event`.
    [[nodiscard]] std::uint8_t share_used_at(const Event& event) const;
    // A full log of single events gives none of them away within a pause, so that no number of
    // kinds in turn gets round their shares.
    [[nodiscard]] bool is_crowded_for(const Event& event) const;
    // The one that makes room in a full log, its place in recent().
    [[nodiscard]] std::size_t leaving_for(EventKind kind) const;
    [[nodiscard]] std::ptrdiff_t kept_of(EventKind kind) const;

    Recent recent_;
    Counters counters_{};
    std::uint32_t last_number_ = 0;
    // The digest without that of the newest events, see chain().
    card::Digest8 chained_{};
    std::size_t unchained_ = 0;
};

}  // namespace meter
