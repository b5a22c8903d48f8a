#include "meter/storage/keying_record.h"

#include <algorithm>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "card/record.h"

namespace meter {
namespace {

constexpr std::uint8_t version = 2;
constexpr std::uint8_t version_before = 1;

}  // namespace

std::size_t size_of_keying(std::span<const std::uint8_t> stored) {
    const bool is_before = stored.size() > 1 && stored[1] == version_before;
    return is_before ? keying_record_size_before : keying_record_size;
}

KeyingRecord encode(const Keying& keying) {
    KeyingRecord record{};
    base::ByteWriter fields = begin_record(record, RecordKind::keying, version);
    fields.u64(std::to_underlying(keying.meter));
    fields.u8(std::to_underlying(keying.key_version));
    fields.bytes(keying.meter_key.bytes());
    fields.u8(keying.roll_key ? 1 : 0);
    fields.bytes(keying.roll_key.value_or(card::Key128{}).bytes());
    finish_record(record, fields);
    return record;
}

std::expected<Keying, StoredRecordError> decode_keying(std::span<const std::uint8_t> record) {
    const bool is_before = record.size() == keying_record_size_before;
    const auto fields =
        is_before
            ? open_record(record, keying_record_size_before, RecordKind::keying, version_before)
            : open_record(record, keying_record_size, RecordKind::keying, version);
    if (!fields) {
        return std::unexpected{fields.error()};
    }
    base::ByteReader reader{*fields};
    const card::MeterId meter{reader.u64()};
    const card::KeyVersion key_version{reader.u8()};
    Keying keying{.meter = meter,
                  .key_version = key_version,
                  .meter_key = card::Key128{reader.array<16>()},
                  .roll_key = {}};
    bool is_right = card::is_valid(keying.meter) && keying.key_version != card::KeyVersion{0};
    if (!is_before) {
        const std::uint8_t has_roll_key = reader.u8();
        const auto roll_key = reader.bytes(card::Block{}.size());
        is_right =
            is_right && (has_roll_key == 1 || (has_roll_key == 0 && card::is_blank(roll_key)));
        if (has_roll_key == 1) {
            card::Block bytes{};
            std::ranges::copy(roll_key, bytes.begin());
            keying.roll_key.emplace(bytes);
            card::wipe(bytes);
        }
    }
    if (!is_right) {
        return std::unexpected{StoredRecordError::value_out_of_range};
    }
    return keying;
}

}  // namespace meter
