// The slot that a card is put into.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

namespace meter {

// send() gives a command to the card and returns at once; the answer comes by
// Meter::card_answered(), or Meter::card_silent() after the board's own time-out. reset() makes the
// card forget its session. Both do nothing for a card that was pulled.
template <typename S>
concept CardSlot = requires(S slot, std::span<const std::uint8_t> command) {
    { slot.reset() } -> std::same_as<void>;
    { slot.send(command) } -> std::same_as<void>;
};

}  // namespace meter
