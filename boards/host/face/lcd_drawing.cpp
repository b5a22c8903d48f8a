#include "boards/host/face/lcd_drawing.h"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "boards/host/face/texts.h"

namespace boards {
namespace {

using meter::Segments;

// Digits: a cell of 46 x 92, segments a to g as polygons, then the point.
constexpr std::array<std::string_view, 8> digit_shapes{
    R"(<path d="M7 0H39L43 4 35 10H11L3 4Z"/>)",     R"(<path d="M45 6V40L41 44 36 39V13Z"/>)",
    R"(<path d="M41 48L45 52V86L36 79V53Z"/>)",      R"(<path d="M11 82H35L43 88 39 92H7L3 88Z"/>)",
    R"(<path d="M5 48L10 53V79L1 86V52Z"/>)",        R"(<path d="M1 6L10 13V39L5 44 1 40Z"/>)",
    R"(<path d="M11 41H35L40 46 35 51H11L6 46Z"/>)", R"(<circle cx="53" cy="87" r="5.5"/>)"};
constexpr int first_digit_x = 66;
constexpr int digit_step = 63;
constexpr int digit_y = 70;

constexpr std::array<std::string_view, 6> unit_shapes{
    R"(<rect x="16" y="111" width="30" height="10" rx="2"/>)",
    R"(<text x="580" y="88">kWh</text>)",
    R"(<text x="580" y="107">kW</text>)",
    R"(<text x="580" y="126">V</text>)",
    R"(<text x="580" y="145">A</text>)",
    R"(<text x="580" y="164">Hz</text>)"};

// Symbols in a box of 40 x 36, the signs in the order of their numbers.
constexpr std::array<std::string_view, meter::sign_count> sign_shapes{
    // supply open: a switch whose blade is up
    R"(<path class="line" d="M1 27H9M31 27H39M12 25L30 8"/><circle cx="11" cy="27" r="3"/><circle cx="30" cy="27" r="3"/>)",
    // alarm: a warning triangle
    R"(<path class="line" d="M20 4L37 32H3Z"/><path d="M18 13H22L21 23H19Z"/><circle cx="20" cy="27" r="2"/>)",
    // overdrawn: less than nothing
    R"(<circle class="line" cx="20" cy="18" r="15"/><rect x="11" y="16" width="18" height="4"/>)",
    // card
    R"(<rect class="line" x="2" y="6" width="36" height="24" rx="3"/><rect x="7" y="13" width="9" height="8" rx="1"/>)",
    // clock not trusted
    R"(<circle class="line" cx="20" cy="18" r="14"/><path class="line" d="M20 9V18L26 22M5 33L35 3"/>)",
    // reversed
    R"(<path d="M14 6V13H37V23H14V30L2 18Z"/>)",
    // tampering: an open padlock
    R"(<rect x="7" y="16" width="24" height="17" rx="2"/><path class="line" d="M13 16V10A7 7 0 0 1 27 9"/>)",
    // leakage: a flash to earth
    R"(<path d="M21 0L10 16H18L15 25 28 10H20Z"/><path class="line" d="M8 27H32M13 31H27M17 35H23"/>)",
    // overload: more than the limit
    R"(<path class="line" d="M4 6H36"/><path d="M20 10L31 21H24V34H16V21H9Z"/>)",
    // voltage
    R"(<text x="2" y="30" class="big">U</text><path d="M28 6H34L32 22H30Z"/><circle cx="31" cy="28" r="2.6"/>)",
    // battery low
    R"(<path class="line" d="M3 10H32V27H3ZM36 15V22"/><rect x="7" y="14" width="6" height="9"/>)",
    // fault: a spanner
    R"(<path d="M33 4A9 9 0 0 0 22 15L6 29 11 34 26 19A9 9 0 0 0 37 8L31 14 27 10Z"/>)"};
constexpr int first_sign_x = 20;
constexpr int sign_step = 51;
constexpr int sign_y = 14;

// What to do, in the order of their bits.
constexpr std::array<std::string_view, meter::action_count> action_shapes{
    // insert the card
    R"(<rect class="line" x="2" y="16" width="36" height="18" rx="3"/><path d="M16 0H24V7H30L20 15 10 7H16Z"/>)",
    // buy: a basket
    R"(<path class="line" d="M3 14H37L32 33H8ZM11 14L18 2M29 14L22 2M15 19V28M25 19V28"/>)",
    // see the office: a house
    R"(<path d="M20 2L38 17H33V34H24V24H16V34H7V17H2Z"/>)",
    // wait: an hourglass
    R"(<path class="line" d="M8 3H32M8 33H32M11 3V9L29 27V33M29 3V9L11 27V33"/><path d="M14 31L20 24 26 31Z"/>)",
    // use less: a plug and an arrow down
    R"(<path d="M5 12H21V20A8 8 0 0 1 5 20ZM8 4H11V12H8ZM15 4H18V12H15Z"/><path class="line" d="M13 27V35"/><path d="M29 6H34V22H39L31.500 33 24 22H29Z"/>)",
    // press the reset button
    R"(<circle class="line" cx="20" cy="18" r="15"/><text x="12.500" y="25" class="key">R</text>)",
    // press the on button
    R"(<circle class="line" cx="20" cy="18" r="15"/><rect x="18" y="9" width="4.500" height="18"/>)"};
constexpr int first_action_x = 66;
constexpr int action_step = 73;
constexpr int action_y = 184;

constexpr std::string_view mark_shape = R"(<path d="M0 0H22L11 14Z"/>)";
constexpr std::array marked_pages{meter::Page::remaining, meter::Page::ordered_total,
                                  meter::Page::purchases, meter::Page::last_purchase,
                                  meter::Page::consumed_total};
constexpr int first_mark_x = 55;
constexpr int mark_step = 126;
constexpr int mark_y = 234;

constexpr std::string_view picture_style =
    "<style>.on{fill:#1c2618;stroke:#1c2618}.off{fill:#1c2618;stroke:#1c2618;opacity:.045}"
    ".line{fill:none;stroke-width:3}g path:not(.line),g rect:not(.line),g circle:not(.line),"
    "text{stroke:none}text{font:bold 19px 'DejaVu Sans',sans-serif}.big{font-size:32px}"
    ".key{font-size:20px}.plate{fill:#39423c;font:12.5px 'DejaVu Sans','Noto Sans CJK SC',"
    "sans-serif;text-anchor:middle}</style>\n";

std::string element(const Segments& segments, std::size_t bit, int x, int y,
                    std::string_view shape) {
    std::string text = R"(<g class=")";
    text += segments.is_on(bit) ? "on" : "off";
    text += R"(" data-bit=")" + std::to_string(bit) + '"';
    if (x != 0 || y != 0) {
        text += R"( transform="translate()" + std::to_string(x) + ' ' + std::to_string(y) +
                R"lit()")lit";
    }
    return text + '>' + std::string{shape} + "</g>\n";
}

