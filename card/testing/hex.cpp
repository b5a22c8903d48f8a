#include "card/testing/hex.h"

#include <cctype>

namespace card::testing {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::uint8_t value_of(char digit) {
    const int lower = std::tolower(static_cast<unsigned char>(digit));
    const std::size_t value = digits.find(static_cast<char>(lower));
    if (value == std::string_view::npos) {
        throw std::invalid_argument{std::string{"not a hexadecimal digit: "} + digit};
    }
    return static_cast<std::uint8_t>(value);
}

}  // namespace

std::vector<std::uint8_t> bytes_of(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    bool is_second = false;
    for (const char character : hex) {
        if (std::isspace(static_cast<unsigned char>(character)) != 0) {
            continue;
        }
        const std::uint8_t value = value_of(character);
        if (is_second) {
            bytes.back() = static_cast<std::uint8_t>(bytes.back() << 4 | value);
        } else {
            bytes.push_back(value);
        }
        is_second = !is_second;
    }
    if (is_second) {
        throw std::invalid_argument{"half a byte at the end: " + std::string{hex}};
    }
    return bytes;
}

std::string hex_of(std::span<const std::uint8_t> bytes) {
    std::string hex;
    for (const std::uint8_t byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 0x0F];
    }
    return hex;
}

}  // namespace card::testing
