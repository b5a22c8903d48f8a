// What a card on real contacts answers to a reset (ISO/IEC 7816-3): T=1 alone, fields of 254 bytes,
// at most 43 elementary time units between two bytes of a block and 0.2 s before an answer,
// historical bytes "TWATT1". In the virtual reader, which has no contacts, the shorter one of
// commands.h says as much as is needed.
#pragma once

#include <array>
#include <cstdint>

namespace card {

inline constexpr std::array<std::uint8_t, 13> answer_to_reset_on_contacts{
    0x3B, 0x86, 0x81, 0x31, 0xFE, 0x15, 0x54, 0x57, 0x41, 0x54, 0x54, 0x31, 0xAE};

}  // namespace card
