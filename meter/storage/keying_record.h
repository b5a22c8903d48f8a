// The stored form of a meter's keying. It is written once, at production.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "meter/keying.h"
#include "meter/storage/record_frame.h"

namespace meter {

inline constexpr std::size_t keying_record_size = record_frame_size + 8 + 1 + 16 + 1 + 16;
// Of the version before, without a roll-over key, which decode_keying() reads too.
inline constexpr std::size_t keying_record_size_before = record_frame_size + 8 + 1 + 16;
using KeyingRecord = std::array<std::uint8_t, keying_record_size>;

// How long the keying record is that begins `stored`.
[[nodiscard]] std::size_t size_of_keying(std::span<const std::uint8_t> stored);

[[nodiscard]] KeyingRecord encode(const Keying& keying);

// Refused: every StoredRecordError; value_out_of_range for a meter id that no meter has, the key
// version 0, or bytes in the place of a roll-over key that is not there.
[[nodiscard]] std::expected<Keying, StoredRecordError> decode_keying(
    std::span<const std::uint8_t> record);

}  // namespace meter
