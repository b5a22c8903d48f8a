// Bytes as they stand in documents and vectors. For tests: malformed text throws.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "card/crypto/key128.h"

namespace card::testing {

// Pairs of hexadecimal digits of either case; blanks and line ends between them are skipped.
[[nodiscard]] std::vector<std::uint8_t> bytes_of(std::string_view hex);

// Lower case, without blanks.
[[nodiscard]] std::string hex_of(std::span<const std::uint8_t> bytes);

template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> array_of(std::string_view hex) {
    const std::vector<std::uint8_t> bytes = bytes_of(hex);
    if (bytes.size() != Size) {
        throw std::invalid_argument{"not the expected number of bytes: " + std::string{hex}};
    }
    std::array<std::uint8_t, Size> array{};
    std::ranges::copy(bytes, array.begin());
    return array;
}

[[nodiscard]] inline Key128 key_of(std::string_view hex) {
    return Key128{array_of<16>(hex)};
}

}  // namespace card::testing
