// What the meter noticed and kept.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/quantity.h"
#include "meter/credit/reason.h"

namespace meter {

// The number is stored and reported; it never changes its meaning.
enum class EventKind : std::uint8_t {
    started = 1,                   // detail: 1 where the clock is trusted, else 0
    supply_opened = 2,             // detail: the reason that opened it
    supply_closed = 3,             // detail: the reason that was cleared last
    reason_added = 4,              // while open; detail: the reason
    reason_cleared = 5,            // still open; detail: the reason
    below_alarm_level = 6,         // detail: remaining, Wh
    account_opened = 7,            // detail: the customer number
    account_closed = 8,            // detail: the closing order's sequence
    card_bound = 9,                // detail: the card's generation
    credited = 10,                 // detail: what the ordered total rose or fell by, Wh
    order_skipped = 11,            // detail: how many orders were never seen
    card_refused = 12,             // detail: the insertion result's number
    card_copied = 13,              // detail: the insertion result's number
    old_order = 14,                // detail: the old order's sequence
    above_hoarding_limit = 15,     // detail: the refused order's sequence
    energy_while_open = 16,        // energy begins to flow although the supply is open; detail: mJ
    energy_while_open_ended = 17,  // the supply closes; detail: what had flowed, mJ
    power_limit_wait = 18,         // five openings within an hour; detail: seconds to wait
    storage_repaired = 19,         // damaged copies made whole again; detail: how many
    storage_lost = 20,             // a record of which no copy was whole; detail: how many
    history_not_usable = 21,       // the flash cannot be used; detail: the mount error's number
    parameters_taken = 22,         // detail: the set's version
    parameters_refused = 23,       // detail: card::ParameterError or ParameterSetFault
    clock_set_back = 24,           // at start; detail: seconds, negative
    clock_stopped = 25,            // at start
    clock_too_far_ahead = 26,      // at start; detail: seconds
    clock_moved_forward = 27,      // by an order or the office; detail: seconds
    clock_trusted_again = 28,
    switch_stuck = 29,             // told to open and carries current; detail: mW
    switch_worn = 30,              // detail: the operations that it is rated for
    impossible_measurement = 31,   // begins; detail: mW
    leakage_test = 32,             // by the button; detail: 1 passed, 0 did not trip
    leakage_wait = 33,             // five trips within an hour; detail: seconds to wait
    leakage_or_bypass = 34,        // a trip with currents apart; detail: phase less neutral, mA
    reversed_current = 35,         // begins; detail: mW, negative
    reversed_current_ended = 36,   // detail: what it added to the count, mJ
    currents_differ = 37,          // begins; detail: phase less neutral, mA
    currents_differ_ended = 38,    // detail: what it added to the count, mJ
    current_without_voltage = 39,  // begins; detail: mA
    current_without_voltage_ended = 40,  // detail: counted at nominal voltage, mJ
    metering_gap = 41,                   // without power, at the start after it; detail: seconds
    cover_opened = 42,
    cover_closed = 43,
    strong_magnet = 44,  // begins
    strong_magnet_ended = 45,
    wrong_cryptograms = 46,  // a card guesses; detail: how many in one insertion
    frequent_starts = 47,    // without a warning of failing power; detail: how many that day
    fault_found = 48,        // by the self-test; detail: the fault's number
    fault_gone = 49,         // detail: the fault's number
    keys_taken = 50,         // by a KEYS record; detail: their version
    keys_refused = 51,       // a KEYS record; detail: the KeysFault
    field_card_served = 52,  // detail: its kind in the upper bytes, its round in the lower two
    maintained = 53,         // by a maintenance card; detail: the fitter's number
    switch_tested = 54,      // by a maintenance card; detail: 1 no current flowed, 0 it still did
};

struct EventName {
    EventKind kind;
    std::string_view name;  // in JSON and logs
    std::uint8_t counter;   // which of the report's counters it raises
};

// The sixteen counters of a report; kinds that always come together share one.
inline constexpr std::size_t event_counter_count = 16;

inline constexpr std::array<EventName, 54> event_names{
    EventName{EventKind::started, "started", 0},
    EventName{EventKind::supply_opened, "supply_opened", 1},
    EventName{EventKind::supply_closed, "supply_closed", 2},
    EventName{EventKind::reason_added, "reason_added", 3},
    EventName{EventKind::reason_cleared, "reason_cleared", 3},
    EventName{EventKind::below_alarm_level, "below_alarm_level", 4},
    EventName{EventKind::account_opened, "account_opened", 5},
    EventName{EventKind::account_closed, "account_closed", 5},
    EventName{EventKind::card_bound, "card_bound", 6},
    EventName{EventKind::credited, "credited", 7},
    EventName{EventKind::order_skipped, "order_skipped", 8},
    EventName{EventKind::card_refused, "card_refused", 9},
    EventName{EventKind::card_copied, "card_copied", 10},
    EventName{EventKind::old_order, "old_order", 11},
    EventName{EventKind::above_hoarding_limit, "above_hoarding_limit", 12},
    EventName{EventKind::energy_while_open, "energy_while_open", 13},
    EventName{EventKind::energy_while_open_ended, "energy_while_open_ended", 13},
    EventName{EventKind::power_limit_wait, "power_limit_wait", 14},
    EventName{EventKind::storage_repaired, "storage_repaired", 15},
    EventName{EventKind::storage_lost, "storage_lost", 15},
    EventName{EventKind::history_not_usable, "history_not_usable", 15},
    EventName{EventKind::parameters_taken, "parameters_taken", 15},
    EventName{EventKind::parameters_refused, "parameters_refused", 9},
    EventName{EventKind::clock_set_back, "clock_set_back", 0},
    EventName{EventKind::clock_stopped, "clock_stopped", 0},
    EventName{EventKind::clock_too_far_ahead, "clock_too_far_ahead", 0},
    EventName{EventKind::clock_moved_forward, "clock_moved_forward", 0},
    EventName{EventKind::clock_trusted_again, "clock_trusted_again", 0},
    EventName{EventKind::switch_stuck, "switch_stuck", 15},
    EventName{EventKind::switch_worn, "switch_worn", 15},
    EventName{EventKind::impossible_measurement, "impossible_measurement", 15},
    EventName{EventKind::leakage_test, "leakage_test", 14},
    EventName{EventKind::leakage_wait, "leakage_wait", 14},
    EventName{EventKind::leakage_or_bypass, "leakage_or_bypass", 15},
    EventName{EventKind::reversed_current, "reversed_current", 15},
    EventName{EventKind::reversed_current_ended, "reversed_current_ended", 15},
    EventName{EventKind::currents_differ, "currents_differ", 15},
    EventName{EventKind::currents_differ_ended, "currents_differ_ended", 15},
    EventName{EventKind::current_without_voltage, "current_without_voltage", 15},
    EventName{EventKind::current_without_voltage_ended, "current_without_voltage_ended", 15},
    EventName{EventKind::metering_gap, "metering_gap", 15},
    EventName{EventKind::cover_opened, "cover_opened", 15},
    EventName{EventKind::cover_closed, "cover_closed", 15},
    EventName{EventKind::strong_magnet, "strong_magnet", 15},
    EventName{EventKind::strong_magnet_ended, "strong_magnet_ended", 15},
    EventName{EventKind::wrong_cryptograms, "wrong_cryptograms", 15},
    EventName{EventKind::frequent_starts, "frequent_starts", 15},
    EventName{EventKind::fault_found, "fault_found", 15},
    EventName{EventKind::fault_gone, "fault_gone", 15},
    EventName{EventKind::keys_taken, "keys_taken", 6},
    EventName{EventKind::keys_refused, "keys_refused", 9},
    EventName{EventKind::field_card_served, "field_card_served", 6},
    EventName{EventKind::maintained, "maintained", 6},
    EventName{EventKind::switch_tested, "switch_tested", 14},
};

// The table's row of `kind`.
[[nodiscard]] constexpr const EventName& name_of(EventKind kind) {
    return event_names[static_cast<std::size_t>(kind) - 1];
}

// An event with the registers as they stood right after it.
struct Event {
    std::uint32_t number = 0;  // the first event is 1
    EventKind kind = EventKind::started;
    Reasons reasons{};  // beside the kind: a log has no room for padding
    std::chrono::sys_seconds time{};
    base::WattHours ordered_total{};
    base::Millijoules consumed_total{};
    std::int64_t detail = 0;

    constexpr bool operator==(const Event&) const = default;
};

}  // namespace meter
