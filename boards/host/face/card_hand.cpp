#include "boards/host/face/card_hand.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <system_error>
#include <thread>
#include <utility>

#include "boards/host/system_reason.h"
#include "card/host/card_file.h"
#include "card/host/insertion.h"
#include "card/serial_text.h"

namespace boards {

namespace files = std::filesystem;

namespace {

std::unexpected<HandFault> refused(HandError error, std::string reason) {
    return std::unexpected{HandFault{.error = error, .reason = std::move(reason)}};
}

}  // namespace

// A card at work in a thread of its own, until it is pulled or the slot lets it go.
class CardHand::Insertion {
 public:
    Insertion(std::string name, card::CardFile file, Descriptor contacts, Descriptor pulled)
        : name_{std::move(name)},
          pulled_{std::move(pulled)},
          // A card that can no longer keep its state stops answering, like one that is broken.
          work_{[file = std::move(file), contacts = std::move(contacts),
                 pulled = pulled_.number()]() mutable {
              (void)card::serve(file, contacts.number(), pulled);
          }} {}
    Insertion(const Insertion&) = delete;
    Insertion& operator=(const Insertion&) = delete;
    ~Insertion() {
        const std::uint64_t one = 1;
        (void)!::write(pulled_.number(), &one, sizeof one);
        work_.join();
    }

    [[nodiscard]] const std::string& name() const { return name_; }

 private:
    std::string name_;
    Descriptor pulled_;  // becomes readable when the card is pulled
    std::thread work_;
};

CardHand::CardHand(files::path folder) : folder_{std::move(folder)} {}
CardHand::CardHand(CardHand&&) noexcept = default;
CardHand& CardHand::operator=(CardHand&&) noexcept = default;
CardHand::~CardHand() = default;

std::vector<CardInFolder> CardHand::cards() const {
    std::vector<CardInFolder> found;
    std::error_code error;
    for (files::directory_iterator entry{folder_, error}, end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_regular_file(ignored)) {
            continue;
        }
        if (const auto memory = card::look_at_card(entry->path())) {
            const card::SerialText serial = card::text_of(memory->id.serial);
            found.push_back({.name = entry->path().filename().string(),
                             .serial = {serial.begin(), serial.end()},
                             .meter = std::to_string(std::to_underlying(memory->id.meter))});
        }
    }
    std::ranges::sort(found, {}, &CardInFolder::name);
    found.resize(std::min(found.size(), most_cards));
    return found;
}

std::expected<Descriptor, HandFault> CardHand::put_in(std::string_view name) {
    if (insertion_) {
        return refused(HandError::slot_taken, "a card is in: pull it first");
    }
    // Only names of the list: never a path that leads out of the folder.
    const auto known = cards();
    if (std::ranges::find(known, name, &CardInFolder::name) == known.end()) {
        return refused(HandError::no_such_card,
                       "there is no card " + std::string{name} + " in the folder");
    }
    auto file = card::CardFile::open(folder_ / name, card::Durability::through_power_cuts);
    if (!file) {
        return refused(file.error().error == card::CardFileError::in_use
                           ? HandError::card_elsewhere
                           : HandError::card_not_readable,
                       file.error().reason);
    }
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return refused(HandError::no_contact, "cannot connect the card: " + system_reason());
    }
    Descriptor slot{ends[0]};
    Descriptor contacts{ends[1]};
    Descriptor pulled{::eventfd(0, EFD_CLOEXEC)};
    if (!pulled.is_open() || ::fcntl(slot.number(), F_SETFL, O_NONBLOCK) != 0) {
        return refused(HandError::no_contact, "cannot connect the card: " + system_reason());
    }
    insertion_ = std::make_unique<Insertion>(std::string{name}, *std::move(file),
                                             std::move(contacts), std::move(pulled));
    return slot;
}

void CardHand::pull() {
    insertion_.reset();
}

std::string_view CardHand::card_in() const {
    return insertion_ ? std::string_view{insertion_->name()} : std::string_view{};
}

}  // namespace boards
