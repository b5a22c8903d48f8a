#include "boards/host/devices/at24_eeprom.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace boards {
namespace {

using meter::DeviceError;

template <std::size_t Count>
std::array<std::uint8_t, Count> content(At24Eeprom& device, std::uint32_t address) {
    std::array<std::uint8_t, Count> bytes{};
    EXPECT_TRUE(device.read(address, bytes));
    return bytes;
}

TEST(At24Eeprom, leaves_its_factory_blank) {
    At24Eeprom device;

    EXPECT_EQ(device.size_bytes(), 32'768U);
    EXPECT_EQ(content<2>(device, 32'766), (std::array<std::uint8_t, 2>{0xFF, 0xFF}));
}

TEST(At24Eeprom, a_write_over_the_end_of_a_page_goes_to_its_beginning) {
    At24Eeprom device;

    ASSERT_TRUE(device.write(126, std::array<std::uint8_t, 3>{1, 2, 3}));

    EXPECT_EQ(content<2>(device, 126), (std::array<std::uint8_t, 2>{1, 2}));
    EXPECT_EQ(content<1>(device, 64), (std::array<std::uint8_t, 1>{3}));
    EXPECT_EQ(content<1>(device, 128), (std::array<std::uint8_t, 1>{0xFF}));
}

TEST(At24Eeprom, refuses_what_lies_outside_and_more_than_a_page) {
    At24Eeprom device;
    std::array<std::uint8_t, 65> bytes{};

    EXPECT_EQ(device.read(32'767, std::span{bytes}.first(2)),
              std::unexpected{DeviceError::out_of_range});
    EXPECT_EQ(device.write(32'768, std::span{bytes}.first(1)),
              std::unexpected{DeviceError::out_of_range});
    EXPECT_EQ(device.write(0, bytes), std::unexpected{DeviceError::out_of_range});
    EXPECT_EQ(device.highest_wear(), 0U);
}

TEST(At24Eeprom, counts_wear_by_page_and_time_on_the_bus) {
    At24Eeprom device;

    ASSERT_TRUE(device.write(64, std::array<std::uint8_t, 64>{}));
    ASSERT_TRUE(device.write(65, std::array<std::uint8_t, 1>{}));

    EXPECT_EQ(device.wear()[1], 2U);
    EXPECT_EQ(device.wear()[0], 0U);
    // 67 and 4 bytes of 22.5 µs, two cycles of 5 ms.
    EXPECT_EQ(device.activity().busy, std::chrono::nanoseconds{11'597'500});
}

TEST(At24Eeprom, a_copy_is_a_snapshot_that_later_writes_do_not_reach) {
    At24Eeprom device;
    ASSERT_TRUE(device.write(0, std::array<std::uint8_t, 1>{7}));

    At24Eeprom snapshot = device;
    ASSERT_TRUE(device.write(0, std::array<std::uint8_t, 1>{8}));

    EXPECT_EQ(content<1>(snapshot, 0), (std::array<std::uint8_t, 1>{7}));
    EXPECT_EQ(content<1>(device, 0), (std::array<std::uint8_t, 1>{8}));
}

}  // namespace
}  // namespace boards
