#include "meter/display/segments.h"

#include <gtest/gtest.h>

#include <bit>
#include <string_view>

namespace meter {
namespace {

Frame frame_of(std::string_view text) {
    Frame frame;
    frame.text.append(std::span<const char>{text});
    return frame;
}

std::array<std::uint8_t, display_digits> digits_of(std::string_view text) {
    const Segments segments = segments_of(frame_of(text));
    std::array<std::uint8_t, display_digits> digits{};
    std::copy_n(segments.bytes.begin(), display_digits, digits.begin());
    return digits;
}

bool is_displayable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '.' || glyph(c).has_value(); });
}

TEST(Segments, hold_a_number_at_the_right_with_its_point_after_the_digit_before_it) {
    EXPECT_EQ(digits_of("12.34"),
              (std::array<std::uint8_t, 8>{0, 0, 0, 0, 0x06, 0x5B | 0x80, 0x4F, 0x66}));
}

TEST(Segments, hold_eight_digits_beside_a_minus_sign_of_its_own) {
    const Segments segments = segments_of(frame_of("-99999999"));

    EXPECT_EQ(segments.bytes[0], 0x6F);
    EXPECT_EQ(segments.bytes[7], 0x6F);
    EXPECT_EQ(segments.bytes[Segments::unit_byte], 0x01);
}

TEST(Segments, hold_the_hyphen_of_a_code_in_a_digit) {
    EXPECT_EQ(digits_of("Err-07"),
              (std::array<std::uint8_t, 8>{0, 0, 0x79, 0x50, 0x50, 0x40, 0x3F, 0x07}));
}

TEST(Segments, stay_dark_where_seven_of_them_cannot_show_a_character) {
    EXPECT_EQ(digits_of("M8"), (std::array<std::uint8_t, 8>{0, 0, 0, 0, 0, 0, 0, 0x7F}));
}

TEST(Segments, hold_unit_signs_action_and_page_at_their_places) {
    Frame frame = frame_of("0.00");
    frame.unit = Unit::kilowatt_hours;
    frame.page = Page::remaining;
    frame.advice = Advice::buy_energy;
    frame.signs.set(Sign::supply_open, true);
    frame.signs.set(Sign::fault, true);

    const Segments segments = segments_of(frame);

    EXPECT_EQ(segments.bytes[8], 0x02);
    EXPECT_EQ(segments.bytes[9], 0x01);
    EXPECT_EQ(segments.bytes[10], 0x08);
    EXPECT_EQ(segments.bytes[11], 0x03);
    EXPECT_EQ(segments.bytes[12], 0x01);
}

TEST(Segments, are_all_on_in_their_test_and_no_frame_lights_one_that_is_not_among_them) {
    Frame test;
    test.page = Page::segment_test;
    Frame full = frame_of("-8.8.8.8.");
    for (unsigned sign = 0; sign < sign_count; ++sign) {
        full.signs.set(static_cast<Sign>(sign), true);
    }

    const Segments all = segments_of(test);

    EXPECT_EQ(all, all_segments());
    for (std::size_t i = 0; i < all.bytes.size(); ++i) {
        EXPECT_EQ(segments_of(full).bytes[i] & ~all.bytes[i], 0) << i;
    }
}

TEST(Segments, stand_beside_the_lamps_which_are_as_they_are_during_the_test_too) {
    Frame frame;
    frame.lamps = {.alarm = true, .supply = false};
    Frame test;
    test.page = Page::segment_test;
    test.lamps = {.alarm = false, .supply = true};

    EXPECT_EQ(segments_of(frame).bytes[Segments::lamp_byte], 0x01);
    EXPECT_EQ(segments_of(test).bytes[Segments::lamp_byte], 0x02);
    EXPECT_EQ(segments_of(test).bytes[Segments::page_byte], 0x1F);
}

TEST(Lamps, tell_of_little_energy_and_of_a_supply_that_is_off_or_on) {
    EXPECT_EQ(lamps_of(false, true, true), (Lamps{.alarm = false, .supply = true}));
    EXPECT_EQ(lamps_of(true, true, true), (Lamps{.alarm = true, .supply = true}));
    EXPECT_EQ(lamps_of(false, false, true), (Lamps{.alarm = true, .supply = false}));
    EXPECT_EQ(lamps_of(false, true, false), (Lamps{.alarm = false, .supply = false}));
}

TEST(Segments, can_show_every_text_that_a_page_has) {
    for (const auto& [result, name] : insertion_result_names) {
        EXPECT_TRUE(is_displayable(
            std::string_view{result_text(result).data(), result_text(result).size()}))
            << name;
    }
    for (const ReasonRule& rule : reason_rules) {
        const FrameText text = reason_text(rule.reason);
        EXPECT_TRUE(is_displayable({text.data(), text.size()})) << rule.name;
        Frame frame;
        frame.advice = rule.advice;
        EXPECT_NE(segments_of(frame).bytes[Segments::action_byte], 0) << rule.name;
    }
    for (const FaultName& each : fault_names) {
        const FrameText text = fault_text(each.fault);
        EXPECT_TRUE(is_displayable({text.data(), text.size()})) << each.name;
    }
    EXPECT_TRUE(is_displayable("CArd"));
}

}  // namespace
}  // namespace meter
