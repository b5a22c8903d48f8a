#include "boards/bare/bare_board.h"

namespace boards {

using Outcome = std::expected<void, meter::DeviceError>;

std::uint32_t BareEeprom::size_bytes() {
    return 0;
}

Outcome BareEeprom::read(std::uint32_t, std::span<std::uint8_t>) {
    return std::unexpected{meter::DeviceError::absent};
}

Outcome BareEeprom::write(std::uint32_t, std::span<const std::uint8_t>) {
    return std::unexpected{meter::DeviceError::absent};
}

Outcome BareEeprom::barrier() {
    return {};
}

}  // namespace boards
