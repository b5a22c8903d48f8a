// The stored form of the meter's state: one record of a fixed size, committed as a whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "meter/state.h"
#include "meter/storage/record_frame.h"

namespace meter {

inline constexpr std::size_t state_record_size = 1624;
// Of the version before, which decode_state() reads too.
inline constexpr std::size_t state_record_size_before = 1792;
using StateRecord = std::array<std::uint8_t, state_record_size>;

// What moves with time and energy alone stands right after the head, so that it can be committed by
// itself: two records that differ nowhere else describe one state that has gone on.
inline constexpr std::size_t energy_part_size = 50;
[[nodiscard]] constexpr std::span<const std::uint8_t, energy_part_size> energy_part(
    std::span<const std::uint8_t, state_record_size> record) {
    return record.subspan<record_head_size, energy_part_size>();
}
// Everything after it, without the checksum.
[[nodiscard]] constexpr std::span<const std::uint8_t> settled_part(
    std::span<const std::uint8_t, state_record_size> record) {
    return record.first<state_record_size - record_checksum_size>()
        .subspan<record_head_size + energy_part_size>();
}
// The version before had the highest demand in it and nothing of the registers beside the credit.
enum class EnergyPartForm : std::uint8_t { present, before };
// Brings `state` to where `part` says that it has gone on. False for what no meter can have; the
// state is of no use then.
[[nodiscard]] bool go_on(State& state, std::span<const std::uint8_t, energy_part_size> part,
                         EnergyPartForm form);

// Writes the whole of `record`.
void encode(const State& state, std::span<std::uint8_t, state_record_size> record);

// The record has the checksum that encode() gave it.
[[nodiscard]] bool is_whole(std::span<const std::uint8_t, state_record_size> record);

// A later program wrote `record`, whole.
[[nodiscard]] bool is_of_newer_version(std::span<const std::uint8_t> record);

// Reads `record`, of this version or the one before, into `state`, which is of
// no use after a refusal. (By reference: a microcontroller has no stack for a
// second state.) Refused: every StoredRecordError; value_out_of_range for
// registers, reasons, parameters, times or events that no meter can have, and
// for spare bytes that are not zero. encode() of the result gives back the same
// bytes where they are of this version.
[[nodiscard]] std::expected<void, StoredRecordError> decode_state(
    std::span<const std::uint8_t> record, State& state);

}  // namespace meter
