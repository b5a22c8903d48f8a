// What a customer's card carries of its meter's history beside the report: places for the last 62
// day-ends, 24 month-ends and 16 events. Each place is replaced whole, by the meter; which record
// lies where is the meter's matter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "card/event_record.h"
#include "card/period_ends.h"

namespace card {

// Six ends in a record, each record always in the same place: the newest may hold a single one.
inline constexpr std::size_t kept_day_ends = 62;
inline constexpr std::size_t kept_month_ends = 24;
inline constexpr std::size_t kept_events = 16;
inline constexpr std::size_t day_end_places = 12;
inline constexpr std::size_t month_end_places = 5;
static_assert((day_end_places - 1) * ends_of_a_record + 1 >= kept_day_ends);
static_assert((month_end_places - 1) * ends_of_a_record + 1 >= kept_month_ends);

struct HistoryMemory {
    std::array<PeriodEndsBytes, day_end_places> day_ends{};
    std::array<PeriodEndsBytes, month_end_places> month_ends{};
    std::array<EventRecordBytes, kept_events> events{};
};

inline constexpr std::size_t history_places = day_end_places + month_end_places + kept_events;
inline constexpr std::size_t history_size =
    (day_end_places + month_end_places) * period_ends_size + kept_events * event_record_size;

// Under which report each place was written: the report counter that its record states, 0 where
// nothing was ever written. Day-ends first, then month-ends, then events.
using HistoryCounters = std::array<std::uint32_t, history_places>;
inline constexpr std::size_t history_counters_size = 4 * history_places;

[[nodiscard]] std::array<std::uint8_t, history_counters_size> history_counters_of(
    const HistoryMemory& memory);

}  // namespace card
