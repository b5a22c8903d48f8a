#include "boards/host/face/lcd_text.h"

#include <gtest/gtest.h>

#include <string_view>

namespace boards {
namespace {

meter::Segments segments_of(std::string_view text) {
    meter::Frame frame;
    frame.text.append(std::span<const char>{text});
    return meter::segments_of(frame);
}

TEST(LcdText, draws_digits_with_their_point_and_the_minus_sign) {
    const auto rows = digit_rows(segments_of("-20.15"));

    EXPECT_EQ(rows[0].substr(19), " _   _       _  ");
    EXPECT_EQ(rows[1].substr(19), " _| | |   | |_  ");
    EXPECT_EQ(rows[2].substr(19), "|_  |_|.  |  _| ");
    EXPECT_EQ(rows[1].substr(0, 3), " _ ");
}

TEST(LcdText, is_as_wide_in_every_row_whatever_is_lit) {
    for (const auto& segments : {meter::Segments{}, meter::all_segments()}) {
        for (const std::string& row : digit_rows(segments)) {
            EXPECT_EQ(row.size(), digit_rows_width);
        }
    }
}

}  // namespace
}  // namespace boards
