// Tells whether bytes are the same as before without keeping them.
#pragma once

#include <cstdint>
#include <span>

namespace meter {

// Two contents have the same mark with a chance of 1 in 2^64: a meter that commits for twenty
// years compares a million of them.
enum class ContentMark : std::uint64_t {};

// source   the FNV-1a hash of Fowler, Noll and Vo, 64 bits
[[nodiscard]] constexpr ContentMark mark_of(std::span<const std::uint8_t> content) {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
    for (const std::uint8_t byte : content) {
        hash = (hash ^ byte) * 0x100'0000'01B3;
    }
    return ContentMark{hash};
}

}  // namespace meter
