// Flash memory whose bits only fall until a whole sector is erased, as in a W25Q80.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "meter/ports/eeprom.h"

namespace meter {

inline constexpr std::size_t nor_page_bytes = 256;
inline constexpr std::size_t nor_sector_bytes = 4096;
inline constexpr std::chrono::milliseconds longest_wait_after_warning{1};

// program() clears the bits that are 0 in `bytes`, within one page. erase_sector() sets all bits of
// the sector that begins at `address`. Durability and reading back are as for an Eeprom.
// A part takes up to 400 ms for an erase. A driver that waits for it ends its waiting with
// `stopped` within longest_wait_after_warning of the supply's warning; the part goes on as long as
// it has power. It is not on the EEPROM's bus: the last commit waits for nothing of it.
template <typename F>
concept NorFlash = requires(F& device, std::uint32_t address, std::span<std::uint8_t> out,
                            std::span<const std::uint8_t> bytes) {
    { device.size_bytes() } -> std::same_as<std::uint32_t>;
    { device.read(address, out) } -> std::same_as<std::expected<void, DeviceError>>;
    { device.program(address, bytes) } -> std::same_as<std::expected<void, DeviceError>>;
    { device.erase_sector(address) } -> std::same_as<std::expected<void, DeviceError>>;
    { device.barrier() } -> std::same_as<std::expected<void, DeviceError>>;
};

}  // namespace meter
