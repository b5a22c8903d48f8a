// Fresh command ids: UUID version 7 (RFC 9562), so that newer ones sort after older ones.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "office/domain/identifiers.h"

namespace office {

// Of sixteen random bytes and the time, milliseconds since 1970. Nothing reads the time back.
[[nodiscard]] constexpr CommandId uuid_version_7(const std::array<std::uint8_t, 16>& random,
                                                 std::uint64_t unix_milliseconds) {
    CommandId id{random};
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(unix_milliseconds >> (8 * (5 - i)));
    }
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0F));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
    return id;
}

}  // namespace office
