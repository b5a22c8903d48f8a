// The places of a ring of records on the flash, each for one record in one or two copies. A place
// shows by itself whether it holds a record; which one follows from its number.
//
// A record is: sequence number (3 bytes in records of 16, else 4) | payload | CRC-32C.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "meter/ports/nor_flash.h"
#include "meter/storage/eeprom_pages.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/log_records.h"

namespace meter {

template <NorFlash Device>
class RingPlaces {
 public:
    static constexpr std::size_t checksum_size = 4;
    using Bytes = std::array<std::uint8_t, 64>;

    enum class Content : std::uint8_t { whole, erased, spoiled };

    struct Record {
        Content content = Content::spoiled;
        std::uint32_t sequence = 0;  // of a whole one
        Bytes bytes{};
    };

    // Both must live as long.
    RingPlaces(Device& device, const flash_layout::Ring& ring) : device_{device}, ring_{ring} {}

    [[nodiscard]] constexpr std::uint32_t sectors() const { return ring_.sectors; }
    [[nodiscard]] constexpr std::uint32_t per_sector() const { return ring_.records_per_sector(); }
    [[nodiscard]] constexpr std::uint32_t capacity() const { return sectors() * per_sector(); }
    [[nodiscard]] constexpr std::uint32_t kept_at_least() const { return ring_.kept_at_least(); }
    [[nodiscard]] constexpr int copies() const { return ring_.second_copy == 0 ? 1 : 2; }
    [[nodiscard]] constexpr std::size_t payload_size() const {
        return ring_.record_bytes - sequence_size() - checksum_size;
    }
    [[nodiscard]] std::span<const std::uint8_t> payload_of(const Record& record) const {
        return std::span{record.bytes}.subspan(sequence_size(), payload_size());
    }

    // Reads a place of one copy.
    [[nodiscard]] Record look_at(int copy, std::uint32_t place);
    // The number of the whole record of one copy, of either one the higher; 0 where there is none.
    [[nodiscard]] std::uint32_t sequence_in(int copy, std::uint32_t place) {
        return look_at(copy, place).sequence;
    }
    [[nodiscard]] std::uint32_t sequence_at(std::uint32_t place);

    // What is spoiled at `place` is alone so: a cut tore it.
    [[nodiscard]] bool was_torn(int copy, std::uint32_t place);

    [[nodiscard]] Bytes encode(std::uint32_t sequence, std::span<const std::uint8_t> payload) const;
    // A record of encode().
    [[nodiscard]] auto program(int copy, std::uint32_t place, const Bytes& record) {
        return device_.program(address(copy, place), std::span{record}.first(ring_.record_bytes));
    }
    [[nodiscard]] auto erase_sector(int copy, std::uint32_t sector) {
        return device_.erase_sector(address(copy, sector * per_sector()));
    }
    // What was written is durable; false where the device does not answer.
    [[nodiscard]] bool barrier() { return device_.barrier().has_value(); }

 private:
    [[nodiscard]] constexpr std::size_t sequence_size() const {
        return ring_.record_bytes == 16 ? 3 : 4;
    }
    [[nodiscard]] constexpr std::uint32_t address(int copy, std::uint32_t place) const {
        const std::uint32_t first = copy == 0 ? ring_.first_sector : ring_.second_copy;
        return (first + place / per_sector()) * static_cast<std::uint32_t>(nor_sector_bytes) +
               place % per_sector() * ring_.record_bytes;
    }
    void judge(Record& record, std::uint32_t place) const;

    Device& device_;
    const flash_layout::Ring& ring_;
};

template <NorFlash Device>
auto RingPlaces<Device>::look_at(int copy, std::uint32_t place) -> Record {
    Record record;
    // A disturbed line is no damage.
    for (int i = 0; i < reads_at_most && record.content == Content::spoiled; ++i) {
        if (device_.read(address(copy, place), std::span{record.bytes}.first(ring_.record_bytes))) {
            judge(record, place);
        }
    }
    return record;
}

template <NorFlash Device>
void RingPlaces<Device>::judge(Record& record, std::uint32_t place) const {
    const auto bytes = std::span<const std::uint8_t>{record.bytes}.first(ring_.record_bytes);
    if (is_erased(bytes)) {
        record.content = Content::erased;
        return;
    }
    const std::uint32_t checksum = base::ByteReader{bytes.last(checksum_size)}.u32();
    const auto sequence =
        static_cast<std::uint32_t>(base::ByteReader{bytes}.unsigned_of(sequence_size()));
    const bool is_whole = checksum == base::crc32c(bytes.first(bytes.size() - checksum_size)) &&
                          sequence != 0 && sequence % capacity() == place;
    if (is_whole) {
        record.content = Content::whole;
        record.sequence = sequence;
    }
}

template <NorFlash Device>
std::uint32_t RingPlaces<Device>::sequence_at(std::uint32_t place) {
    // A copy that took no erase still holds the lap before.
    std::uint32_t newest = 0;
    for (int copy = 0; copy < copies(); ++copy) {
        newest = std::max(newest, sequence_in(copy, place));
    }
    return newest;
}

template <NorFlash Device>
bool RingPlaces<Device>::was_torn(int copy, std::uint32_t place) {
    const std::uint32_t in_sector = place % per_sector();
    const bool is_last = in_sector + 1 == per_sector();
    return (in_sector != 0 && look_at(copy, place - 1).content == Content::whole) ||
           (!is_last && look_at(copy, place + 1).content == Content::erased);
}

template <NorFlash Device>
auto RingPlaces<Device>::encode(std::uint32_t sequence, std::span<const std::uint8_t> payload) const
    -> Bytes {
    Bytes bytes{};
    const auto record = std::span{bytes}.first(ring_.record_bytes);
    base::ByteWriter{record}.unsigned_of(sequence, sequence_size()).bytes(payload);
    base::ByteWriter{record.last(checksum_size)}.u32(
        base::crc32c(record.first(record.size() - checksum_size)));
    return bytes;
}

}  // namespace meter
