// Card serials as people and files write them: 16 hexadecimal digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "card/identifiers.h"

namespace card {

inline constexpr std::size_t serial_digits = 16;
using SerialText = std::array<char, serial_digits>;

// Upper case.
[[nodiscard]] constexpr SerialText text_of(CardSerial serial) {
    SerialText text{};
    std::uint64_t rest = std::to_underlying(serial);
    for (std::size_t i = text.size(); i > 0; --i) {
        text[i - 1] = "0123456789ABCDEF"[rest & 0xFU];
        rest >>= 4;
    }
    return text;
}

// Either case; nothing for anything but 16 hexadecimal digits.
[[nodiscard]] constexpr std::optional<CardSerial> serial_of(std::string_view text) {
    if (text.size() != serial_digits) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char digit : text) {
        unsigned nibble = 0;
        if (digit >= '0' && digit <= '9') {
            nibble = static_cast<unsigned>(digit - '0');
        } else if (digit >= 'A' && digit <= 'F') {
            nibble = static_cast<unsigned>(digit - 'A') + 10;
        } else if (digit >= 'a' && digit <= 'f') {
            nibble = static_cast<unsigned>(digit - 'a') + 10;
        } else {
            return std::nullopt;
        }
        value = value << 4 | nibble;
    }
    return CardSerial{value};
}

}  // namespace card
