// What a card answers to a reset (ISO/IEC 7816-3): which protocol it speaks, and the longest field
// that it takes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "card/t1/block.h"

namespace card {

// Ours, in every reader and slot: T=1 alone, fields of 254 bytes, at most 43 elementary time units
// between two bytes of a block and 0.2 s before an answer, historical bytes "TWATT1".
inline constexpr std::array<std::uint8_t, 13> answer_to_reset{
    0x3B, 0x86, 0x81, 0x31, 0xFE, 0x15, 0x54, 0x57, 0x41, 0x54, 0x54, 0x31, 0xAE};

struct AnswerToReset {
    std::uint8_t protocol = 0;  // that the card speaks unless it is told to change
    std::size_t card_field = t1_default_field;

    bool operator==(const AnswerToReset&) const = default;
};

enum class ResetAnswerFault : std::uint8_t {
    incomplete,  // more bytes must come
    malformed,   // another convention, a wrong check byte, bytes after the last
};

inline constexpr std::size_t longest_answer_to_reset = 33;

// Refused: every ResetAnswerFault.
[[nodiscard]] std::expected<AnswerToReset, ResetAnswerFault> decode_answer_to_reset(
    std::span<const std::uint8_t> bytes);

}  // namespace card