template <std::size_t Count>
std::string row(const Segments& segments, std::size_t first_byte,
                const std::array<std::string_view, Count>& shapes, int x, int step, int y) {
    std::string text;
    for (std::size_t i = 0; i < Count; ++i) {
        text += element(segments, first_byte * 8 + i, x + step * static_cast<int>(i), y, shapes[i]);
    }
    return text;
}

int mark_x(std::size_t mark) {
    return first_mark_x + mark_step * static_cast<int>(mark);
}

std::string plate_print(std::size_t mark, meter::Language language, int y) {
    return R"(<text class="plate" x=")" + std::to_string(mark_x(mark) + 11) + R"(" y=")" +
           std::to_string(y) + R"(">)" + std::string{text_of(marked_pages[mark], language)} +
           "</text>\n";
}

std::string symbol_picture(std::string_view shape) {
    std::string text =
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -5 52 46" width="36">)";
    text += "\n";
    text += picture_style;
    text += R"(<rect x="-6" y="-5" width="52" height="46" rx="6" fill="#c3cfb4"/>)";
    return text + R"(<g class="on">)" + std::string{shape} + "</g></svg>\n";
}

}  // namespace

std::string lcd_elements(const Segments& segments) {
    std::string text =
        row(segments, Segments::sign_byte, sign_shapes, first_sign_x, sign_step, sign_y);
    for (std::size_t digit = 0; digit < meter::display_digits; ++digit) {
        const int x = first_digit_x + digit_step * static_cast<int>(digit);
        for (std::size_t segment = 0; segment < digit_shapes.size(); ++segment) {
            text += element(segments, digit * 8 + segment, x, digit_y, digit_shapes[segment]);
        }
    }
    text += row(segments, Segments::unit_byte, unit_shapes, 0, 0, 0);
    text +=
        row(segments, Segments::action_byte, action_shapes, first_action_x, action_step, action_y);
    for (std::size_t mark = 0; mark < marked_pages.size(); ++mark) {
        text += element(segments, Segments::page_byte * 8 + mark, mark_x(mark), mark_y, mark_shape);
    }
    return text;
}

std::string symbol_picture(meter::Sign sign) {
    return symbol_picture(sign_shapes[std::to_underlying(sign)]);
}

std::string symbol_picture(meter::Action action) {
    return symbol_picture(action_shapes[std::to_underlying(action)]);
}

std::string lcd_picture(const Segments& segments) {
    constexpr int plate_height = 52;
    std::string text = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" +
                       std::to_string(lcd_width) + ' ' + std::to_string(lcd_height + plate_height) +
                       R"(" width="300">)" + "\n";
    text += picture_style;
    text += R"(<rect width="640" height="304" rx="12" fill="#e9ece6"/>)";
    text += R"(<rect width="640" height="252" rx="12" fill="#c3cfb4"/>)";
    text += "\n" + lcd_elements(segments);
    for (std::size_t mark = 0; mark < marked_pages.size(); ++mark) {
        text += plate_print(mark, meter::Language::english, lcd_height + 20);
        text += plate_print(mark, meter::Language::chinese, lcd_height + 42);
    }
    return text + "</svg>\n";
}

}  // namespace boards
