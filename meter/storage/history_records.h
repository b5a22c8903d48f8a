// What the meter's flash keeps of the past, as the payloads of history records.
// docs/formats/flash.md gives every byte.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/report.h"
#include "meter/events/event.h"
#include "meter/state.h"
#include "meter/storage/record_frame.h"

namespace meter {

inline constexpr std::size_t history_payload_size = 56;
using HistoryPayload = std::array<std::uint8_t, history_payload_size>;

[[nodiscard]] HistoryPayload encode_event(const Event& event);
// Refused: value_out_of_range, as for events in a state record.
[[nodiscard]] std::expected<Event, StoredRecordError> decode_event(
    std::span<const std::uint8_t> payload);

// The registers as they stood at one moment: the end of a day or a month, or a report.
struct Reading {
    std::chrono::sys_seconds time{};
    bool clock_trusted = true;
    card::Sequence order_sequence{};
    base::WattHours ordered_total{};
    base::Millijoules consumed_total{};
    base::Millijoules overdrawn_total{};
    base::Milliwatts highest_demand{};
    std::uint32_t report_counter = 0;
    card::Digest8 report_digest{};

    bool operator==(const Reading&) const = default;
};

[[nodiscard]] Reading reading_of(const State& state, std::chrono::sys_seconds time);
[[nodiscard]] HistoryPayload encode_reading(const Reading& reading);
// Refused: value_out_of_range.
[[nodiscard]] std::expected<Reading, StoredRecordError> decode_reading(
    std::span<const std::uint8_t> payload);

// One value of the load profile: the register at the end of a period, so that a lost value costs
// nothing but the split between two periods.
struct ProfileValue {
    std::chrono::sys_time<std::chrono::minutes> end{};
    bool clock_trusted = true;
    bool supply_closed = true;         // at the end of the period
    bool had_power = true;             // all through the period
    base::WattHours consumed_total{};  // begun watt-hours count

    bool operator==(const ProfileValue&) const = default;
};

inline constexpr std::size_t profile_payload_size = 9;
using ProfilePayload = std::array<std::uint8_t, profile_payload_size>;

[[nodiscard]] ProfilePayload encode_profile(const ProfileValue& value);
// Refused: value_out_of_range.
[[nodiscard]] std::expected<ProfileValue, StoredRecordError> decode_profile(
    std::span<const std::uint8_t> payload);

}  // namespace meter
