// One event of a meter as a field card carries it to the office, under that meter's own code: who
// carries it cannot alter it. Every byte is in docs/formats/card.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/quantity.h"
#include "card/digest.h"
#include "card/identifiers.h"
#include "card/record.h"

namespace card {

struct EventRecord {
    KeyVersion key_version{1};
    MeterId meter{};
    std::uint32_t report_counter = 0;  // of the report that it came with
    std::uint32_t number = 1;          // of the event; the first is 1
    std::uint8_t kind = 1;             // docs/formats/meter.md names them
    std::uint16_t reasons = 0;         // why the supply was open right after it, a bit each
    std::chrono::sys_seconds time{};
    base::WattHours ordered_total;   // these two: 0 to largest_energy, as they stood right after it
    base::WattHours consumed_total;  // begun watt-hours count
    std::int64_t detail = 0;         // by the kind

    bool operator==(const EventRecord&) const = default;
};

inline constexpr std::size_t event_record_size = 64;
using EventRecordBytes = std::array<std::uint8_t, event_record_size>;

// The record with a code of zeros: set_mac() puts in the CMAC under K_report of mac_input().
// Fields outside the ranges of decode_event_record() are a programming error.
[[nodiscard]] EventRecordBytes encode(const EventRecord& event);

// Refused: every RecordError; unknown_kind for the kind 0. Nothing is said about the code: ask
// is_genuine(). encode() of the result, with the code set again, gives back the same bytes.
[[nodiscard]] std::expected<EventRecord, RecordError> decode_event_record(
    std::span<const std::uint8_t> bytes);

// What the digest of a meter's event log becomes by this event: digest_after() of 32 bytes, bytes
// 16 to 46 of its record and then its kind.
[[nodiscard]] Digest8 event_log_digest(const Digest8& before, const EventRecord& event);

}  // namespace card
