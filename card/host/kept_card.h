// A card at work out of its file: each change is in the file before the answer goes anywhere, and
// the try of a guess is taken from the file before the guess is compared.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>

#include "card/host/card_file.h"
#include "card/software_card.h"

namespace card {

class KeptCard {
 public:
    // `file` must outlive it.
    explicit KeptCard(CardFile& file);

    // Refused: cannot_write; then the command counts as unanswered.
    [[nodiscard]] std::expected<ResponseBytes, CardFileFault> answer(
        std::span<const std::uint8_t> command);
    void reset() { card_.reset(); }

 private:
    [[nodiscard]] std::expected<void, CardFileFault> keep();

    CardFile& file_;
    std::unique_ptr<FieldMemory> field_;  // none on a card without room
    SoftwareCard card_;
    std::uint32_t kept_ = 0;  // of card_.changes()
};

}  // namespace card
