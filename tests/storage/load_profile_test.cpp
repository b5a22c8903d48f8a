#include "meter/storage/load_profile.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "tests/storage/flash_with_faults.h"

namespace {

using boards::W25qNorFlash;
using meter::ScrubResult;
using storage_test::FlashWithFaults;
using storage_test::sector_bytes;

using Profile = meter::LoadProfile<W25qNorFlash>;
using BadProfile = meter::LoadProfile<FlashWithFaults::Device>;

constexpr meter::flash_layout::Ring four_sectors{
    .first_sector = 10, .second_copy = 0, .sectors = 4, .record_bytes = 16};
constexpr std::uint32_t per_sector = four_sectors.records_per_sector();
constexpr std::uint32_t first_place = 10 * sector_bytes;

std::array<std::uint8_t, 9> value_of(std::uint32_t number) {
    std::array<std::uint8_t, 9> value{};
    value[0] = static_cast<std::uint8_t>(number);
    value[1] = static_cast<std::uint8_t>(number >> 8);
    return value;
}

template <typename AnyProfile>
void fill(AnyProfile& profile, std::uint32_t up_to) {
    std::ignore = profile.recover();
    while (profile.newest() < up_to) {
        ASSERT_TRUE(profile.append(value_of(profile.newest() + 1)));
    }
}

W25qNorFlash profile_of(std::uint32_t records) {
    W25qNorFlash device;
    Profile profile{device, four_sectors};
    fill(profile, records);
    return device;
}

template <typename AnyProfile>
ScrubResult scrub_all(AnyProfile& profile) {
    ScrubResult sum;
    for (std::uint32_t sector = 0; sector < profile.sectors(); ++sector) {
        const auto found = profile.scrub(sector);
        sum.repaired += found.repaired;
        sum.lost += found.lost;
    }
    return sum;
}

// What was found of losses by `starts` starts with a whole scrub each.
std::vector<std::uint32_t> losses_of(W25qNorFlash& device, int starts) {
    std::vector<std::uint32_t> losses;
    for (int start = 0; start < starts; ++start) {
        Profile profile{device, four_sectors};
        const std::uint32_t at_start = profile.recover().lost;
        losses.push_back(at_start + scrub_all(profile).lost);
        profile.note_told();
    }
    return losses;
}

std::uint32_t readable_of(W25qNorFlash& device) {
    Profile profile{device, four_sectors};
    std::ignore = profile.recover();
    std::uint32_t readable = 0;
    for (std::uint32_t number = profile.oldest(); number <= profile.newest(); ++number) {
        std::array<std::uint8_t, 9> value{};
        readable += profile.read(number, value) && value == value_of(number) ? 1U : 0U;
    }
    return readable;
}

// Of those that are not there; one that stands for itself and one that stands for numbers used
// again.
bool is_gap(Profile& profile, std::uint32_t number) {
    std::array<std::uint8_t, 9> value{};
    const bool is_absent = !profile.read(number, value) && !profile.was_passed_over(number);
    return is_absent || profile.is_lost_before(number);
}

TEST(LoadProfile, a_flipped_bit_is_found_lost_once) {
    const W25qNorFlash whole = profile_of(20);
    for (std::uint32_t byte = 0; byte < 16; ++byte) {
        W25qNorFlash device = whole;
        std::array<std::uint8_t, 1> content{};
        const std::uint32_t address = first_place + 7 * 16 + byte;
        ASSERT_TRUE(device.read(address, content));
        content[0] ^= 0x10;
        device.alter(address, content);

        EXPECT_EQ(losses_of(device, 3), (std::vector<std::uint32_t>{1, 0, 0})) << byte;
        EXPECT_EQ(readable_of(device), 19U);
        Profile profile{device, four_sectors};
        std::ignore = profile.recover();
        EXPECT_TRUE(is_gap(profile, 7));
        EXPECT_FALSE(is_gap(profile, 8));
    }
}

TEST(LoadProfile, a_value_of_zeros_or_ones_is_found_lost_once) {
    for (const std::uint8_t value : std::array<std::uint8_t, 2>{0x00, 0xFF}) {
        W25qNorFlash device = profile_of(20);
        device.alter(first_place + 7 * 16, std::vector<std::uint8_t>(2 * 16, value));

        EXPECT_EQ(losses_of(device, 3), (std::vector<std::uint32_t>{2, 0, 0}));
        EXPECT_EQ(readable_of(device), 18U);
        Profile profile{device, four_sectors};
        std::ignore = profile.recover();
        EXPECT_TRUE(is_gap(profile, 7) && is_gap(profile, 8) && !is_gap(profile, 9));
    }
}

// Wherever the newest record lies and whichever sector it is: its records are lost, no others, and
// that is told once and shows.
TEST(LoadProfile, a_destroyed_sector_loses_its_own_records_and_is_told_once) {
    for (const std::uint32_t written : {300U, 511U, 512U, 600U, 1'100U, 1'279U, 1'280U}) {
        const W25qNorFlash whole = profile_of(written);
        for (std::uint32_t sector = 0; sector < 4; ++sector) {
            for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
                W25qNorFlash device = whole;
                const std::uint32_t before = readable_of(device);
                device.alter((10 + sector) * sector_bytes,
                             std::vector<std::uint8_t>(sector_bytes, value));

                const auto losses = losses_of(device, 3);

                const std::uint32_t lost = before - readable_of(device);
                const bool is_erased_next = (written + 1) % 1'024 == sector * per_sector;
                EXPECT_LE(lost, per_sector);
                EXPECT_EQ(losses[0] > 0, lost > 0 && !is_erased_next) << written << ' ' << sector;
                EXPECT_EQ(losses[1] + losses[2], 0U) << written << ' ' << sector;
                Profile profile{device, four_sectors};
                std::ignore = profile.recover();
                ASSERT_TRUE(profile.append(value_of(1)));
                bool shows = false;
                for (std::uint32_t n = profile.oldest(); n <= profile.newest(); ++n) {
                    shows = shows || is_gap(profile, n);
                }
                EXPECT_EQ(shows, losses[0] > 0) << written << ' ' << sector;
            }
        }
    }
}

TEST(LoadProfile, the_newest_sector_destroyed_again_is_told_again) {
    W25qNorFlash device = profile_of(300);
    for (int i = 0; i < 3; ++i) {
        device.alter(11 * sector_bytes, std::vector<std::uint8_t>(sector_bytes, 0));
        EXPECT_EQ(losses_of(device, 2), (std::vector<std::uint32_t>{1, 0}));
        Profile profile{device, four_sectors};
        fill(profile, 300);
    }
}

TEST(LoadProfile, a_destroyed_head_hides_no_record_of_its_sector) {
    for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
        W25qNorFlash device = profile_of(300);
        device.alter(11 * sector_bytes, std::vector<std::uint8_t>(16 * 16, value));

        EXPECT_EQ(losses_of(device, 2), (std::vector<std::uint32_t>{16, 0}));
        EXPECT_EQ(readable_of(device), 300U - 16U);
    }
}

