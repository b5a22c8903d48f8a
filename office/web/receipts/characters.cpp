#include "office/web/receipts/characters.h"

#include <cstdint>
#include <span>

namespace office {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Decoded {
    char32_t character = replacement;
    std::size_t bytes = 1;
};

// The first character of a text that is not empty.
Decoded first_of(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) {
        return {};
    }
    auto character = static_cast<char32_t>(lead & (0x7F >> bytes));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return {};
        }
        character = character << 6 | (byte(i) & 0x3F);
    }
    return {character, bytes};
}

}  // namespace

std::vector<char32_t> code_points(std::string_view text) {
    std::vector<char32_t> characters;
    while (!text.empty()) {
        const Decoded first = first_of(text);
        characters.push_back(first.character);
        text.remove_prefix(first.bytes);
    }
    return characters;
}

std::size_t columns_of(char32_t character) {
    const bool is_wide = (0x1100 <= character && character <= 0x115F) ||
                         (0x2E80 <= character && character <= 0xA4CF) ||
                         (0xAC00 <= character && character <= 0xD7A3) ||
                         (0xF900 <= character && character <= 0xFAFF) ||
                         (0xFE30 <= character && character <= 0xFE6F) ||
                         (0xFF00 <= character && character <= 0xFF60) ||
                         (0x20000 <= character && character <= 0x3FFFD);
    return is_wide ? 2 : 1;
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (const char32_t character : code_points(text)) {
        columns += columns_of(character);
    }
    return columns;
}

std::vector<std::string> pieces_of(std::string_view text, std::size_t columns) {
    std::vector<std::string> pieces(1);
    std::size_t used = 0;
    while (!text.empty()) {
        const Decoded first = first_of(text);
        const std::size_t needed = columns_of(first.character);
        if (used + needed > columns) {
            pieces.emplace_back();
            used = 0;
        }
        pieces.back() += text.substr(0, first.bytes);
        used += needed;
        text.remove_prefix(first.bytes);
    }
    return pieces;
}

}  // namespace office
