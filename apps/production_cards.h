// Where the cards of a production run come from: a reader at which somebody changes them, or files.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "apps/office_directory.h"
#include "office/domain/card_link.h"
#include "office/domain/production_file.h"

namespace apps {

// A card that is ready to be personalised for a row.
struct ReadyCard {
    office::CardLink* link = nullptr;  // lives as long as the source
    card::CardSerial serial{};
};

class CardSource {
 public:
    virtual ~CardSource() = default;

    // The card that `wanted` asks for: blank, or `pending`, the one that an interrupted run has
    // begun. Refused with a sentence, after the source's patience.
    [[nodiscard]] virtual OrComplaint<ReadyCard> next(const office::CardWanted& wanted,
                                                      std::optional<card::CardSerial> pending) = 0;
};

[[nodiscard]] std::unique_ptr<CardSource> cards_in_folder(std::filesystem::path folder);

// Calls `ask(what)` once for each card that is not in the reader yet.
[[nodiscard]] std::unique_ptr<CardSource> cards_in_reader(
    std::string reader, std::chrono::seconds patience, std::function<void(const std::string&)> ask);

}  // namespace apps
