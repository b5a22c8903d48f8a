// Flash memory whose bits only fall until a whole sector is erased, as in a W25Q80.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "meter/ports/eeprom.h"

namespace meter {

inline constexpr std::size_t nor_page_bytes = 256;
inline constexpr std::size_t nor_sector_bytes = 4096;

// program() clears the bits that are 0 in `bytes`, within one page. erase_sector() sets all bits of
// the sector that begins at `address`. Durability and reading back are as for an Eeprom.
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
