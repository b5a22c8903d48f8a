// The digits of the display as three rows of characters, drawn from the same segments as anywhere.
#pragma once

#include <array>
#include <string>

#include "meter/display/segments.h"

namespace boards {

// Every row is as wide: three columns of the minus sign, four of each digit with its point.
inline constexpr std::size_t digit_rows_width = 3 + 4 * meter::display_digits;
[[nodiscard]] std::array<std::string, 3> digit_rows(const meter::Segments& segments);

}  // namespace boards
