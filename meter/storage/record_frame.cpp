#include "meter/storage/record_frame.h"

#include <algorithm>
#include <utility>

#include "base/byte_reader.h"
#include "base/crc32c.h"

namespace meter {

base::ByteWriter begin_record(std::span<std::uint8_t> record, RecordKind kind,
                              std::uint8_t version) {
    base::ByteWriter fields{record};
    fields.u8(std::to_underlying(kind)).u8(version);
    return fields;
}

void finish_record(std::span<std::uint8_t> record, const base::ByteWriter& fields) {
    const auto checked = record.first(record.size() - record_checksum_size);
    std::ranges::fill(checked.subspan(fields.size()), std::uint8_t{0});
    base::ByteWriter{record.last(record_checksum_size)}.u32(base::crc32c(checked));
}

std::expected<std::span<const std::uint8_t>, StoredRecordError> open_record(
    std::span<const std::uint8_t> record, std::size_t size, RecordKind kind, std::uint8_t version) {
    if (record.size() != size) {
        return std::unexpected{StoredRecordError::wrong_length};
    }
    const auto checked = record.first(size - record_checksum_size);
    if (base::ByteReader{record.last(record_checksum_size)}.u32() != base::crc32c(checked)) {
        return std::unexpected{StoredRecordError::wrong_checksum};
    }
    if (checked[0] != std::to_underlying(kind) || checked[1] != version) {
        return std::unexpected{StoredRecordError::unknown_kind_or_version};
    }
    return checked.subspan(record_head_size);
}

}  // namespace meter
