#include "base/crc32c.h"

#include <array>
#include <cstddef>
#include <utility>

namespace base {
namespace {

constexpr std::uint32_t reflected_polynomial = 0x82F63B78;

// A big machine takes 16 bytes a step from 16 KiB of tables; a microcontroller can spare 64
// bytes, four bits a step.
constexpr bool has_room_for_byte_tables = sizeof(void*) == 8;
constexpr std::size_t bytes_a_step = 16;
using ByteTables = std::array<std::array<std::uint32_t, 256>, bytes_a_step>;

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

constexpr std::uint32_t pass_byte(std::uint32_t value, std::uint8_t byte) {
    value ^= byte;
    value = (value >> 4) ^ nibble_table[value & 0xFU];
    return (value >> 4) ^ nibble_table[value & 0xFU];
}

// tables[n][byte]: what `byte` makes of the checksum when n zero bytes follow it.
constexpr ByteTables make_byte_tables() {
    ByteTables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (auto& table : tables) {
            value = pass_byte(value, 0);
            table[byte] = value;
        }
    }
    return tables;
}

// Written out in full by the compiler: as a loop it takes three times as long.
template <std::size_t... Index>
std::uint32_t pass_step(std::uint32_t value, const std::uint8_t* bytes,
                        std::index_sequence<Index...>) {
    static constexpr ByteTables tables = make_byte_tables();
    constexpr std::size_t last = bytes_a_step - 1;
    return (tables[last - Index]
                  [((Index < 4 ? value >> (8 * Index % 32) : 0U) ^ bytes[Index]) & 0xFFU] ^
            ...);
}

// As many whole steps as `bytes` have; they are taken off its front.
std::uint32_t pass_whole_steps(std::uint32_t value, std::span<const std::uint8_t>& bytes) {
    for (; bytes.size() >= bytes_a_step; bytes = bytes.subspan(bytes_a_step)) {
        value = pass_step(value, bytes.data(), std::make_index_sequence<bytes_a_step>{});
    }
    return value;
}

}  // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t previous) {
    std::uint32_t value = ~previous;
    if constexpr (has_room_for_byte_tables) {
        value = pass_whole_steps(value, bytes);
    }
    for (const std::uint8_t byte : bytes) {
        value = pass_byte(value, byte);
    }
    return ~value;
}

}  // namespace base
