// The registers of a meter as they stood at the ends of local days or of local months: up to six in
// one record, which travels to the office under the meter's own code. Every byte is in
// docs/formats/card.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/fixed_vector.h"
#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/record.h"

namespace card {

enum class Period : std::uint8_t { day = 1, month = 2 };

struct PeriodEnd {
    std::chrono::sys_seconds time{};  // after 1970-01-01T00:00:00Z, to 2106-02-07
    bool clock_trusted = false;
    base::WattHours ordered_total;   // these two: 0 to largest_energy
    base::WattHours consumed_total;  // begun watt-hours count

    bool operator==(const PeriodEnd&) const = default;
};

// Whether a record can hold it.
[[nodiscard]] bool is_in_range(const PeriodEnd& end);

inline constexpr std::size_t ends_of_a_record = 6;

struct PeriodEnds {
    KeyVersion key_version{1};
    Period period = Period::day;
    MeterId meter{};
    std::uint32_t report_counter = 0;                       // of the report that it came with
    base::FixedVector<PeriodEnd, ends_of_a_record> ends{};  // oldest first; at least one

    bool operator==(const PeriodEnds&) const = default;
};

inline constexpr std::size_t period_ends_size = 128;
using PeriodEndsBytes = std::array<std::uint8_t, period_ends_size>;

// The record with a code of zeros: set_mac() puts in the CMAC under K_report of mac_input().
// Fields outside the ranges of decode_period_ends() are a programming error.
[[nodiscard]] PeriodEndsBytes encode(const PeriodEnds& record);

// Refused: every RecordError; unknown_kind for another period. Nothing is said about the code: ask
// is_genuine(). encode() of the result, with the code set again, gives back the same bytes.
[[nodiscard]] std::expected<PeriodEnds, RecordError> decode_period_ends(
    std::span<const std::uint8_t> bytes);

}  // namespace card
