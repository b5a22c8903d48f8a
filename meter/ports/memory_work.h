// What a board's memory devices have done.
#pragma once

#include <cstdint>

namespace meter {

// Since the board's start, each modulo 2^32.
struct MemoryWork {
    std::uint32_t eeprom_pages = 0;   // written
    std::uint32_t flash_pages = 0;    // programmed
    std::uint32_t flash_sectors = 0;  // erased

    constexpr bool operator==(const MemoryWork&) const = default;
};

[[nodiscard]] constexpr MemoryWork operator-(const MemoryWork& later, const MemoryWork& earlier) {
    return {.eeprom_pages = later.eeprom_pages - earlier.eeprom_pages,
            .flash_pages = later.flash_pages - earlier.flash_pages,
            .flash_sectors = later.flash_sectors - earlier.flash_sectors};
}

}  // namespace meter
