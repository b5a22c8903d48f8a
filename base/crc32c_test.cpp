#include "base/crc32c.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <span>

namespace base {
namespace {

TEST(Crc32c, of_the_digits_one_to_nine_is_the_published_value) {
    const std::array<std::uint8_t, 9> digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};

    EXPECT_EQ(crc32c(digits), 0xE3069283U);
}

TEST(Crc32c, of_32_zeros_is_the_value_of_rfc_3720) {
    const std::array<std::uint8_t, 32> zeros{};

    EXPECT_EQ(crc32c(zeros), 0x8A9136AAU);
}

TEST(Crc32c, goes_on_where_the_part_before_ended) {
    const std::array<std::uint8_t, 9> digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    const std::span<const std::uint8_t> all{digits};

    EXPECT_EQ(crc32c(all.subspan(4), crc32c(all.first(4))), crc32c(all));
}

TEST(Crc32c, of_a_long_record_is_what_its_bytes_give_one_by_one) {
    std::array<std::uint8_t, 100> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(37 * i + 11);
    }
    const std::span<const std::uint8_t> all{bytes};

    for (std::size_t length = 0; length <= all.size(); ++length) {
        std::uint32_t one_by_one = 0;
        for (std::size_t i = 0; i < length; ++i) {
            one_by_one = crc32c(all.subspan(i, 1), one_by_one);
        }
        ASSERT_EQ(crc32c(all.first(length)), one_by_one) << length;
    }
}

}  // namespace
}  // namespace base
