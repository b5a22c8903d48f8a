// What a meter writes back to its card. Every byte is in docs/formats/card.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/quantity.h"
#include "card/crypto/key128.h"
#include "card/digest.h"
#include "card/identifiers.h"
#include "card/record.h"

namespace card {

struct Report {
    KeyVersion key_version{1};
    bool clock_trusted = false;
    bool supply_closed = false;
    bool account_open = false;
    MeterId meter{};
    CardSerial card{};
    Generation generation{1};
    std::uint32_t meter_sessions = 0;  // the card's count, in which this was written
    std::uint32_t report_counter = 0;  // one more with each report
    Sequence order_sequence{};         // of the newest order loaded; 0 before the first
    base::WattHours ordered_total;     // these three: 0 to largest_energy
    base::WattHours consumed_total;    // begun watt-hours count: ordered - consumed = remaining
    base::WattHours overdrawn_total;   // begun watt-hours count
    std::uint32_t highest_demand_watts = 0;
    std::uint16_t open_reasons = 0;  // why the supply is open, a bit each; the meter names them
    std::array<std::uint8_t, 16> event_counters{};  // modulo 256
    Digest8 event_log{};                            // event_log_digest() of the newest event
    Digest8 previous_report{};      // report_digest() of the one before; zeros: there is none
    Digest8 calibration{};          // of the calibration record in use
    Digest8 code{};                 // of the program
    std::chrono::sys_seconds time;  // the meter's, 1970 to 2106-02-07

    bool operator==(const Report&) const = default;
};

inline constexpr std::size_t report_size = 128;
using ReportBytes = std::array<std::uint8_t, report_size>;

// The record with a code of zeros: set_mac() puts in the CMAC under K_report of mac_input().
// Fields outside the ranges of decode_report() are a programming error.
[[nodiscard]] ReportBytes encode(const Report& report);

// Refused: every RecordError but unknown_kind. Nothing is said about the code: ask is_genuine().
// encode() of the result, with the code set again, gives back the same bytes.
[[nodiscard]] std::expected<Report, RecordError> decode_report(std::span<const std::uint8_t> bytes);

// What the next report says of this one: the first 8 bytes of its AES-CMAC under K_report,
// its own code included.
[[nodiscard]] Digest8 report_digest(const Key128& report_key, const ReportBytes& report);

}  // namespace card
