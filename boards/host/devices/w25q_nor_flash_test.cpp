#include "boards/host/devices/w25q_nor_flash.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace boards {
namespace {

using meter::DeviceError;

std::uint8_t byte_at(W25qNorFlash& device, std::uint32_t address) {
    std::array<std::uint8_t, 1> byte{};
    EXPECT_TRUE(device.read(address, byte));
    return byte[0];
}

TEST(W25qNorFlash, a_program_only_clears_bits) {
    W25qNorFlash device;

    ASSERT_TRUE(device.program(10, std::array<std::uint8_t, 1>{0xF0}));
    ASSERT_TRUE(device.program(10, std::array<std::uint8_t, 1>{0x3F}));

    EXPECT_EQ(byte_at(device, 10), 0x30);
}

TEST(W25qNorFlash, an_erase_sets_one_sector_and_no_other) {
    W25qNorFlash device;
    ASSERT_TRUE(device.program(4'096, std::array<std::uint8_t, 1>{0}));
    ASSERT_TRUE(device.program(8'192, std::array<std::uint8_t, 1>{0}));

    ASSERT_TRUE(device.erase_sector(4'096));

    EXPECT_EQ(byte_at(device, 4'096), 0xFF);
    EXPECT_EQ(byte_at(device, 8'192), 0x00);
    EXPECT_EQ(device.wear()[1], 1U);
    EXPECT_EQ(device.highest_wear(), 1U);
}

TEST(W25qNorFlash, a_program_over_the_end_of_a_page_goes_to_its_beginning) {
    W25qNorFlash device;

    ASSERT_TRUE(device.program(511, std::array<std::uint8_t, 2>{1, 2}));

    EXPECT_EQ(byte_at(device, 511), 1);
    EXPECT_EQ(byte_at(device, 256), 2);
    EXPECT_EQ(byte_at(device, 512), 0xFF);
}

TEST(W25qNorFlash, refuses_what_lies_outside_and_no_beginning_of_a_sector) {
    W25qNorFlash device;
    std::array<std::uint8_t, 257> bytes{};

    EXPECT_EQ(device.read(1'048'575, std::span{bytes}.first(2)),
              std::unexpected{DeviceError::out_of_range});
    EXPECT_EQ(device.program(0, bytes), std::unexpected{DeviceError::out_of_range});
    EXPECT_EQ(device.erase_sector(100), std::unexpected{DeviceError::out_of_range});
    EXPECT_EQ(device.erase_sector(1'048'576), std::unexpected{DeviceError::out_of_range});
}

TEST(W25qNorFlash, counts_the_time_that_the_part_needs) {
    W25qNorFlash device;

    ASSERT_TRUE(device.program(0, std::array<std::uint8_t, 16>{}));
    ASSERT_TRUE(device.erase_sector(0));

    // 21 and 5 bytes of 320 ns, 3 ms and 400 ms.
    EXPECT_EQ(device.activity().busy, std::chrono::nanoseconds{403'008'320});
}

}  // namespace
}  // namespace boards
