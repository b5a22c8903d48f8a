#include "meter/display/frame.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace meter {
namespace {

std::string text_of(const FrameText& text) {
    return {text.begin(), text.end()};
}

std::string kilowatt_hours(std::int64_t watt_hours) {
    return text_of(kilowatt_hours_text(base::WattHours{watt_hours}));
}

TEST(FrameText, shows_kilowatt_hours_with_two_decimals_rounded_down) {
    EXPECT_EQ(kilowatt_hours(0), "0.00");
    EXPECT_EQ(kilowatt_hours(29'999), "29.99");
    EXPECT_EQ(kilowatt_hours(5), "0.00");
    EXPECT_EQ(kilowatt_hours(50), "0.05");
}

TEST(FrameText, rounds_remaining_below_zero_away_from_zero) {
    EXPECT_EQ(kilowatt_hours(-1), "-0.01");
    EXPECT_EQ(kilowatt_hours(-12'340), "-12.34");
}

TEST(FrameText, drops_the_decimals_that_eight_digits_cannot_hold) {
    EXPECT_EQ(kilowatt_hours(999'999'990), "999999.99");
    EXPECT_EQ(kilowatt_hours(1'000'000'000), "1000000");
    EXPECT_EQ(kilowatt_hours(1'000'000'000'000), "99999999");
    EXPECT_EQ(kilowatt_hours(-1'000'000'000'000), "-99999999");
}

TEST(FrameText, shows_kilowatts_with_three_decimals) {
    EXPECT_EQ(text_of(kilowatts_text(base::Milliwatts{2'345'999})), "2.345");
    EXPECT_EQ(text_of(kilowatts_text(base::Milliwatts{1'000'000'000})), "1000.000");
}

TEST(FrameText, shows_a_failure_by_its_code) {
    EXPECT_EQ(text_of(result_text(InsertionResult::bad_order)), "Err-07");
    EXPECT_EQ(text_of(result_text(InsertionResult::storage_failed)), "Err-15");
    EXPECT_EQ(text_of(result_text(InsertionResult::already_loaded)), "Good");
}

TEST(FrameText, shows_power_towards_the_grid_with_a_minus_sign) {
    EXPECT_EQ(text_of(kilowatts_text(base::Milliwatts{-2'345'999})), "-2.345");
    EXPECT_EQ(text_of(kilowatts_text(base::Milliwatts{INT64_MIN})), "-99999999");
}

TEST(FrameText, shows_voltage_current_and_frequency_with_their_decimals) {
    EXPECT_EQ(text_of(volts_text(base::Millivolts{230'190})), "230.1");
    EXPECT_EQ(text_of(amperes_text(base::Milliamperes{5'009})), "5.00");
    EXPECT_EQ(text_of(hertz_text(Millihertz{49'987})), "49.98");
}

TEST(FrameText, shows_a_reason_by_its_number) {
    EXPECT_EQ(text_of(reason_text(Reason::zero)), "OFF-03");
}

}  // namespace
}  // namespace meter
