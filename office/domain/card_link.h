// One desk's card reader, with the card that lies in it.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

namespace office {

enum class LinkProblem : std::uint8_t {
    no_card,      // none in the reader
    card_pulled,  // during this exchange
    reader_gone,  // unplugged, or its service stopped
    desk_gone,    // the desk's connection broke or did not answer in time
};

class CardLink {
 public:
    virtual ~CardLink() = default;

    // Sends one command APDU and gives the response with its status word. Blocks until then.
    [[nodiscard]] virtual std::expected<std::vector<std::uint8_t>, LinkProblem> transmit(
        std::span<const std::uint8_t> command) = 0;
};

}  // namespace office
