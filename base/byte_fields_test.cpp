#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace base {
namespace {

TEST(ByteFields, are_written_most_significant_byte_first) {
    std::array<std::uint8_t, 15> buffer{};

    ByteWriter{buffer}.u8(0x01).u16(0x0203).u32(0x04050607).u64(0x08090A0B0C0D0E0F);

    for (std::size_t i = 0; i < buffer.size(); ++i) {
        EXPECT_EQ(buffer[i], i + 1);
    }
}

TEST(ByteFields, keep_negative_numbers_in_six_bytes) {
    std::array<std::uint8_t, 6> buffer{};
    ByteWriter{buffer}.signed_of(-2, 6);

    const std::int64_t value = ByteReader{buffer}.signed_of(6);

    EXPECT_EQ(value, -2);
}

TEST(ByteFields, read_as_zero_after_the_first_missing_one) {
    const std::array<std::uint8_t, 3> bytes{1, 2, 3};
    ByteReader reader{bytes};

    const std::uint32_t missing = reader.u32();
    const std::uint8_t after = reader.u8();

    EXPECT_EQ(missing, 0U);
    EXPECT_EQ(after, 0);
    EXPECT_FALSE(reader.is_whole());
}

TEST(ByteFields, tell_when_bytes_are_left_over) {
    const std::array<std::uint8_t, 2> bytes{1, 2};
    ByteReader reader{bytes};

    reader.u8();

    EXPECT_TRUE(reader.is_whole());
    EXPECT_FALSE(reader.is_used_up());
}

TEST(ByteFieldsDeathTest, a_value_that_does_not_fit_its_field_stops_the_program) {
    std::array<std::uint8_t, 6> buffer{};

    EXPECT_DEATH(ByteWriter{buffer}.signed_of(std::int64_t{1} << 47, 6), "internal rule");
}

}  // namespace
}  // namespace base
