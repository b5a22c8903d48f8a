// The answer to INITIALIZE UPDATE:
//
//   diversification 10 | key set 1 | 03 | i 1 | card challenge 8 | card cryptogram 8 [| counter 3]
//
// i says how the challenge is made: 60 at random, as our cards do; 70 from a counter that follows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "card/commands.h"
#include "card/scp03/session.h"

namespace card {

struct InitializeUpdateAnswer {
    std::array<std::uint8_t, 10> diversification{};  // card serial 8, generation 2
    KeySet key_set = KeySet::issuer;
    Challenge card_challenge{};
    Cryptogram card_cryptogram{};
};

inline constexpr std::size_t initialize_update_answer_size = 29;

[[nodiscard]] std::array<std::uint8_t, initialize_update_answer_size> encode(
    const InitializeUpdateAnswer& answer);

// Nothing for another length, another protocol than SCP03, or an `i` that announces something else
// than protected responses.
[[nodiscard]] std::optional<InitializeUpdateAnswer> decode_initialize_update(
    std::span<const std::uint8_t> bytes);

}  // namespace card
