#include "boards/bare/bare_board.h"

namespace boards {

using meter::DeviceError;
using Outcome = std::expected<void, DeviceError>;

std::uint32_t BareEeprom::size_bytes() {
    return 0;
}

Outcome BareEeprom::read(std::uint32_t, std::span<std::uint8_t>) {
    return std::unexpected{DeviceError::absent};
}

Outcome BareEeprom::write(std::uint32_t, std::span<const std::uint8_t>) {
    return std::unexpected{DeviceError::absent};
}

Outcome BareEeprom::barrier() {
    return {};
}

std::uint32_t BareFlash::size_bytes() {
    return 0;
}

Outcome BareFlash::read(std::uint32_t, std::span<std::uint8_t>) {
    return std::unexpected{DeviceError::absent};
}

Outcome BareFlash::program(std::uint32_t, std::span<const std::uint8_t>) {
    return std::unexpected{DeviceError::absent};
}

Outcome BareFlash::erase_sector(std::uint32_t) {
    return std::unexpected{DeviceError::absent};
}

Outcome BareFlash::barrier() {
    return {};
}

}  // namespace boards
