#include "meter/storage/history_ring.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/storage/history_records.h"
#include "tests/storage/flash_with_faults.h"

namespace {

using boards::W25qNorFlash;
using meter::HistoryPayload;
using storage_test::FlashWithFaults;
using storage_test::payload_of;
using storage_test::sector_bytes;

using Ring = meter::HistoryRing<W25qNorFlash>;

constexpr meter::flash_layout::Ring small_ring{
    .first_sector = 10, .second_copy = 20, .sectors = 3, .record_bytes = 64};
// Of the first `written` records those that are not there and should be.
std::vector<std::uint32_t> missing_of(W25qNorFlash& device, std::uint32_t written) {
    Ring ring{device, small_ring};
    ring.recover();
    std::vector<std::uint32_t> missing;
    for (std::uint32_t number = ring.oldest(); number <= written; ++number) {
        HistoryPayload payload{};
        if (!ring.read(number, payload) || payload != payload_of(number)) {
            missing.push_back(number);
        }
    }
    return missing;
}

std::uint32_t oldest_of(W25qNorFlash& device) {
    Ring ring{device, small_ring};
    ring.recover();
    return ring.oldest();
}

W25qNorFlash ring_of(std::uint32_t records) {
    W25qNorFlash device;
    Ring ring{device, small_ring};
    for (std::uint32_t number = 1; number <= records; ++number) {
        EXPECT_TRUE(ring.append(payload_of(number)));
    }
    return device;
}

template <typename AnyRing>
meter::ScrubResult scrub_all(AnyRing& ring) {
    meter::ScrubResult sum;
    for (std::uint32_t sector = 0; sector < ring.sectors(); ++sector) {
        const auto found = ring.scrub(sector);
        sum.repaired += found.repaired;
        sum.lost += found.lost;
    }
    return sum;
}

using BadRing = meter::HistoryRing<FlashWithFaults::Device>;

TEST(HistoryRing, a_bad_sector_of_one_copy_shortens_nothing_and_is_told) {
    for (const simulator::PageFault fault :
         {simulator::PageFault::dead, simulator::PageFault::worn}) {
        for (const std::uint32_t sector : {10U, 11U, 12U, 20U, 21U, 22U}) {
            FlashWithFaults bad;
            BadRing ring{bad.device, small_ring};
            for (std::uint32_t number = 1; number <= 200; ++number) {
                ASSERT_TRUE(ring.append(payload_of(number)));
            }
            bad.faults.set(sector, fault);
            for (std::uint32_t number = 201; number <= 500; ++number) {
                ASSERT_TRUE(ring.append(payload_of(number)));
            }

            EXPECT_EQ(ring.newest(), 500U);
            EXPECT_GE(ring.newest() - ring.oldest() + 1, small_ring.kept_at_least());
            EXPECT_EQ(missing_of(bad.part, 500), std::vector<std::uint32_t>{}) << sector;
            const auto found = scrub_all(ring);
            EXPECT_EQ(found.repaired, 0U);
            EXPECT_GT(found.lost, 0U);
        }
    }
}

TEST(HistoryRing, finds_the_newest_after_every_number_of_records) {
    W25qNorFlash device;
    Ring ring{device, small_ring};
    for (std::uint32_t number = 1; number <= 450; ++number) {
        ASSERT_TRUE(ring.append(payload_of(number)));
        Ring again{device, small_ring};
        again.recover();
        ASSERT_EQ(again.newest(), number);
    }
    EXPECT_EQ(missing_of(device, 450), std::vector<std::uint32_t>{});
}

TEST(HistoryRing, keeps_at_least_all_sectors_but_one) {
    for (const std::uint32_t records : {128U, 191U, 192U, 193U, 300U}) {
        W25qNorFlash device = ring_of(records);
        Ring ring{device, small_ring};
        ring.recover();

        EXPECT_GE(ring.newest() - ring.oldest() + 1, small_ring.kept_at_least());
        EXPECT_EQ(missing_of(device, records), std::vector<std::uint32_t>{});
    }
}

TEST(HistoryRing, a_destroyed_sector_of_either_copy_loses_nothing_and_is_repaired) {
    for (const std::uint32_t sector : {10U, 11U, 12U, 20U, 21U, 22U}) {
        for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
            W25qNorFlash device = ring_of(150);
            device.alter(sector * sector_bytes, std::vector<std::uint8_t>(sector_bytes, value));

            EXPECT_EQ(missing_of(device, 150), std::vector<std::uint32_t>{});

            Ring ring{device, small_ring};
            ring.recover();
            EXPECT_GT(scrub_all(ring).repaired, 0U);
            EXPECT_EQ(scrub_all(ring), meter::ScrubResult{});
            const std::uint32_t twin = sector < 20 ? sector + 10 : sector - 10;
            device.alter(twin * sector_bytes, std::vector<std::uint8_t>(sector_bytes, 0));
            EXPECT_EQ(missing_of(device, 150), std::vector<std::uint32_t>{});
        }
    }
}

