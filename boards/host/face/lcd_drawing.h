// The meter's liquid-crystal display as SVG, one element a segment: what the web face shows and
// what the pictures of the documents are made of.
#pragma once

#include <string>

#include "meter/display/segments.h"

namespace boards {

// In this box every segment lies.
inline constexpr int lcd_width = 640;
inline constexpr int lcd_height = 252;

// The elements alone. Each is <g class="on"> or <g class="off">, with its bit in data-bit.
[[nodiscard]] std::string lcd_elements(const meter::Segments& segments);
// One symbol as a file of its own.
[[nodiscard]] std::string symbol_picture(meter::Sign sign);
[[nodiscard]] std::string symbol_picture(meter::Action action);
// A file of its own, with the names of the page marks printed below in English and Chinese.
[[nodiscard]] std::string lcd_picture(const meter::Segments& segments);

}  // namespace boards
