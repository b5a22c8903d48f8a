// The hand that puts a card of a folder into the meter's slot and pulls it out: each file of the
// folder that is a software card is one card, and works here exactly as in tallywatt-card.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/descriptor.h"
#include "boards/host/face/hand_error.h"

namespace boards {

struct CardInFolder {
    std::string name;  // of the file
    std::string serial;
    std::string meter;  // that it was issued for; "0" on a blank one
};

class CardHand {
 public:
    // More cards than this are not shown.
    static constexpr std::size_t most_cards = 100;

    explicit CardHand(std::filesystem::path folder);
    CardHand(CardHand&&) noexcept;
    CardHand& operator=(CardHand&&) noexcept;
    // Pulls the card that is in.
    ~CardHand();

    // By name. A file that is no card is passed over.
    [[nodiscard]] std::vector<CardInFolder> cards() const;

    // Starts the card of that name; gives the end of its contacts that belongs into the slot.
    // Refused: a card is in, no card of that name, it is elsewhere already or cannot be read.
    [[nodiscard]] std::expected<Descriptor, HandFault> put_in(std::string_view name);
    // Nothing happens where no card is in.
    void pull();
    // The name of the card that is in; empty where none is.
    [[nodiscard]] std::string_view card_in() const;

 private:
    class Insertion;

    std::filesystem::path folder_;
    std::unique_ptr<Insertion> insertion_;
};

}  // namespace boards
