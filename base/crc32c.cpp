#include "base/crc32c.h"

#include <array>

namespace base {
namespace {

constexpr std::uint32_t reflected_polynomial = 0x82F63B78;

// Four bits a step: 64 bytes of table, which a microcontroller can spare.
constexpr std::array<std::uint32_t, 16> nibble_table = [] {
    std::array<std::uint32_t, 16> table{};
    for (std::uint32_t nibble = 0; nibble < 16; ++nibble) {
        std::uint32_t value = nibble;
        for (int bit = 0; bit < 4; ++bit) {
            value = (value & 1U) != 0 ? (value >> 1) ^ reflected_polynomial : value >> 1;
        }
        table[nibble] = value;
    }
    return table;
}();

}  // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t previous) {
    std::uint32_t value = ~previous;
    for (const std::uint8_t byte : bytes) {
        value ^= byte;
        value = (value >> 4) ^ nibble_table[value & 0xFU];
        value = (value >> 4) ^ nibble_table[value & 0xFU];
    }
    return ~value;
}

}  // namespace base
