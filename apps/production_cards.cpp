#include "apps/production_cards.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "apps/card_file_link.h"
#include "card/serial_text.h"
#include "office/reader/card_visit.h"
#include "office/reader/pcsc_reader.h"

namespace apps {
namespace {

class FolderCards final : public CardSource {
 public:
    explicit FolderCards(std::filesystem::path folder) : folder_{std::move(folder)} {}

    OrComplaint<ReadyCard> next(const office::CardWanted& wanted,
                                std::optional<card::CardSerial> pending) override {
        const auto* const named = std::get_if<card::CardSerial>(&wanted);
        if (named == nullptr && !pending) {
            return std::unexpected{std::string{"a card file needs its serial in the row"}};
        }
        const card::CardSerial serial = named != nullptr ? *named : *pending;
        card_.reset();  // a card is in one place at a time
        auto opened = CardFileLink::open(folder_, serial);
        if (!opened) {
            return std::unexpected{opened.error()};
        }
        card_ = std::move(*opened);
        return ReadyCard{card_.get(), serial};
    }

 private:
    std::filesystem::path folder_;
    std::unique_ptr<CardFileLink> card_;
};

class ReaderCards final : public CardSource {
 public:
    ReaderCards(std::string reader, std::chrono::seconds patience,
                std::function<void(const std::string&)> ask)
        : reader_{std::move(reader)}, patience_{patience}, ask_{std::move(ask)} {}

    OrComplaint<ReadyCard> next(const office::CardWanted& wanted,
                                std::optional<card::CardSerial> pending) override {
        using Clock = std::chrono::steady_clock;
        constexpr std::chrono::milliseconds pause{20};
        const auto end = Clock::now() + patience_;
        std::string asked;
        do {
            const std::string missing = look(wanted, pending);
            if (missing.empty()) {
                return ReadyCard{&reader_, found_};
            }
            reader_.release();
            if (missing != asked) {
                asked = missing;
                ask_(missing);
            }
            std::this_thread::sleep_for(pause);
        } while (Clock::now() < end);
        return std::unexpected{"nobody did this in time: " + asked};
    }

 private:
    // What a person must do first; nothing where the right card is there.
    std::string look(const office::CardWanted& wanted, std::optional<card::CardSerial> pending) {
        const auto connected = reader_.connect();
        if (!connected) {
            return connected.error() == office::LinkProblem::reader_gone ? "connect a card reader"
                                                                         : "put a blank card in";
        }
        const auto visit = office::CardVisit::begin(reader_);
        if (!visit) {
            return "put a blank card in";
        }
        const card::IdRecord& id = visit->id();
        const auto* const named = std::get_if<card::CardSerial>(&wanted);
        const auto only = pending ? pending : named ? std::optional{*named} : std::nullopt;
        if (only && id.serial != *only) {
            const card::SerialText digits = card::text_of(*only);
            return "put card " + std::string{digits.begin(), digits.end()} + " in";
        }
        if (id.life_cycle != card::LifeCycle::blank && !pending) {
            return "take this card out and put a blank one in";
        }
        found_ = id.serial;
        return {};
    }

    office::PcscReader reader_;
    std::chrono::seconds patience_;
    std::function<void(const std::string&)> ask_;
    card::CardSerial found_{};
};

}  // namespace

std::unique_ptr<CardSource> cards_in_folder(std::filesystem::path folder) {
    return std::make_unique<FolderCards>(std::move(folder));
}

std::unique_ptr<CardSource> cards_in_reader(std::string reader, std::chrono::seconds patience,
                                            std::function<void(const std::string&)> ask) {
    return std::make_unique<ReaderCards>(std::move(reader), patience, std::move(ask));
}

}  // namespace apps
