// What each of a report's sixteen event counters counts. A meter raises them; the office tells by
// them what has happened between two reports, each kind of tampering apart.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace card {

// The number is the counter's place in the report.
enum class EventCounter : std::uint8_t {
    clock = 0,    // starts, gaps without metering, what the clock did but for being set back
    supply = 1,   // reasons and waits, alarms, tests, and the ends of what lasts
    account = 2,  // orders, cards, parameters and keys that were taken
    order_skipped = 3,
    card_refused = 4,  // also orders, parameters and keys
    old_card = 5,      // copies of cards, and orders from before the newest
    energy_while_open = 6,
    fault = 7,  // of the storage, the switch, the front end, and what the self-test finds
    reversed_current = 8,
    currents_differ = 9,
    current_without_voltage = 10,
    cover_opened = 11,
    strong_magnet = 12,
    clock_set_back = 13,
    wrong_cryptograms = 14,
    frequent_starts = 15,
};

inline constexpr std::size_t event_counter_count = 16;

// As documents, JSON and logs call them; the place is the counter's.
inline constexpr std::array<std::string_view, event_counter_count> event_counter_names{
    "clock",
    "supply",
    "account",
    "order_skipped",
    "card_refused",
    "old_card",
    "energy_while_open",
    "fault",
    "reversed_current",
    "currents_differ",
    "current_without_voltage",
    "cover_opened",
    "strong_magnet",
    "clock_set_back",
    "wrong_cryptograms",
    "frequent_starts"};

[[nodiscard]] constexpr std::string_view name_of(EventCounter counter) {
    return event_counter_names[std::to_underlying(counter)];
}

}  // namespace card
