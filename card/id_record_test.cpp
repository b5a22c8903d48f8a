#include "card/id_record.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace card {
namespace {

using testing::example_id;
using testing::example_serial;
using testing::hex_of;

RecordError error_with(std::size_t offset, std::uint8_t value) {
    IdBytes bytes = encode(example_id());
    bytes[offset] = value;
    const auto id = decode_id(bytes);
    EXPECT_FALSE(id);
    return id ? RecordError{0xFF} : id.error();
}

TEST(IdRecord, is_32_bytes_with_each_field_in_its_place) {
    EXPECT_EQ(hex_of(encode(example_id())),
              "01010101"          // version, suite, kind, life cycle
              "0a1b2c3d4e5f6071"  // card serial
              "0001"              // generation
              "0000001cbe991a14"  // meter
              "0000000000001267"  // customer
              "0100");            // key version, spare
}

TEST(IdRecord, comes_back_as_it_was_written_in_every_life_cycle) {
    IdRecord id = example_id();
    for (const auto cycle : {LifeCycle::personalised, LifeCycle::blocked, LifeCycle::retired}) {
        id.life_cycle = cycle;
        EXPECT_EQ(decode_id(encode(id)), id);
    }
    const IdRecord blank{.serial = example_serial};
    EXPECT_EQ(decode_id(encode(blank)), blank);
}

TEST(IdRecord, of_another_format_is_refused_by_name) {
    EXPECT_EQ(decode_id(IdBytes{}), std::unexpected{RecordError::blank});
    EXPECT_EQ(decode_id(std::array<std::uint8_t, 31>{1}),
              std::unexpected{RecordError::wrong_length});
    EXPECT_EQ(error_with(0, 9), RecordError::unknown_version);
    EXPECT_EQ(error_with(1, 9), RecordError::unknown_suite);
    EXPECT_EQ(error_with(2, 9), RecordError::unknown_kind);
    EXPECT_EQ(error_with(3, 4), RecordError::unknown_kind);
}

TEST(IdRecord, of_a_blank_card_names_no_meter_and_of_a_personalised_one_names_one) {
    EXPECT_EQ(error_with(3, 0), RecordError::out_of_range);   // blank, yet with a meter
    EXPECT_EQ(error_with(13, 0), RecordError::out_of_range);  // personalised, no generation
    EXPECT_EQ(error_with(30, 0), RecordError::out_of_range);  // personalised, no key version
    EXPECT_EQ(error_with(31, 1), RecordError::out_of_range);  // a next version not above the first
}

}  // namespace
}  // namespace card