TEST(LoadProfile, the_newest_value_made_zeros_is_found_lost) {
    W25qNorFlash device = profile_of(20);
    device.alter(first_place + 20 * 16, std::array<std::uint8_t, 16>{});
    Profile profile{device, four_sectors};
    std::ignore = profile.recover();
    ASSERT_TRUE(profile.append(value_of(21)));

    EXPECT_EQ(scrub_all(profile).lost, 1U);
    EXPECT_EQ(profile.newest(), 21U);
    EXPECT_TRUE(is_gap(profile, 20));
}

TEST(LoadProfile, a_loss_that_was_not_told_before_the_power_went_is_found_by_the_next_start) {
    W25qNorFlash device = profile_of(20);
    device.alter(first_place + 5 * 16, std::array<std::uint8_t, 16>{});
    Profile before{device, four_sectors};
    std::ignore = before.recover();
    ASSERT_EQ(scrub_all(before).lost, 1U);

    Profile again{device, four_sectors};
    const std::uint32_t at_start = again.recover().lost;
    again.note_told();

    EXPECT_EQ(at_start, 1U);
    EXPECT_EQ(losses_of(device, 1), (std::vector<std::uint32_t>{0}));
}

TEST(LoadProfile, a_record_that_a_cut_tore_is_no_loss) {
    W25qNorFlash device = profile_of(20);
    device.alter(first_place + 21 * 16, std::array<std::uint8_t, 5>{0, 0, 21, 21});

    Profile profile{device, four_sectors};
    std::ignore = profile.recover();
    ASSERT_TRUE(profile.append(value_of(22)));

    EXPECT_EQ(profile.newest(), 22U);
    EXPECT_TRUE(profile.was_passed_over(21));
    EXPECT_FALSE(is_gap(profile, 21));
    EXPECT_EQ(scrub_all(profile), ScrubResult{});
    EXPECT_EQ(losses_of(device, 2), (std::vector<std::uint32_t>{0, 0}));
}

