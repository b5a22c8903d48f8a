// Characters of a text and the room they take.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace office {

// The code points of UTF-8; U+FFFD for each byte that is none.
[[nodiscard]] std::vector<char32_t> code_points(std::string_view text);

// In columns of a printer: two for the characters of East Asia, one for all others.
[[nodiscard]] std::size_t columns_of(char32_t character);
[[nodiscard]] std::size_t columns_of(std::string_view text);

// The text in pieces of at most `columns` (2 or more), broken between any two characters.
[[nodiscard]] std::vector<std::string> pieces_of(std::string_view text, std::size_t columns);

}  // namespace office
