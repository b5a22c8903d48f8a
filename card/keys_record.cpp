#include "card/keys_record.h"

#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/ensure.h"

namespace card {
namespace {

constexpr std::size_t spare_after_version = 1;
constexpr std::size_t spare_before_code = 12;
static_assert(4 + 8 + sizeof(WrappedKey) + spare_before_code + mac_size == keys_record_size);

bool is_in_range(const KeysRecord& record) {
    return is_valid(record.meter) && record.key_version != KeyVersion{0};
}

}  // namespace

KeysRecordBytes encode(const KeysRecord& record) {
    base::ensure(is_in_range(record));
    KeysRecordBytes bytes{};
    base::ByteWriter writer{bytes};
    writer.u8(record_version)
        .u8(suite_aes128)
        .u8(std::to_underlying(record.key_version))
        .zeros(spare_after_version)
        .u64(std::to_underlying(record.meter))
        .bytes(record.meter_key)
        .zeros(spare_before_code + mac_size);
    base::ensure(writer.size() == keys_record_size);
    return bytes;
}

std::expected<KeysRecord, RecordError> decode_keys_record(std::span<const std::uint8_t> bytes) {
    const auto opened = open_record(bytes, keys_record_size);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    base::ByteReader reader{*opened};
    KeysRecord record;
    record.key_version = KeyVersion{reader.u8()};
    const bool first_spare_is_zero = is_blank(reader.bytes(spare_after_version));
    record.meter = MeterId{reader.u64()};
    record.meter_key = reader.array<sizeof(WrappedKey)>();
    if (!is_in_range(record)) {
        return std::unexpected{RecordError::out_of_range};
    }
    if (!first_spare_is_zero || !is_blank(reader.bytes(spare_before_code))) {
        return std::unexpected{RecordError::spare_not_zero};
    }
    return record;
}

}  // namespace card
