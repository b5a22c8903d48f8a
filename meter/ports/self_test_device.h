// What a board shows of itself for the self-test.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

namespace meter {

// memory() is RAM that nobody else uses during the call of the step, a part of all of it each time
// if the board likes. image() is the program as it runs and image_checksum() the CRC-32C that it
// was loaded with. calibration() is the record in use,
// and sealed while what production closed it with holds: a write lock, the seal of a switch.
template <typename D>
concept SelfTestDevice = requires(D device) {
    { device.memory() } -> std::same_as<std::span<volatile std::uint32_t>>;
    { device.image() } -> std::same_as<std::span<const std::uint8_t>>;
    { device.image_checksum() } -> std::same_as<std::uint32_t>;
    { device.stack_guard_is_whole() } -> std::same_as<bool>;
    { device.calibration() } -> std::same_as<std::span<const std::uint8_t>>;
    { device.calibration_is_sealed() } -> std::same_as<bool>;
};

}  // namespace meter
