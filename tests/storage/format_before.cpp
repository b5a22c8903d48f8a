#include "tests/storage/format_before.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/ensure.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/keying_record.h"
#include "meter/storage/log_records.h"
#include "meter/storage/state_record.h"

namespace storage_test {
namespace {

using base::ByteReader;
using base::ByteWriter;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t highest_in_energy_part = 42;
constexpr std::size_t highest_in_record = 57;
constexpr std::size_t highest_size = 5;
constexpr std::size_t checksum_size = 4;

void close(std::span<std::uint8_t> record) {
    ByteWriter{record.last(checksum_size)}.u32(
        base::crc32c(record.first(record.size() - checksum_size)));
}

// Copies fields from the present version to the one before.
struct Fields {
    ByteReader in;
    ByteWriter out;

    void same(std::size_t count) { out.bytes(in.bytes(count)); }
    void wider(std::size_t from, std::size_t to) { out.signed_of(in.signed_of(from), to); }
    void openings() {
        same(1);
        for (int i = 0; i < 4; ++i) {
            wider(5, 8);
        }
        out.zeros(8);  // a fifth place, never used
        wider(5, 8);
    }
    void event() {
        same(4 + 1);
        wider(5, 8);
        same(2);
        wider(5, 6);
        same(8 + 8);
    }
};

void put_highest(std::span<std::uint8_t> energy_part, Bytes highest) {
    std::ranges::copy(highest, energy_part.subspan(highest_in_energy_part).begin());
}

std::vector<std::uint8_t> state_before(Bytes record) {
    const Bytes highest = record.subspan(highest_in_record, highest_size);
    std::vector<std::uint8_t> before(meter::state_record_size_before);
    Fields fields{.in = ByteReader{record}, .out = ByteWriter{before}};
    fields.same(highest_in_record);
    fields.in.bytes(highest_size);
    fields.same(4);  // the order's figures
    fields.wider(5, 8);
    fields.same(4);
    fields.wider(6, 8);
    fields.wider(5, 8);
    fields.same(8 + 2 + 8 + 4 + 2);  // binding, reasons
    fields.openings();
    fields.same(4 + 8 + 8 + 89 + 16 + 4);  // report, challenge, parameters, code, switch
    fields.openings();
    fields.same(5 * 36 + 3 * 7 + 1 + 8 + 8 + 3 + 2);  // tampering, faults
    fields.same(4 + 16 + 1);
    for (int i = 0; i < 32; ++i) {
        fields.event();
    }
    fields.same(1 + 16 + 2);  // the renewed key, the field card's round
    before[1] = 2;
    put_highest(std::span{before}.subspan(meter::record_head_size), highest);
    close(before);
    return before;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> read(boards::At24Eeprom& eeprom, std::uint32_t address) {
    std::array<std::uint8_t, Size> bytes{};
    base::ensure(eeprom.read(address, bytes).has_value());
    return bytes;
}

// The highest demand by the newest state.
struct HighestDemand {
    std::uint32_t sequence = 0;
    std::array<std::uint8_t, highest_size> bytes{};
};

void downgrade_place(boards::At24Eeprom& eeprom, std::uint32_t address, HighestDemand& highest) {
    const auto bytes = read<meter::state_head_size>(eeprom, address);
    auto head = meter::decode_state_head(bytes);
    const std::uint32_t payload_at = address + std::uint32_t{meter::state_head_size};
    constexpr std::size_t size = meter::keying_record_size + meter::state_record_size;
    const auto payload = read<size>(eeprom, payload_at);
    if (!head || head->payload_size != size || base::crc32c(payload) != head->payload_crc) {
        return;
    }
    const Bytes record = Bytes{payload}.subspan(meter::keying_record_size);
    if (head->sequence >= highest.sequence) {
        highest.sequence = head->sequence;
        std::ranges::copy(record.subspan(highest_in_record, highest_size), highest.bytes.begin());
    }
    const std::vector<std::uint8_t> before = state_before(record);
    const Bytes keying = Bytes{payload}.first(meter::keying_record_size);
    head->payload_size = static_cast<std::uint16_t>(keying.size() + before.size());
    head->payload_crc = base::crc32c(before, base::crc32c(keying));
    auto new_head = encode(*head);
    new_head[1] = meter::storage_format_before;
    close(new_head);
    eeprom.alter(address, new_head);
    eeprom.alter(payload_at + std::uint32_t{meter::keying_record_size}, before);
}

}  // namespace

void downgrade(boards::At24Eeprom& eeprom) {
    namespace layout = meter::eeprom_layout;
    HighestDemand highest;
    for (std::uint32_t place = 0; place < layout::places; ++place) {
        downgrade_place(eeprom, layout::place_page(place) * 64, highest);
    }
    for (std::uint32_t page = 0; page < layout::pages; ++page) {
        meter::EepromPage bytes = read<64>(eeprom, page * 64);
        if (auto header = meter::decode_device_header(bytes)) {
            header->format = meter::storage_format_before;
            bytes = encode(*header);
        } else if (auto energy = meter::decode_energy_record(bytes)) {
            energy->format = meter::storage_format_before;
            put_highest(energy->payload, highest.bytes);
            bytes = encode(*energy);
        } else {
            continue;
        }
        eeprom.alter(page * 64, bytes);
    }
}

void downgrade(boards::W25qNorFlash& flash) {
    constexpr std::uint32_t sector_bytes = meter::nor_sector_bytes;
    for (const std::uint32_t sector :
         {meter::flash_layout::first_header_sector, meter::flash_layout::second_header_sector}) {
        meter::EepromPage bytes{};
        base::ensure(flash.read(sector * sector_bytes, bytes).has_value());
        auto header = meter::decode_device_header(bytes);
        base::ensure(header.has_value());
        header->format = meter::storage_format_before;
        flash.alter(sector * sector_bytes, encode(*header));
    }
    const std::vector<std::uint8_t> erased(sector_bytes, 0xFF);
    for (std::uint32_t sector = meter::flash_layout::profile_notes.first_sector;
         sector < meter::flash_layout::profile_notes.end(); ++sector) {
        flash.alter(sector * sector_bytes, erased);
    }
}

}  // namespace storage_test
