// The words with which a card that speaks T=0 says how many bytes there are (ISO/IEC 7816-3).
#pragma once

#include <cstddef>
#include <cstdint>

namespace card {

inline constexpr std::uint8_t get_response = 0xC0;  // the instruction that fetches them

inline constexpr std::uint16_t more_to_fetch_word = 0x6100;
inline constexpr std::uint16_t right_length_word = 0x6C00;

// For 1 to 256 bytes; 256 is 00.
[[nodiscard]] constexpr std::uint16_t more_to_fetch(std::size_t length) {
    return static_cast<std::uint16_t>(more_to_fetch_word | (length & 0xFFU));
}
[[nodiscard]] constexpr std::uint16_t right_length(std::size_t length) {
    return static_cast<std::uint16_t>(right_length_word | (length & 0xFFU));
}

}  // namespace card
