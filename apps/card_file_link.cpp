#include "apps/card_file_link.h"

#include <string>

#include "card/serial_text.h"
#include "office/web/secret.h"

namespace apps {

OrComplaint<std::unique_ptr<CardFileLink>> CardFileLink::open(const std::filesystem::path& folder,
                                                              card::CardSerial serial) {
    const card::SerialText digits = card::text_of(serial);
    const auto path = folder / (std::string{digits.begin(), digits.end()} + ".card");
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!std::filesystem::exists(path, error)) {
        const auto made = card::CardFile::create(path, card::SoftwareCard::blank(serial).image());
        if (!made) {
            return std::unexpected{made.error().reason};
        }
    }
    auto file = card::CardFile::open(path, card::Durability::through_power_cuts);
    if (!file) {
        return std::unexpected{file.error().reason};
    }
    return std::unique_ptr<CardFileLink>{new CardFileLink{std::move(*file)}};
}

std::expected<std::vector<std::uint8_t>, office::LinkProblem> CardFileLink::transmit(
    std::span<const std::uint8_t> command) {
    card::Challenge fresh{};
    office::fill_random(fresh);
    const std::uint32_t before = card_.changes();
    const auto answer = card_.process(command, fresh);
    // The image first: an answer must not be ahead of what the card keeps.
    if (card_.changes() != before && !file_.replace(card_.image())) {
        return std::unexpected{office::LinkProblem::reader_gone};
    }
    return std::vector<std::uint8_t>{answer.begin(), answer.end()};
}

}  // namespace apps