TEST(LoadProfile, a_dead_sector_is_skipped_and_told_and_is_no_gap) {
    FlashWithFaults bad;
    bad.faults.set(11, simulator::PageFault::dead);
    BadProfile profile{bad.device, four_sectors};
    fill(profile, 2'000);

    std::uint32_t kept = 0;
    for (std::uint32_t number = profile.oldest(); number <= profile.newest(); ++number) {
        std::array<std::uint8_t, 9> value{};
        const bool is_read = profile.read(number, value);
        kept += is_read ? 1U : 0U;
        EXPECT_TRUE(is_read || profile.was_passed_over(number));
    }
    EXPECT_GE(kept, four_sectors.kept_at_least() - per_sector);
    EXPECT_GT(scrub_all(profile).lost, 0U);
    EXPECT_EQ(scrub_all(profile).lost, 0U);
    BadProfile again{bad.device, four_sectors};
    std::ignore = again.recover();
    EXPECT_EQ(again.newest(), profile.newest());
}

TEST(LoadProfile, a_read_that_was_disturbed_once_is_no_loss) {
    FlashWithFaults bad;
    BadProfile profile{bad.device, four_sectors};
    fill(profile, 20);
    bad.faults.set(10, simulator::PageFault::reads_wrong_once);

    EXPECT_EQ(scrub_all(profile), ScrubResult{});
}

TEST(LoadProfile, takes_over_what_the_format_before_marked_in_its_places) {
    W25qNorFlash device = profile_of(20);
    device.alter(first_place + 5 * 16, std::array<std::uint8_t, 16>{});  // torn by a cut
    device.alter(first_place + 9 * 16, std::array<std::uint8_t, 12>{});  // found lost and told
    Profile profile{device, four_sectors};
    std::ignore = profile.recover();

    profile.take_over_marks();

    EXPECT_TRUE(!is_gap(profile, 5) && is_gap(profile, 9));
    EXPECT_EQ(losses_of(device, 1), (std::vector<std::uint32_t>{0}));
}

TEST(LoadProfile, loses_nothing_with_any_sector_of_its_notes) {
    for (std::uint32_t sector = 251; sector < 255; ++sector) {
        for (const std::uint8_t value : std::array<std::uint8_t, 3>{0x00, 0xFF, 0x5A}) {
            W25qNorFlash device = profile_of(1'100);
            const std::uint32_t before = readable_of(device);
            device.alter(sector * sector_bytes, std::vector<std::uint8_t>(sector_bytes, value));
            device.alter(10 * sector_bytes, std::vector<std::uint8_t>(sector_bytes, value));

            EXPECT_EQ(losses_of(device, 2), (std::vector<std::uint32_t>{1, 0}));
            EXPECT_EQ(readable_of(device), before - (1'100 - 1'023));
        }
    }
}

}  // namespace
