// Commands as a reader may bring them to a card (ISO/IEC 7816-4): with short or extended lengths,
// whole or in a chain whose parts add up to one command.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "card/apdu.h"

namespace card {

class CommandAssembly {
 public:
    // The command that `bytes` are, or complete; nothing where more parts follow. Refused, and a
    // begun chain is forgotten: wrong_length for lengths that do not say what follows and for more
    // than 255 bytes of data, chain_broken where another command comes in the middle of a chain.
    [[nodiscard]] std::expected<std::optional<Command>, StatusWord> take(
        std::span<const std::uint8_t> bytes);

    void forget() { begun_.reset(); }

 private:
    std::optional<Command> begun_;  // what the parts so far add up to
};

}  // namespace card
