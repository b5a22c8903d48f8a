#include "simulator/faults/faulty_device.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "boards/host/devices/at24_eeprom.h"
#include "boards/host/devices/w25q_nor_flash.h"

namespace simulator {
namespace {

using boards::At24Eeprom;
using boards::W25qNorFlash;
using Page = std::array<std::uint8_t, 64>;

static_assert(meter::Eeprom<FaultyDevice<At24Eeprom>>);
static_assert(meter::NorFlash<FaultyDevice<W25qNorFlash>>);

Page page_of(std::uint8_t value) {
    Page page;
    page.fill(value);
    return page;
}

Page content(At24Eeprom& device, std::uint32_t page) {
    Page bytes{};
    EXPECT_TRUE(device.read(page * 64, bytes));
    return bytes;
}

// Writes the pages 0, 1 and 2 with a power that fails as planned.
At24Eeprom after_cut(const CutPlan& plan) {
    At24Eeprom device;
    PowerSupply power{plan};
    FaultyDevice faulty{device, power};
    EXPECT_THROW(
        {
            for (const std::uint32_t page : {0U, 1U, 2U}) {
                EXPECT_TRUE(faulty.write(page * 64, page_of(0x11)));
            }
        },
        PowerCut);
    return device;
}

TEST(FaultyDevice, leaves_nothing_of_a_write_that_was_cut_before_it) {
    At24Eeprom device = after_cut({.operation = 1, .mode = CutMode::before});

    EXPECT_EQ(content(device, 0), page_of(0x11));
    EXPECT_EQ(content(device, 1), page_of(0xFF));
}

TEST(FaultyDevice, leaves_all_of_a_write_that_was_cut_after_it) {
    At24Eeprom device = after_cut({.operation = 1, .mode = CutMode::after});

    EXPECT_EQ(content(device, 1), page_of(0x11));
    EXPECT_EQ(content(device, 2), page_of(0xFF));
}

TEST(FaultyDevice, leaves_the_first_bytes_of_a_torn_write) {
    At24Eeprom device = after_cut({.operation = 1, .mode = CutMode::first_bytes, .bytes = 5});

    Page expected = page_of(0xFF);
    std::fill_n(expected.begin(), 5, std::uint8_t{0x11});
    EXPECT_EQ(content(device, 1), expected);
}

TEST(FaultyDevice, mixes_old_and_new_bits) {
    At24Eeprom device = after_cut({.operation = 0, .mode = CutMode::mixed_bits, .seed = 3});

    const Page mixed = content(device, 0);
    EXPECT_NE(mixed, page_of(0x11));
    EXPECT_NE(mixed, page_of(0xFF));
    for (const std::uint8_t byte : mixed) {
        EXPECT_EQ(byte & 0x11, 0x11);  // was set before and after
    }
}

TEST(FaultyDevice, may_lose_writes_before_the_cut_but_none_before_a_barrier) {
    bool lost_one = false;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        At24Eeprom device;
        PowerSupply power{
            CutPlan{.operation = 2, .mode = CutMode::reordered, .bytes = 0, .seed = seed}};
        FaultyDevice faulty{device, power};
        ASSERT_TRUE(faulty.write(0, page_of(0x11)));
        ASSERT_TRUE(faulty.barrier());
        ASSERT_TRUE(faulty.write(64, page_of(0x22)));
        EXPECT_THROW(std::ignore = faulty.write(128, page_of(0x33)), PowerCut);

        EXPECT_EQ(content(device, 0), page_of(0x11));
        lost_one |= content(device, 1) == page_of(0xFF) && content(device, 2) == page_of(0x33);
    }
    EXPECT_TRUE(lost_one);
}

TEST(FaultyDevice, tears_an_erase_of_a_flash) {
    W25qNorFlash device;
    ASSERT_TRUE(device.program(0, page_of(0x00)));
    PowerSupply power{CutPlan{.operation = 0, .mode = CutMode::mixed_bits, .bytes = 0, .seed = 1}};
    FaultyDevice faulty{device, power};

    EXPECT_THROW(std::ignore = faulty.erase_sector(0), PowerCut);

    Page bytes{};
    ASSERT_TRUE(device.read(0, bytes));
    EXPECT_NE(bytes, page_of(0x00));
    EXPECT_NE(bytes, page_of(0xFF));
}

TEST(FaultyDevice, reads_a_page_wrong_once_or_for_ever) {
    At24Eeprom device;
    ASSERT_TRUE(device.write(0, page_of(0x11)));
    ASSERT_TRUE(device.write(64, page_of(0x11)));
    PowerSupply power;
    PageFaults faults{64};
    faults.set(0, PageFault::reads_wrong_once);
    faults.set(1, PageFault::reads_wrong);
    FaultyDevice faulty{device, power, &faults};
    const auto is_right = [&](std::uint32_t page) {
        Page bytes{};
        EXPECT_TRUE(faulty.read(page * 64, bytes));
        return bytes == page_of(0x11);
    };

    EXPECT_FALSE(is_right(0));
    EXPECT_TRUE(is_right(0));
    EXPECT_FALSE(is_right(1));
    EXPECT_FALSE(is_right(1));
}

TEST(FaultyDevice, a_dead_page_takes_no_write) {
    At24Eeprom device;
    PowerSupply power;
    PageFaults faults{64};
    faults.set(1, PageFault::dead);
    FaultyDevice faulty{device, power, &faults};

    ASSERT_TRUE(faulty.write(64, page_of(0x11)));

    Page bytes{};
    ASSERT_TRUE(faulty.read(64, bytes));
    EXPECT_NE(bytes, page_of(0x11));
    EXPECT_EQ(content(device, 1), page_of(0xFF));
}

TEST(FaultyDevice, a_worn_page_keeps_what_it_holds) {
    At24Eeprom device;
    ASSERT_TRUE(device.write(0, page_of(0x11)));
    PowerSupply power;
    PageFaults faults{64};
    faults.set(0, PageFault::worn);
    FaultyDevice faulty{device, power, &faults};

    ASSERT_TRUE(faulty.write(0, page_of(0x22)));

    Page bytes{};
    ASSERT_TRUE(faulty.read(0, bytes));
    EXPECT_EQ(bytes, page_of(0x11));
}

TEST(FaultyDevice, a_dead_sector_of_a_flash_takes_neither_erase_nor_program) {
    W25qNorFlash device;
    ASSERT_TRUE(device.program(4096, page_of(0x00)));
    PowerSupply power;
    PageFaults faults{meter::nor_page_bytes};
    faults.set_range(4096, meter::nor_sector_bytes, PageFault::dead);
    FaultyDevice faulty{device, power, &faults};

    ASSERT_TRUE(faulty.erase_sector(4096));
    ASSERT_TRUE(faulty.program(4096 + 1024, page_of(0x22)));
    ASSERT_TRUE(faulty.program(8192, page_of(0x22)));

    Page bytes{};
    ASSERT_TRUE(device.read(4096, bytes));
    EXPECT_EQ(bytes, page_of(0x00));
    ASSERT_TRUE(device.read(4096 + 1024, bytes));
    EXPECT_EQ(bytes, page_of(0xFF));
    ASSERT_TRUE(device.read(8192, bytes));
    EXPECT_EQ(bytes, page_of(0x22));
}

TEST(FaultyDevice, tears_an_erase_after_a_part_of_the_sector) {
    W25qNorFlash device;
    ASSERT_TRUE(device.program(0, page_of(0x00)));
    ASSERT_TRUE(device.program(2048, page_of(0x00)));
    PowerSupply power{CutPlan{.operation = 0, .mode = CutMode::first_bytes, .bytes = 32}};
    FaultyDevice faulty{device, power};

    EXPECT_THROW(std::ignore = faulty.erase_sector(0), PowerCut);

    Page bytes{};
    ASSERT_TRUE(device.read(0, bytes));
    EXPECT_EQ(bytes, page_of(0xFF));
    ASSERT_TRUE(device.read(2048, bytes));
    EXPECT_EQ(bytes, page_of(0x00));
}

}  // namespace
}  // namespace simulator
