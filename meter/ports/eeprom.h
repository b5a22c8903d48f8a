// Byte memory in pages that keeps its content without power, as an AT24C256 does.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

namespace meter {

// Why a memory device did not do what it was asked.
enum class DeviceError : std::uint8_t {
    absent,        // it does not answer
    out_of_range,  // no such address, or more than one page in one write
    stopped,       // the supply has warned: it takes no more orders
};

inline constexpr std::size_t eeprom_page_bytes = 64;

// read() fills `out` from `address` on. write() puts `bytes` into one page; it may return before
// they are durable, and what was written since the last barrier() may survive a power cut in any
// order and in any part. barrier() returns once everything written before is durable.
// A write that returned without error may still be wrong: only reading back tells.
template <typename E>
concept Eeprom = requires(E& device, std::uint32_t address, std::span<std::uint8_t> out,
                          std::span<const std::uint8_t> bytes) {
    { device.size_bytes() } -> std::same_as<std::uint32_t>;
    { device.read(address, out) } -> std::same_as<std::expected<void, DeviceError>>;
    { device.write(address, bytes) } -> std::same_as<std::expected<void, DeviceError>>;
    { device.barrier() } -> std::same_as<std::expected<void, DeviceError>>;
};

}  // namespace meter
