#include "office/domain/identifiers.h"

#include <cstddef>

namespace office {
namespace {

constexpr std::size_t text_length = 36;

constexpr bool is_hyphen_place(std::size_t index) {
    return index == 8 || index == 13 || index == 18 || index == 23;
}

constexpr std::optional<std::uint8_t> digit_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return static_cast<std::uint8_t>(digit - '0');
    }
    if (digit >= 'a' && digit <= 'f') {
        return static_cast<std::uint8_t>(digit - 'a' + 10);
    }
    if (digit >= 'A' && digit <= 'F') {
        return static_cast<std::uint8_t>(digit - 'A' + 10);
    }
    return std::nullopt;
}

}  // namespace

std::optional<CommandId> parse_command_id(std::string_view text) {
    if (text.size() != text_length) {
        return std::nullopt;
    }
    CommandId id;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_hyphen_place(i)) {
            if (text[i] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const auto value = digit_value(text[i]);
        if (!value) {
            return std::nullopt;
        }
        auto& byte = id.bytes[digits / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | *value);
        ++digits;
    }
    return id;
}

std::string to_string(const CommandId& id) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(text_length);
    for (const std::uint8_t byte : id.bytes) {
        if (is_hyphen_place(text.size())) {
            text += '-';
        }
        text += digits[byte >> 4];
        text += digits[byte & 0xF];
    }
    return text;
}

}  // namespace office
