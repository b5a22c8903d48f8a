#include "boards/host/face/lcd_text.h"

namespace boards {
namespace {

// Segments a to g of a digit, then its point, by their bits.
enum SegmentBit : std::size_t { a, b, c, d, e, f, g, point };

}  // namespace

std::array<std::string, 3> digit_rows(const meter::Segments& segments) {
    const bool minus = segments.is_on(meter::Segments::unit_byte * 8);
    std::array<std::string, 3> rows{"   ", minus ? " _ " : "   ", "   "};
    for (std::size_t digit = 0; digit < meter::display_digits; ++digit) {
        const auto lit = [&segments, digit](SegmentBit bit, char character) {
            return segments.is_on(digit * 8 + bit) ? character : ' ';
        };
        rows[0] += {' ', lit(a, '_'), ' ', ' '};
        rows[1] += {lit(f, '|'), lit(g, '_'), lit(b, '|'), ' '};
        rows[2] += {lit(e, '|'), lit(d, '_'), lit(c, '|'), lit(point, '.')};
    }
    return rows;
}

}  // namespace boards
