// What the meter noticed and kept.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/quantity.h"
#include "card/event_counters.h"
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
    clock_moved_forward = 27,      // by a record, or at start without trust; detail: seconds
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
    clock_apart_from_office = 55,  // it stays without trust; detail: meter less office, seconds
    storage_hold = 56,        // the supply is open for it alone; detail: what is not stored, mJ
    storage_hold_ended = 57,  // a commit succeeded
};

struct EventName {
    EventKind kind;
    std::string_view name;       // in JSON and logs
    card::EventCounter counter;  // which of the report's counters it raises
};

using card::EventCounter;

inline constexpr std::array<EventName, 57> event_names{
    EventName{EventKind::started, "started", EventCounter::clock},
    EventName{EventKind::supply_opened, "supply_opened", EventCounter::supply},
    EventName{EventKind::supply_closed, "supply_closed", EventCounter::supply},
    EventName{EventKind::reason_added, "reason_added", EventCounter::supply},
    EventName{EventKind::reason_cleared, "reason_cleared", EventCounter::supply},
    EventName{EventKind::below_alarm_level, "below_alarm_level", EventCounter::supply},
    EventName{EventKind::account_opened, "account_opened", EventCounter::account},
    EventName{EventKind::account_closed, "account_closed", EventCounter::account},
    EventName{EventKind::card_bound, "card_bound", EventCounter::account},
    EventName{EventKind::credited, "credited", EventCounter::account},
    EventName{EventKind::order_skipped, "order_skipped", EventCounter::order_skipped},
    EventName{EventKind::card_refused, "card_refused", EventCounter::card_refused},
    EventName{EventKind::card_copied, "card_copied", EventCounter::old_card},
    EventName{EventKind::old_order, "old_order", EventCounter::old_card},
    EventName{EventKind::above_hoarding_limit, "above_hoarding_limit", EventCounter::card_refused},
    EventName{EventKind::energy_while_open, "energy_while_open", EventCounter::energy_while_open},
    EventName{EventKind::energy_while_open_ended, "energy_while_open_ended", EventCounter::supply},
    EventName{EventKind::power_limit_wait, "power_limit_wait", EventCounter::supply},
    EventName{EventKind::storage_repaired, "storage_repaired", EventCounter::fault},
    EventName{EventKind::storage_lost, "storage_lost", EventCounter::fault},
    EventName{EventKind::history_not_usable, "history_not_usable", EventCounter::fault},
    EventName{EventKind::parameters_taken, "parameters_taken", EventCounter::account},
    EventName{EventKind::parameters_refused, "parameters_refused", EventCounter::card_refused},
    EventName{EventKind::clock_set_back, "clock_set_back", EventCounter::clock_set_back},
    EventName{EventKind::clock_stopped, "clock_stopped", EventCounter::clock},
    EventName{EventKind::clock_too_far_ahead, "clock_too_far_ahead", EventCounter::clock},
    EventName{EventKind::clock_moved_forward, "clock_moved_forward", EventCounter::clock},
    EventName{EventKind::clock_trusted_again, "clock_trusted_again", EventCounter::clock},
    EventName{EventKind::switch_stuck, "switch_stuck", EventCounter::energy_while_open},
    EventName{EventKind::switch_worn, "switch_worn", EventCounter::fault},
    EventName{EventKind::impossible_measurement, "impossible_measurement", EventCounter::fault},
    EventName{EventKind::leakage_test, "leakage_test", EventCounter::supply},
    EventName{EventKind::leakage_wait, "leakage_wait", EventCounter::supply},
    EventName{EventKind::leakage_or_bypass, "leakage_or_bypass", EventCounter::currents_differ},
    EventName{EventKind::reversed_current, "reversed_current", EventCounter::reversed_current},
    EventName{EventKind::reversed_current_ended, "reversed_current_ended", EventCounter::supply},
    EventName{EventKind::currents_differ, "currents_differ", EventCounter::currents_differ},
    EventName{EventKind::currents_differ_ended, "currents_differ_ended", EventCounter::supply},
    EventName{EventKind::current_without_voltage, "current_without_voltage",
              EventCounter::current_without_voltage},
    EventName{EventKind::current_without_voltage_ended, "current_without_voltage_ended",
              EventCounter::supply},
    EventName{EventKind::metering_gap, "metering_gap", EventCounter::clock},
    EventName{EventKind::cover_opened, "cover_opened", EventCounter::cover_opened},
    EventName{EventKind::cover_closed, "cover_closed", EventCounter::supply},
    EventName{EventKind::strong_magnet, "strong_magnet", EventCounter::strong_magnet},
    EventName{EventKind::strong_magnet_ended, "strong_magnet_ended", EventCounter::supply},
    EventName{EventKind::wrong_cryptograms, "wrong_cryptograms", EventCounter::wrong_cryptograms},
    EventName{EventKind::frequent_starts, "frequent_starts", EventCounter::frequent_starts},
    EventName{EventKind::fault_found, "fault_found", EventCounter::fault},
    EventName{EventKind::fault_gone, "fault_gone", EventCounter::fault},
    EventName{EventKind::keys_taken, "keys_taken", EventCounter::account},
    EventName{EventKind::keys_refused, "keys_refused", EventCounter::card_refused},
    EventName{EventKind::field_card_served, "field_card_served", EventCounter::account},
    EventName{EventKind::maintained, "maintained", EventCounter::account},
    EventName{EventKind::switch_tested, "switch_tested", EventCounter::supply},
    EventName{EventKind::clock_apart_from_office, "clock_apart_from_office", EventCounter::clock},
    EventName{EventKind::storage_hold, "storage_hold", EventCounter::fault},
    EventName{EventKind::storage_hold_ended, "storage_hold_ended", EventCounter::supply},
};

// The table's row of `kind`.
[[nodiscard]] constexpr const EventName& name_of(EventKind kind) {
    return event_names[static_cast<std::size_t>(kind) - 1];
}

// An event with the registers as they stood right after it.
struct Event {
    std::uint32_t number = 0;  // the first event is 1
    EventKind kind = EventKind::started;
    std::uint8_t share_used = 0;  // of its kind in the log, when it was kept: EventLog::add()
    Reasons reasons{};            // beside the kind: a log has no room for padding
    std::chrono::sys_seconds time{};
    base::WattHours ordered_total{};
    base::Millijoules consumed_total{};
    std::int64_t detail = 0;

    constexpr bool operator==(const Event&) const = default;
};

}  // namespace meter
