// A software card's file as the card in a reader of this process: for production without a reader.
#pragma once

#include <expected>
#include <filesystem>
#include <memory>

#include "apps/office_directory.h"
#include "card/host/card_file.h"
#include "card/identifiers.h"
#include "card/software_card.h"
#include "office/domain/card_link.h"

namespace apps {

class CardFileLink final : public office::CardLink {
 public:
    // The card of `serial` in FOLDER/SERIAL.card, which is made blank where it is not there.
    [[nodiscard]] static OrComplaint<std::unique_ptr<CardFileLink>> open(
        const std::filesystem::path& folder, card::CardSerial serial);

    // Refused: reader_gone where the file cannot be written.
    [[nodiscard]] std::expected<std::vector<std::uint8_t>, office::LinkProblem> transmit(
        std::span<const std::uint8_t> command) override;

 private:
    explicit CardFileLink(card::CardFile file) : file_{std::move(file)}, card_{file_.memory()} {}

    card::CardFile file_;
    card::SoftwareCard card_;
};

}  // namespace apps
