// What every stored record of the meter has around its fields: a kind, a version and a CRC-32C over
// all before it. A record that does not check is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "base/byte_writer.h"

namespace meter {

enum class RecordKind : std::uint8_t { keying = 0x4B, state = 0x53 };

enum class StoredRecordError : std::uint8_t {
    wrong_length,
    wrong_checksum,
    unknown_kind_or_version,
    value_out_of_range,
};

inline constexpr std::size_t record_head_size = 2;
inline constexpr std::size_t record_checksum_size = 4;
inline constexpr std::size_t record_frame_size = record_head_size + record_checksum_size;

// Begins a record of `kind` in its version; the fields are written with what comes back.
[[nodiscard]] base::ByteWriter begin_record(std::span<std::uint8_t> record, RecordKind kind,
                                            std::uint8_t version);
// Fills up with zeros and writes the checksum.
void finish_record(std::span<std::uint8_t> record, const base::ByteWriter& fields);

// The fields of a whole record of `size` bytes. Refused: every StoredRecordError but
// value_out_of_range.
[[nodiscard]] std::expected<std::span<const std::uint8_t>, StoredRecordError> open_record(
    std::span<const std::uint8_t> record, std::size_t size, RecordKind kind, std::uint8_t version);

}  // namespace meter
