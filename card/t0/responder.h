// A card's end of T=0 (ISO/IEC 7816-3), where a command says either how many bytes it brings or how
// many it wants, never both: the answer to a command that brought data waits for GET RESPONSE
// (61xx), and a wish for another number of bytes than there are is told the right one (6Cxx).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "card/apdu.h"

namespace card {

// Answer to reset of a card that speaks T=0 alone, historical bytes "TWATT1".
inline constexpr std::array<std::uint8_t, 8> answer_to_reset_t0{0x3B, 0x06, 0x54, 0x57,
                                                                0x41, 0x54, 0x54, 0x31};

class T0Responder {
 public:
    // The command that the card is to process; nothing where `bytes` fetch what waits, or are no
    // command: then fetched() is the answer. What waited for another command is forgotten.
    [[nodiscard]] std::optional<ApduBytes> take(std::span<const std::uint8_t> bytes);
    [[nodiscard]] const ResponseBytes& fetched() const { return fetched_; }

    // What goes to the reader when the card has answered `response` to the command taken last.
    [[nodiscard]] ResponseBytes give(const ResponseBytes& response);

    void reset() { waiting_ = {}; }

 private:
    [[nodiscard]] ResponseBytes fetch(std::size_t wanted);

    bool brings_data_ = false;
    std::size_t wanted_ = 0;  // by a command without data
    ResponseData waiting_;
    ResponseBytes fetched_;
};

}  // namespace card