// Each start finds the newest record with one whole copy.
// No sector is spare to make them whole in: each copy keeps what only it has.
TEST(HistoryRing,
     damage_in_both_copies_of_a_sector_is_told_by_each_scrub_until_it_is_written_anew) {
    W25qNorFlash device = ring_of(100);
    device.alter(10 * sector_bytes + 20 * 64, std::array<std::uint8_t, 64>{});
    device.alter(20 * sector_bytes + 30 * 64, std::array<std::uint8_t, 64>{});
    Ring ring{device, small_ring};
    ring.recover();

    const auto first = scrub_all(ring);
    const auto second = scrub_all(ring);
    const auto missing = missing_of(device, 100);
    for (std::uint32_t number = 101; number <= 300; ++number) {
        ASSERT_TRUE(ring.append(payload_of(number)));
    }

    EXPECT_EQ(first, (meter::ScrubResult{.lost = 2}));
    EXPECT_EQ(second, first);
    EXPECT_TRUE(missing.empty());
    EXPECT_EQ(scrub_all(ring), meter::ScrubResult{});
}

TEST(HistoryRing, loses_nothing_by_a_hundred_starts_with_a_destroyed_sector) {
    for (const std::uint32_t written : {128U, 150U, 191U, 192U}) {
        for (const std::uint32_t sector : {10U, 11U, 12U, 20U, 21U, 22U}) {
            for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
                W25qNorFlash device = ring_of(written);
                const std::uint32_t oldest = oldest_of(device);
                device.alter(sector * sector_bytes, std::vector<std::uint8_t>(sector_bytes, value));
                for (int start = 0; start < 100; ++start) {
                    Ring ring{device, small_ring};
                    ring.recover();
                }

                EXPECT_EQ(oldest_of(device), oldest) << sector;
                EXPECT_EQ(missing_of(device, written), std::vector<std::uint32_t>{}) << sector;
            }
        }
    }
}

TEST(HistoryRing, loses_nothing_by_a_hundred_starts_with_a_dead_sector) {
    for (const std::uint32_t sector : {10U, 11U, 12U, 20U, 21U, 22U}) {
        W25qNorFlash device = ring_of(150);
        FlashWithFaults bad;
        bad.part = device;
        bad.faults.set(sector, simulator::PageFault::dead);
        for (int start = 0; start < 100; ++start) {
            BadRing ring{bad.device, small_ring};
            ring.recover();
        }

        EXPECT_EQ(oldest_of(bad.part), oldest_of(device)) << sector;
        EXPECT_EQ(missing_of(bad.part, 150), std::vector<std::uint32_t>{}) << sector;
    }
}

TEST(HistoryRing, goes_on_behind_a_record_that_was_torn) {
    W25qNorFlash device = ring_of(70);
    device.alter(10 * sector_bytes + 71 * 64, std::array<std::uint8_t, 3>{1, 2, 3});
    Ring ring{device, small_ring};
    ring.recover();

    ASSERT_TRUE(ring.append(payload_of(72)));

    EXPECT_EQ(ring.newest(), 72U);
    EXPECT_EQ(missing_of(device, 72), std::vector<std::uint32_t>{71});
}

}  // namespace
