#include "card/record.h"

#include "card/crypto/cmac.h"

namespace card {

bool is_genuine(std::span<const std::uint8_t> record, const Key128& key) {
    if (record.size() < mac_size) {
        return false;
    }
    const std::size_t covered = record.size() - mac_size;
    return equal_in_constant_time(cmac(key, record.first(covered)), record.subspan(covered));
}

std::expected<base::ByteReader, RecordError> open_record(std::span<const std::uint8_t> bytes,
                                                         std::size_t size) {
    if (bytes.size() != size) {
        return std::unexpected{RecordError::wrong_length};
    }
    if (is_blank(bytes)) {
        return std::unexpected{RecordError::blank};
    }
    base::ByteReader reader{bytes};
    if (reader.u8() != record_version) {
        return std::unexpected{RecordError::unknown_version};
    }
    if (reader.u8() != suite_aes128) {
        return std::unexpected{RecordError::unknown_suite};
    }
    return reader;
}

bool is_blank(std::span<const std::uint8_t> bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace card
