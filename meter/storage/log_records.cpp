#include "meter/storage/log_records.h"

#include <algorithm>
#include <utility>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"

namespace meter {
namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr std::size_t checksum_size = 4;
constexpr std::uint32_t header_magic = 0x5457'5354;  // "TWST"
constexpr std::uint8_t energy_kind = 0x45;           // "E"
constexpr std::uint8_t state_kind = 0x53;            // "S"

// The checksum covers everything before it.
void close(std::span<std::uint8_t> record) {
    const auto covered = record.first(record.size() - checksum_size);
    ByteWriter{record.last(checksum_size)}.u32(base::crc32c(covered));
}

bool is_closed(std::span<const std::uint8_t> record) {
    const auto covered = record.first(record.size() - checksum_size);
    return ByteReader{record.last(checksum_size)}.u32() == base::crc32c(covered);
}

bool is_known(std::uint8_t format) {
    return format == storage_format || format == storage_format_before;
}

RecordAge age_of(std::span<const std::uint8_t> record, std::uint8_t kind) {
    const bool is_newer = is_closed(record) && record[0] == kind && record[1] > storage_format;
    return is_newer ? RecordAge::newer_format : RecordAge::known_format;
}

}  // namespace

EepromPage encode(const DeviceHeader& header) {
    EepromPage page{};
    ByteWriter out{page};
    out.u32(header_magic)
        .u8(header.format)
        .u8(std::to_underlying(header.kind))
        .u16(0)
        .u32(header.size_bytes)
        .u64(std::to_underlying(header.owner));
    for (const std::uint32_t number : header.earlier) {
        out.u32(number);
    }
    close(page);
    return page;
}

std::optional<DeviceHeader> decode_device_header(std::span<const std::uint8_t> page) {
    if (page.size() != eeprom_page_bytes || !is_closed(page)) {
        return std::nullopt;
    }
    ByteReader in{page};
    if (in.u32() != header_magic) {
        return std::nullopt;
    }
    DeviceHeader header;
    header.format = in.u8();
    header.kind = static_cast<DeviceKind>(in.u8());
    in.u16();
    header.size_bytes = in.u32();
    header.owner = DeviceOwner{in.u64()};
    for (std::uint32_t& number : header.earlier) {
        number = in.u32();
    }
    return header;
}

EepromPage encode(const EnergyRecord& record) {
    EepromPage page{};
    ByteWriter{page}
        .u8(energy_kind)
        .u8(record.format)
        .u32(record.sequence)
        .u32(record.base)
        .bytes(record.payload);
    close(page);
    return page;
}

std::optional<EnergyRecord> decode_energy_record(std::span<const std::uint8_t> page) {
    if (page.size() != eeprom_page_bytes || !is_closed(page)) {
        return std::nullopt;
    }
    ByteReader in{page};
    const bool is_energy = in.u8() == energy_kind;
    EnergyRecord record{.format = in.u8()};
    if (!is_energy || !is_known(record.format)) {
        return std::nullopt;
    }
    record.sequence = in.u32();
    record.base = in.u32();
    record.payload = in.array<energy_payload_size>();
    return record;
}

std::array<std::uint8_t, state_head_size> encode(const StateHead& head) {
    std::array<std::uint8_t, state_head_size> bytes{};
    ByteWriter{bytes}
        .u8(state_kind)
        .u8(storage_format)
        .u16(head.payload_size)
        .u32(head.sequence)
        .u32(head.payload_crc);
    close(bytes);
    return bytes;
}

std::optional<StateHead> decode_state_head(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < state_head_size || !is_closed(bytes.first(state_head_size))) {
        return std::nullopt;
    }
    ByteReader in{bytes};
    const bool is_state = in.u8() == state_kind;
    if (!is_state || !is_known(in.u8())) {
        return std::nullopt;
    }
    StateHead head;
    head.payload_size = in.u16();
    head.sequence = in.u32();
    head.payload_crc = in.u32();
    if (head.payload_size > largest_state_payload) {
        return std::nullopt;
    }
    return head;
}

RecordAge age_of_state_head(std::span<const std::uint8_t> bytes) {
    return age_of(bytes.first(state_head_size), state_kind);
}

RecordAge age_of_energy_record(std::span<const std::uint8_t> page) {
    return age_of(page.first(eeprom_page_bytes), energy_kind);
}

bool is_erased(std::span<const std::uint8_t> bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0xFF; });
}

}  // namespace meter
