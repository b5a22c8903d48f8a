// A frame as the segments of the liquid-crystal display: the bits that a board's driver copies into
// its controller, and that every face on a screen draws.
//
//   byte       bits
//   0 to 7     one digit each, from the left: bit 0 to 6 = segments a to g, bit 7 = point after it
//   8          bit 0 minus; bit 1 to 5 = kWh, kW, V, A, Hz
//   9, 10      the signs, by their number: byte 9 holds 0 to 7, byte 10 holds 8 to 11
//   11         what to do: bit 0 insert the card, 1 buy, 2 see the office, 3 wait, 4 use less,
//              5 press the reset button, 6 press the on button
//   12         the mark beside the name of the page: bit 0 remaining, 1 ordered in all,
//              2 purchases, 3 last purchase, 4 consumed in all
//   13         no segments but the lamps beside them: bit 0 alarm, bit 1 supply
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "meter/display/frame.h"

namespace meter {

inline constexpr std::size_t display_digits = 8;

// What the display tells the customer to do, a symbol each. The number is the bit of its byte.
enum class Action : std::uint8_t {
    insert_card = 0,
    buy = 1,
    see_office = 2,
    wait = 3,
    use_less = 4,
    press_reset = 5,
    press_on = 6,
};
inline constexpr std::size_t action_count = 7;

struct Segments {
    static constexpr std::size_t unit_byte = display_digits;
    static constexpr std::size_t sign_byte = unit_byte + 1;
    static constexpr std::size_t action_byte = sign_byte + 2;
    static constexpr std::size_t page_byte = action_byte + 1;
    static constexpr std::size_t lamp_byte = page_byte + 1;

    std::array<std::uint8_t, lamp_byte + 1> bytes{};

    // `bit` counts from bit 0 of byte 0.
    [[nodiscard]] constexpr bool is_on(std::size_t bit) const {
        return (bytes[bit / 8] >> bit % 8 & 1U) != 0;
    }

    constexpr bool operator==(const Segments&) const = default;
};

// Every segment that the display has, and no lamp.
[[nodiscard]] Segments all_segments();

// The segments a to g of a character; nothing where seven segments cannot show it.
[[nodiscard]] std::optional<std::uint8_t> glyph(char character);

// The text stands at the right end. What seven segments cannot show stays dark. The lamps are as
// the frame says even while every segment is tested: they do not lie.
[[nodiscard]] Segments segments_of(const Frame& frame);

}  // namespace meter
