// Whole pages of an EEPROM: read again where a read looks wrong, written and read back.
#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "base/crc32c.h"
#include "meter/ports/eeprom.h"
#include "meter/storage/guarded_device.h"
#include "meter/storage/log_records.h"
#include "meter/storage/ring_search.h"

namespace meter {

// A read that fails or does not check is made again this many times: a disturbed line is no damage.
inline constexpr int reads_at_most = 3;

[[nodiscard]] constexpr std::uint32_t page_address(std::uint32_t page) {
    return page * static_cast<std::uint32_t>(eeprom_page_bytes);
}

// What `decode` makes of the bytes at `page`; nothing where no read gives a whole record. `bytes`
// keeps what was read last.
template <Eeprom Device, typename Decode>
[[nodiscard]] auto read_record(Device& device, std::uint32_t page, std::span<std::uint8_t> bytes,
                               Decode decode) {
    decltype(decode(bytes)) record;
    for (int i = 0; i < reads_at_most && !record; ++i) {
        if (device.read(page_address(page), bytes)) {
            record = decode(bytes);
            if (!record && is_erased(bytes)) {
                break;
            }
        }
    }
    return record;
}

// The page holds exactly `bytes`, from its byte `offset` on.
template <Eeprom Device>
[[nodiscard]] bool holds(Device& device, std::uint32_t page, std::span<const std::uint8_t> bytes,
                         std::uint32_t offset = 0) {
    EepromPage found{};
    const auto part = std::span{found}.first(bytes.size());
    for (int i = 0; i < reads_at_most; ++i) {
        if (device.read(page_address(page) + offset, part) && std::ranges::equal(part, bytes)) {
            return true;
        }
    }
    return false;
}

// True once `bytes` are durable in the page, from its byte `offset` on, and were read back.
template <Eeprom Device>
[[nodiscard]] bool write_and_read_back(Device& device, std::uint32_t page,
                                       std::span<const std::uint8_t> bytes,
                                       std::uint32_t offset = 0) {
    return device.write(page_address(page) + offset, bytes) && device.barrier() &&
           holds(device, page, bytes, offset);
}

// What looking at one copy of a record, or at what must be erased, found.
enum class CopyHealth : std::uint8_t {
    sound,
    repaired,  // it was damaged and is whole again
    lost,      // it is damaged, and no whole twin is left or the page takes nothing
};

// Looks for `bytes` in the page, from its byte `offset` on, and writes them where they are not.
template <Eeprom Device>
[[nodiscard]] CopyHealth keep_as(Device& device, std::uint32_t page,
                                 std::span<const std::uint8_t> bytes, std::uint32_t offset = 0) {
    if (holds(device, page, bytes, offset)) {
        return CopyHealth::sound;
    }
    if (write_and_read_back(device, page, bytes, offset)) {
        return CopyHealth::repaired;
    }
    return is_answering(device) ? CopyHealth::lost : CopyHealth::sound;  // it is found again
}

}  // namespace meter
