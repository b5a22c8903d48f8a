#include "boards/host/load_csv.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace boards {
namespace {

using namespace std::chrono_literals;

const std::string heading = "local_time,active_kw,reactive_kvar,voltage_v,current_a\n";

std::string refusal_of(const std::string& text) {
    const auto load = parse_load_csv(text);
    return load ? "accepted" : load.error().text();
}

TEST(LoadCsv, reads_power_and_voltage_exactly) {
    const auto load = parse_load_csv(heading +
                                     "2006-12-16T17:24:00,4.216,0.418,234.840,18.400\n"
                                     "2006-12-16T17:25:00,5.360,0.436,233.630,23.000\n");

    ASSERT_TRUE(load);
    ASSERT_EQ(load->readings.size(), 2U);
    EXPECT_EQ(load->readings[0].power, base::Milliwatts{4'216'000});
    EXPECT_EQ(load->readings[1].voltage, base::Millivolts{233'630});
    EXPECT_EQ(load->readings[1].since_start, 60s);
}

TEST(LoadCsv, holds_the_last_reading_over_a_gap_and_names_it) {
    const auto load = parse_load_csv(heading +
                                     "2006-12-16T17:24:00,4.216,0.418,234.840,18.400\n"
                                     "2006-12-16T17:25:00,,,,\n");

    ASSERT_TRUE(load);
    EXPECT_EQ(load->readings[1].power, base::Milliwatts{4'216'000});
    ASSERT_EQ(load->gaps.size(), 1U);
    EXPECT_EQ(load->gaps[0].line, 3U);
}

TEST(LoadCsv, needs_no_voltage_column_and_accepts_other_line_ends) {
    const auto load = parse_load_csv("active_kw,local_time\r\n1.5,2006-12-16T17:24:00\r\n");

    ASSERT_TRUE(load);
    EXPECT_EQ(load->readings[0].power, base::Milliwatts{1'500'000});
    EXPECT_EQ(load->readings[0].voltage, base::Millivolts{230'000});
}

TEST(LoadCsv, names_the_column_that_is_missing) {
    EXPECT_EQ(refusal_of("local_time,kw\n"),
              "line 1, column active_kw: the heading has no such column");
    EXPECT_EQ(refusal_of("time,active_kw\n"),
              "line 1, column local_time: the heading has no such column");
    EXPECT_EQ(refusal_of(""), "line 1, column local_time: the heading has no such column");
}

TEST(LoadCsv, names_line_and_column_of_text_in_a_number) {
    EXPECT_EQ(refusal_of(heading + "2006-12-16T17:24:00,4.216,0.418,234.840,18.400\n"
                                   "2006-12-16T17:25:00,lots,0.4,230,18\n"),
              "line 3, column active_kw: 'lots' is not a number of kilowatts from 0 to 1000 with "
              "at most 6 decimals");
    EXPECT_EQ(refusal_of(heading + "2006-12-16T17:24:00,4.216,0.418,?,18.400\n"),
              "line 2, column voltage_v: '?' is not a number of volts from 0 to 600 with at most 3 "
              "decimals");
}

TEST(LoadCsv, refuses_negative_and_absurd_power) {
    EXPECT_NE(refusal_of(heading + "2006-12-16T17:24:00,-1,0,230,0\n"), "accepted");
    EXPECT_NE(refusal_of(heading + "2006-12-16T17:24:00,1000.1,0,230,0\n"), "accepted");
}

TEST(LoadCsv, names_the_line_where_time_goes_backwards_or_stands_still) {
    EXPECT_EQ(
        refusal_of(heading + "2006-12-16T17:24:00,1,0,230,0\n"
                             "2006-12-16T17:23:00,1,0,230,0\n"),
        "line 3, column local_time: '2006-12-16T17:23:00' does not come after the row before");
    EXPECT_NE(refusal_of(heading + "2006-12-16T17:24:00,1,0,230,0\n"
                                   "2006-12-16T17:24:00,1,0,230,0\n"),
              "accepted");
}

TEST(LoadCsv, refuses_a_time_that_is_none) {
    EXPECT_EQ(refusal_of(heading + "2006-02-30T17:24:00,1,0,230,0\n"),
              "line 2, column local_time: '2006-02-30T17:24:00' is not a time like "
              "2006-12-16T17:24:00");
}

TEST(LoadCsv, refuses_rows_of_another_length_and_empty_lines) {
    EXPECT_EQ(refusal_of(heading + "2006-12-16T17:24:00,1\n"),
              "line 2: has 2 fields, the heading has 5");
    EXPECT_EQ(refusal_of(heading + "2006-12-16T17:24:00,1,0,230,0\n\n"),
              "line 3: has 1 fields, the heading has 5");
}

TEST(LoadCsv, refuses_a_file_without_a_reading_to_begin_with) {
    EXPECT_EQ(refusal_of(heading), "line 2: there is no reading");
    EXPECT_EQ(refusal_of(heading + "2006-12-16T17:24:00,,,,\n"),
              "line 2, column active_kw: the first reading has no value to begin with");
}

TEST(LoadCsv, reads_the_measured_house_of_december_2006_with_its_two_gaps) {
    const std::filesystem::path file = TALLYWATT_SHARED "/data/load/house_one_minute_2006-12.csv";
    if (!std::filesystem::exists(file)) {
        GTEST_SKIP() << "the measured house is not beside the project";
    }
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();

    const auto load = parse_load_csv(text.view());

    ASSERT_TRUE(load) << load.error().text();
    EXPECT_EQ(load->readings.size(), 19'446U);
    ASSERT_EQ(load->gaps.size(), 2U);
    EXPECT_EQ(load->gaps[0].line, 6841U);
}

}  // namespace
}  // namespace boards
