// AES key wrap (RFC 3394, NIST SP 800-38F KW): how a key travels under another key.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "card/crypto/key128.h"

namespace card {

using WrappedKey = std::array<std::uint8_t, 24>;

[[nodiscard]] WrappedKey wrap_key(const Key128& wrapping_key, const Key128& key);

// Nothing where `wrapped` was not made under `wrapping_key` or was altered.
[[nodiscard]] std::optional<Key128> unwrap_key(const Key128& wrapping_key,
                                               std::span<const std::uint8_t, 24> wrapped);

}  // namespace card
