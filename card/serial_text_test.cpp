#include "card/serial_text.h"

#include <gtest/gtest.h>

#include <string_view>

namespace card {
namespace {

TEST(SerialText, is_16_upper_case_digits) {
    const SerialText text = text_of(CardSerial{0x0A1B2C3D4E5F6071});

    EXPECT_EQ(std::string_view(text.data(), text.size()), "0A1B2C3D4E5F6071");
}

TEST(SerialText, is_read_in_either_case) {
    EXPECT_EQ(serial_of("0A1B2C3D4E5F6071"), CardSerial{0x0A1B2C3D4E5F6071});
    EXPECT_EQ(serial_of("0a1b2c3d4e5f6071"), CardSerial{0x0A1B2C3D4E5F6071});
}

TEST(SerialText, of_another_length_or_alphabet_is_nothing) {
    EXPECT_EQ(serial_of(""), std::nullopt);
    EXPECT_EQ(serial_of("A1B2C3D4E5F6071"), std::nullopt);
    EXPECT_EQ(serial_of("0A1B2C3D4E5F60712"), std::nullopt);
    EXPECT_EQ(serial_of("0x1B2C3D4E5F6071"), std::nullopt);
    EXPECT_EQ(serial_of("0A1B2C3D4E5F607G"), std::nullopt);
}

}  // namespace
}  // namespace card
