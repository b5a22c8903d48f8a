#include "meter/display/segments.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace meter {
namespace {

struct Glyph {
    char character;
    std::uint8_t segments;
};

// Bit 0 = a, the top one, then clockwise to f; bit 6 = g, the middle one. The digits come first.
constexpr std::array<Glyph, 24> glyphs{{
    {'0', 0x3F}, {'1', 0x06}, {'2', 0x5B}, {'3', 0x4F}, {'4', 0x66}, {'5', 0x6D},
    {'6', 0x7D}, {'7', 0x07}, {'8', 0x7F}, {'9', 0x6F}, {'-', 0x40}, {' ', 0x00},
    {'A', 0x77}, {'b', 0x7C}, {'C', 0x39}, {'d', 0x5E}, {'E', 0x79}, {'F', 0x71},
    {'G', 0x3D}, {'O', 0x3F}, {'o', 0x5C}, {'r', 0x50}, {'I', 0x06}, {'L', 0x38},
}};
constexpr std::uint8_t point = 0x80;
constexpr std::uint8_t minus = 0x01;

constexpr std::uint8_t all_actions = (1U << action_count) - 1;

template <typename... Actions>
constexpr std::uint8_t together(Actions... actions) {
    return static_cast<std::uint8_t>(((1U << std::to_underlying(actions)) | ...));
}

constexpr std::uint8_t actions_of(Advice advice) {
    switch (advice) {
        case Advice::none:
            return 0;
        case Advice::contact_office:
            return together(Action::see_office);
        case Advice::insert_card:
            return together(Action::insert_card);
        case Advice::buy_energy:
            return together(Action::buy, Action::insert_card);
        case Advice::reduce_load_and_insert_card:
            return together(Action::use_less, Action::insert_card);
        case Advice::wait_and_insert_card:
            return together(Action::wait, Action::insert_card);
        case Advice::press_reset_button:
            return together(Action::press_reset);
        case Advice::wait_and_press_reset_button:
            return together(Action::wait, Action::press_reset);
        case Advice::press_on_button:
            return together(Action::press_on);
        case Advice::wait_for_voltage:
            return together(Action::wait);
    }
    std::unreachable();
}

constexpr std::array page_marks{Page::remaining, Page::ordered_total, Page::purchases,
                                Page::last_purchase, Page::consumed_total};
constexpr std::uint8_t all_units = 0x3E;

constexpr std::uint8_t mark_of(Page page) {
    for (std::size_t i = 0; i < page_marks.size(); ++i) {
        if (page_marks[i] == page) {
            return static_cast<std::uint8_t>(1U << i);
        }
    }
    return 0;
}

constexpr std::uint8_t unit_bit(Unit unit) {
    return unit == Unit::none ? 0 : static_cast<std::uint8_t>(1U << std::to_underlying(unit));
}

void set_signs(Segments& segments, unsigned bits) {
    segments.bytes[Segments::sign_byte] = static_cast<std::uint8_t>(bits);
    segments.bytes[Segments::sign_byte + 1] = static_cast<std::uint8_t>(bits >> 8);
}

// From the right; a point belongs to the digit on its left.
void set_text(Segments& segments, std::string_view text) {
    if (text.starts_with('-')) {
        segments.bytes[Segments::unit_byte] |= minus;
        text.remove_prefix(1);
    }
    std::uint8_t waiting_point = 0;
    for (std::size_t place = display_digits; place > 0 && !text.empty(); text.remove_suffix(1)) {
        if (text.back() == '.') {
            waiting_point = point;
            continue;
        }
        const std::uint8_t shown = glyph(text.back()).value_or(0);
        segments.bytes[--place] = static_cast<std::uint8_t>(shown | waiting_point);
        waiting_point = 0;
    }
}

}  // namespace

Segments all_segments() {
    Segments segments;
    std::fill_n(segments.bytes.begin(), display_digits, std::uint8_t{0xFF});
    segments.bytes[Segments::unit_byte] = all_units | minus;
    set_signs(segments, (1U << sign_count) - 1);
    segments.bytes[Segments::action_byte] = all_actions;
    segments.bytes[Segments::page_byte] = static_cast<std::uint8_t>((1U << page_marks.size()) - 1);
    return segments;
}

std::optional<std::uint8_t> glyph(char character) {
    if ('0' <= character && character <= '9') {
        return glyphs[static_cast<std::size_t>(character - '0')].segments;
    }
    const auto* const found = std::ranges::find(glyphs, character, &Glyph::character);
    if (found == glyphs.end()) {
        return std::nullopt;
    }
    return found->segments;
}

Segments segments_of(const Frame& frame) {
    Segments segments;
    segments.bytes[Segments::lamp_byte] =
        static_cast<std::uint8_t>((frame.lamps.alarm ? 1U : 0U) | (frame.lamps.supply ? 2U : 0U));
    if (frame.page == Page::segment_test) {
        std::ranges::copy_n(all_segments().bytes.begin(), Segments::lamp_byte,
                            segments.bytes.begin());
        return segments;
    }
    set_text(segments, frame.text_view());
    segments.bytes[Segments::unit_byte] |= unit_bit(frame.unit);
    set_signs(segments, frame.signs.bits());
    segments.bytes[Segments::action_byte] = actions_of(frame.advice);
    segments.bytes[Segments::page_byte] = mark_of(frame.page);
    return segments;
}

}  // namespace meter
