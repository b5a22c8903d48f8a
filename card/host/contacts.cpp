#include "card/host/contacts.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

#include "card/t1/answer_to_reset.h"
#include "card/t1/contact_stream.h"
#include "card/t1/station.h"

namespace card {
namespace {

constexpr int for_ever = -1;

class CardOnContacts {
 public:
    CardOnContacts(KeptCard& card, int slot) : card_{card}, slot_{slot} {}

    [[nodiscard]] int patience() const {
        return station_.patience() == T1Patience::character
                   ? static_cast<int>(contact_character_wait.count())
                   : for_ever;
    }
    // False where the slot takes no more.
    [[nodiscard]] bool silence() {
        station_.silence();
        return send_output();
    }
    [[nodiscard]] std::expected<bool, CardFileFault> take(std::uint8_t byte) {
        const auto event = reader_.take(byte);
        if (event.kind == ContactReader::Kind::reset) {
            card_.reset();
            station_.reset();
            return send(answer_to_reset);
        }
        if (event.kind == ContactReader::Kind::byte) {
            station_.receive(event.byte);
        }
        if (const auto command = station_.take_message()) {
            const auto answer = card_.answer(*command);
            if (!answer) {
                return std::unexpected{answer.error()};
            }
            station_.send(*answer);
        }
        return send_output();
    }

 private:
    [[nodiscard]] bool send(std::span<const std::uint8_t> bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(slot_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0 && errno != EINTR) {
                return false;
            }
            bytes = bytes.subspan(sent > 0 ? static_cast<std::size_t>(sent) : 0);
        }
        return true;
    }
    [[nodiscard]] bool send_output() {
        const auto block = station_.take_output();
        return !block || send(*block);
    }

    KeptCard& card_;
    int slot_;
    ContactReader reader_;
    T1Station station_{T1Role::card};
};

}  // namespace

std::expected<InsertionEnd, CardFileFault> serve_contacts(KeptCard& card, int slot, int pulled) {
    CardOnContacts contacts{card, slot};
    while (true) {
        std::array<pollfd, 2> waiting{{{slot, POLLIN, 0}, {pulled, POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), contacts.patience());
        if (ready < 0 && errno != EINTR) {
            return InsertionEnd::reader_gone;
        }
        if (ready > 0 && waiting[1].revents != 0) {
            return InsertionEnd::pulled_out;
        }
        if (ready == 0 && !contacts.silence()) {
            return InsertionEnd::reader_gone;
        }
        if (ready <= 0 || waiting[0].revents == 0) {
            continue;
        }
        std::array<std::uint8_t, 512> bytes{};
        const auto count = ::recv(slot, bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            return InsertionEnd::reader_gone;
        }
        for (const std::uint8_t byte : std::span{bytes}.first(static_cast<std::size_t>(count))) {
            const auto goes_on = contacts.take(byte);
            if (!goes_on) {
                return std::unexpected{goes_on.error()};
            }
            if (!*goes_on) {
                return InsertionEnd::reader_gone;
            }
        }
    }
}

}  // namespace card
