#include "meter/storage/keying_record.h"

#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace meter {
namespace {

constexpr std::uint8_t version = 1;

}  // namespace

KeyingRecord encode(const Keying& keying) {
    KeyingRecord record{};
    base::ByteWriter fields = begin_record(record, RecordKind::keying, version);
    fields.u64(std::to_underlying(keying.meter));
    fields.u8(std::to_underlying(keying.key_version));
    fields.bytes(keying.meter_key.bytes());
    finish_record(record, fields);
    return record;
}

std::expected<Keying, StoredRecordError> decode_keying(std::span<const std::uint8_t> record) {
    const auto fields = open_record(record, keying_record_size, RecordKind::keying, version);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    base::ByteReader reader{*fields};
    const card::MeterId meter{reader.u64()};
    const card::KeyVersion key_version{reader.u8()};
    const Keying keying{
        .meter = meter, .key_version = key_version, .meter_key = card::Key128{reader.array<16>()}};
    if (!card::is_valid(keying.meter) || keying.key_version == card::KeyVersion{0}) {
        return std::unexpected{StoredRecordError::value_out_of_range};
    }
    return keying;
}

}  // namespace meter
