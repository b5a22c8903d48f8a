#include "card/report.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace card {
namespace {

using testing::example_report;
using testing::hex_of;
using testing::key_of;
using testing::signed_report;

const Key128 meter_key = key_of("101112131415161718191a1b1c1d1e1f");
const Key128 report_key = derive(meter_key, report_key_block());

RecordError error_with(std::size_t offset, std::uint8_t value) {
    ReportBytes bytes = encode(example_report());
    bytes[offset] = value;
    const auto report = decode_report(bytes);
    EXPECT_FALSE(report);
    return report ? RecordError{0xFF} : report.error();
}

TEST(Report, is_128_bytes_with_each_field_in_its_place) {
    Report report = example_report();
    report.consumed_total = base::WattHours{1};
    report.overdrawn_total = base::WattHours{2};
    report.highest_demand_watts = 3;
    report.open_reasons = 4;
    report.event_log = {5, 5, 5, 5, 5, 5, 5, 5};
    report.previous_report = {6, 6, 6, 6, 6, 6, 6, 6};
    report.calibration = {7, 7, 7, 7, 7, 7, 7, 7};
    report.code = {8, 8, 8, 8, 8, 8, 8, 8};

    const ReportBytes bytes = encode(report);

    EXPECT_EQ(hex_of(bytes),
              "01010107"                              // version, suite, key version, states
              "0000001cbe991a14"                      // meter
              "0a1b2c3d4e5f60710001"                  // card serial, generation
              "000000010000000100000001"              // sessions, report, order sequence
              "000000007530000000000001000000000002"  // ordered, consumed, overdrawn
              "0000000300040000"                      // demand, reasons, spare
              "01000000000000000000000000000000"      // event counters
              "05050505050505050606060606060606"      // digests: log, previous report
              "07070707070707070808080808080808"      // digests: calibration, code
              "69a41528"                              // time
              "00000000000000000000000000000000");    // code not set yet
}

TEST(Report, comes_back_as_it_was_written) {
    Report report = example_report();
    report.clock_trusted = false;
    report.consumed_total = base::largest_energy;
    report.open_reasons = 0xFFFF;
    report.order_sequence = Sequence{0};

    EXPECT_EQ(decode_report(encode(report)), report);
}

TEST(Report, is_not_genuine_after_any_flipped_bit) {
    const ReportBytes whole = signed_report(example_report(), meter_key);
    ASSERT_TRUE(is_genuine(whole, report_key));

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        ReportBytes damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(is_genuine(damaged, report_key)) << "bit " << bit;
    }
}

TEST(Report, of_another_length_is_refused) {
    const ReportBytes whole = encode(example_report());

    EXPECT_EQ(decode_report(std::span{whole}.first(127)),
              std::unexpected{RecordError::wrong_length});
}

TEST(Report, of_another_format_is_refused_by_name) {
    EXPECT_EQ(decode_report(ReportBytes{}), std::unexpected{RecordError::blank});
    EXPECT_EQ(error_with(0, 2), RecordError::unknown_version);
    EXPECT_EQ(error_with(1, 2), RecordError::unknown_suite);
    EXPECT_EQ(error_with(3, 0x08), RecordError::spare_not_zero);
    EXPECT_EQ(error_with(59, 1), RecordError::spare_not_zero);
}

TEST(Report, with_a_number_that_cannot_be_is_out_of_range) {
    EXPECT_EQ(error_with(2, 0), RecordError::out_of_range);      // key version
    EXPECT_EQ(error_with(4, 1), RecordError::out_of_range);      // meter
    EXPECT_EQ(error_with(21, 0), RecordError::out_of_range);     // generation
    EXPECT_EQ(error_with(34, 0x80), RecordError::out_of_range);  // ordered total, negative
    EXPECT_EQ(error_with(40, 0x01), RecordError::out_of_range);  // consumed total
    EXPECT_EQ(error_with(46, 0x01), RecordError::out_of_range);  // overdrawn total
}

TEST(Report, digest_changes_with_the_report_and_with_its_code) {
    const ReportBytes first = signed_report(example_report(), meter_key);
    ReportBytes other = first;
    other.back() ^= 1;

    EXPECT_NE(report_digest(report_key, first), report_digest(report_key, other));
}

}  // namespace
}  // namespace card
