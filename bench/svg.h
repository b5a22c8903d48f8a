// The parts that drawings are made of: SVG text.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace bench {

// printf() into a string of at most 511 characters.
template <typename... Values>
[[nodiscard]] std::string text(const char* format, Values... values) {
    std::array<char, 512> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), format, values...);
    return {buffer.data(), static_cast<std::size_t>(std::clamp(size, 0, 511))};
}

// Everything before the first shape of a drawing on white.
[[nodiscard]] std::string svg_head(double width, double height);

[[nodiscard]] std::string line(double x1, double y1, double x2, double y2, const char* style);
[[nodiscard]] std::string label(double x, double y, const char* anchor, const std::string& words);

}  // namespace bench
