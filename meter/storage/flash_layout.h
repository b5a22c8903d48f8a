// Where what lies in the meter's flash; docs/formats/flash.md draws it and sums it up.
#pragma once

#include <cstddef>
#include <cstdint>

#include "meter/ports/nor_flash.h"

namespace meter::flash_layout {

inline constexpr std::uint32_t sectors = 256;
inline constexpr std::uint32_t size_bytes = sectors * nor_sector_bytes;

// A ring of records of one size. Writing goes through it sector by sector; the sector that is
// begun is erased first, so `sectors` - 1 of them are always full once it has gone round.
struct Ring {
    std::uint32_t first_sector = 0;
    std::uint32_t second_copy = 0;  // its first sector; 0 = the records live once
    std::uint32_t sectors = 0;      // of each copy
    std::uint32_t record_bytes = 0;

    [[nodiscard]] constexpr std::uint32_t records_per_sector() const {
        return static_cast<std::uint32_t>(nor_sector_bytes) / record_bytes;
    }
    // How many records are there at least, once as many were written.
    [[nodiscard]] constexpr std::uint32_t kept_at_least() const {
        return (sectors - 1) * records_per_sector();
    }
    [[nodiscard]] constexpr std::uint32_t end() const {
        return (second_copy == 0 ? first_sector : second_copy) + sectors;
    }
};

inline constexpr std::uint32_t first_header_sector = 0;
inline constexpr std::uint32_t second_header_sector = sectors - 1;

inline constexpr Ring events{
    .first_sector = 1, .second_copy = 34, .sectors = 33, .record_bytes = 64};
inline constexpr Ring day_ends{
    .first_sector = 67, .second_copy = 69, .sectors = 2, .record_bytes = 64};
inline constexpr Ring month_ends{
    .first_sector = 71, .second_copy = 73, .sectors = 2, .record_bytes = 64};
inline constexpr Ring reports{
    .first_sector = 75, .second_copy = 77, .sectors = 2, .record_bytes = 64};
inline constexpr Ring load_profile{
    .first_sector = 79, .second_copy = 0, .sectors = 76, .record_bytes = 16};

// Two images of the program, 192 KiB each.
inline constexpr std::uint32_t first_image_sector = 155;
inline constexpr std::uint32_t image_sectors = 48;

inline constexpr Ring profile_notes{
    .first_sector = 251, .second_copy = 253, .sectors = 2, .record_bytes = 16};

static_assert(events.kept_at_least() >= 2'000 && events.end() == day_ends.first_sector);
static_assert(day_ends.kept_at_least() >= 62 && day_ends.end() == month_ends.first_sector);
static_assert(month_ends.kept_at_least() >= 24 && month_ends.end() == reports.first_sector);
static_assert(reports.kept_at_least() >= 32 && reports.end() == load_profile.first_sector);
static_assert(load_profile.kept_at_least() >= 400 * 48 && load_profile.end() == first_image_sector);
static_assert(first_image_sector + 2 * image_sectors == profile_notes.first_sector);
// A note for each of the sectors that the profile has, and as many again.
static_assert(profile_notes.kept_at_least() >= 2 * load_profile.sectors);
static_assert(profile_notes.end() == second_header_sector);

}  // namespace meter::flash_layout
