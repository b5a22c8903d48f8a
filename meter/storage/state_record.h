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

inline constexpr std::size_t state_record_size = 1536;
using StateRecord = std::array<std::uint8_t, state_record_size>;

// Writes the whole of `record`.
void encode(const State& state, StateRecord& record);

// Reads `record` into `state`, which is of no use after a refusal. (By reference: a microcontroller
// has no stack for a second state.)
// Refused: every StoredRecordError; value_out_of_range for registers, reasons, parameters, times or
// events that no meter can have, and for spare bytes that are not zero.
// encode() of the result gives back the same bytes.
[[nodiscard]] std::expected<void, StoredRecordError> decode_state(
    std::span<const std::uint8_t> record, State& state);

}  // namespace meter
