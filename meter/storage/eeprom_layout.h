// Where what lies in the meter's EEPROM; docs/formats/flash.md draws it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "meter/ports/eeprom.h"

namespace meter::eeprom_layout {

inline constexpr std::uint32_t pages = 512;
inline constexpr std::uint32_t size_bytes = pages * eeprom_page_bytes;

// The device header lives at both ends.
inline constexpr std::uint32_t first_header_page = 0;
inline constexpr std::uint32_t second_header_page = pages - 1;

// A state record fills a place of its own; two places hold the same record.
inline constexpr std::uint32_t first_place_page = 8;
inline constexpr std::uint32_t place_pages = 30;
inline constexpr std::uint32_t places = 6;

// Energy records follow each other in a ring, each in two pages.
inline constexpr std::uint32_t first_ring_page = 191;
inline constexpr std::uint32_t ring_pages = 320;

static_assert(first_place_page + places * place_pages <= first_ring_page);
static_assert(first_ring_page + ring_pages == second_header_page);

// Pages that hold nothing and stay erased, by a number of their own.
inline constexpr std::uint32_t free_pages_before_places = first_place_page - 1;
inline constexpr std::uint32_t first_free_page_behind = first_place_page + places * place_pages;
inline constexpr std::uint32_t free_pages =
    free_pages_before_places + first_ring_page - first_free_page_behind;

[[nodiscard]] constexpr std::uint32_t free_page(std::uint32_t index) {
    return index < free_pages_before_places
               ? 1 + index
               : first_free_page_behind + index - free_pages_before_places;
}

[[nodiscard]] constexpr std::uint32_t place_page(std::uint32_t place) {
    return first_place_page + place * place_pages;
}

}  // namespace meter::eeprom_layout
