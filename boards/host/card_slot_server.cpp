#include "boards/host/card_slot_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/ensure.h"
#include "boards/host/socket_address.h"
#include "boards/host/system_reason.h"

namespace boards {
namespace {

constexpr std::uint8_t power_on = 0x01;
constexpr std::uint8_t reset_card = 0x02;
constexpr std::uint8_t get_answer_to_reset = 0x04;
constexpr std::size_t length_size = 2;

void set_option(int socket, int level, int option) {
    const int on = 1;
    (void)::setsockopt(socket, level, option, &on, sizeof on);
}

}  // namespace

std::expected<CardSlotServer, FileError> CardSlotServer::listen(std::string_view address_text) {
    const auto address = parse_address(address_text);
    if (!address) {
        return std::unexpected{FileError{"the slot needs HOST:PORT like 127.0.0.1:35963, not '" +
                                         std::string{address_text} + "'"}};
    }
    CardSlotServer slot;
    slot.listener_ = Descriptor{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!slot.listener_.is_open()) {
        return std::unexpected{FileError{"cannot open a slot: " + system_reason()}};
    }
    set_option(slot.listener_.number(), SOL_SOCKET, SO_REUSEADDR);
    // One card fits in; the next one waits outside.
    if (::bind(slot.listener_.number(), reinterpret_cast<const sockaddr*>(&*address),
               sizeof *address) != 0 ||
        ::listen(slot.listener_.number(), 1) != 0) {
        return std::unexpected{FileError{"cannot open the slot at " + std::string{address_text} +
                                         ": " + system_reason()}};
    }
    return slot;
}

void CardSlotServer::reset() {
    send_message(std::array{reset_card});
}

void CardSlotServer::send(std::span<const std::uint8_t> command) {
    send_message(command);
    ++answers_owed_;
    unasked_ = 0;
    is_waiting_ = true;
    deadline_ = Clock::now() + longest_silence;
}

std::optional<SlotEvent> CardSlotServer::next(Clock::time_point now) {
    if (!card_.is_open() && !accept_card(now)) {
        return std::nullopt;
    }
    if (auto event = take_event()) {
        return event;
    }
    if (!broken_ && receive()) {
        if (auto event = take_event()) {
            return event;
        }
    }
    return broken_ ? drop_card() : judge_silence(now);
}

// The first event among the messages received so far.
std::optional<SlotEvent> CardSlotServer::take_event() {
    while (!broken_) {
        auto message = take_message();
        if (!message) {
            break;
        }
        if (auto event = judge_message(*std::move(message))) {
            return event;
        }
    }
    return std::nullopt;
}

// True once a card has connected; it is powered and asked for its answer to reset.
bool CardSlotServer::accept_card(Clock::time_point now) {
    Descriptor card{::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (!card.is_open()) {
        return false;
    }
    set_option(card.number(), IPPROTO_TCP, TCP_NODELAY);
    put_in(std::move(card), now);
    return true;
}

void CardSlotServer::put_in(Descriptor card, Clock::time_point now) {
    base::ensure(is_empty());
    card_ = std::move(card);
    send_message(std::array{power_on});
    send_message(std::array{get_answer_to_reset});
    deadline_ = now + longest_silence;
}

// True where more bytes came.
bool CardSlotServer::receive() {
    // A card that sends length and body apart would wait for our acknowledgement in between.
    set_option(card_.number(), IPPROTO_TCP, TCP_QUICKACK);
    std::array<std::uint8_t, 4096> part{};
    const ssize_t got = ::recv(card_.number(), part.data(), part.size(), 0);
    if (got > 0) {
        received_.insert(received_.end(), part.begin(), part.begin() + got);
        return true;
    }
    const bool nothing_yet = got < 0 && (errno == EAGAIN || errno == EINTR);
    broken_ = broken_ || !nothing_yet;
    return false;
}

std::optional<std::vector<std::uint8_t>> CardSlotServer::take_message() {
    if (received_.size() < length_size) {
        return std::nullopt;
    }
    const std::size_t length = static_cast<std::size_t>(received_[0]) << 8 | received_[1];
    if (received_.size() < length_size + length) {
        return std::nullopt;
    }
    const auto begin = received_.begin() + length_size;
    const auto end = begin + static_cast<std::ptrdiff_t>(length);
    std::vector<std::uint8_t> message{begin, end};
    received_.erase(received_.begin(), end);
    return message;
}

std::optional<SlotEvent> CardSlotServer::judge_message(std::vector<std::uint8_t> message) {
    if (!inserted_) {
        broken_ = message.empty();  // an empty answer to reset: the card is going
        inserted_ = !broken_;
        deadline_.reset();
        return broken_ ? std::nullopt
                       : std::optional{SlotEvent{.kind = SlotEvent::Kind::inserted, .answer = {}}};
    }
    if (answers_owed_ == 0) {
        broken_ = ++unasked_ > most_unasked;
        return std::nullopt;
    }
    --answers_owed_;
    // A late answer to a command that was given up is not the answer to a newer one.
    if (answers_owed_ > 0 || !is_waiting_) {
        return std::nullopt;
    }
    is_waiting_ = false;
    deadline_.reset();
    return SlotEvent{.kind = SlotEvent::Kind::answered, .answer = std::move(message)};
}

std::optional<SlotEvent> CardSlotServer::judge_silence(Clock::time_point now) {
    if (!deadline_ || now < *deadline_) {
        return std::nullopt;
    }
    deadline_.reset();
    if (!inserted_) {
        return drop_card();  // whatever connected, it is no card
    }
    is_waiting_ = false;
    return SlotEvent{.kind = SlotEvent::Kind::silent, .answer = {}};
}

std::optional<SlotEvent> CardSlotServer::drop_card() {
    const bool was_inserted = inserted_;
    card_.close();
    received_.clear();
    inserted_ = broken_ = is_waiting_ = false;
    answers_owed_ = unasked_ = 0;
    deadline_.reset();
    if (!was_inserted) {
        return std::nullopt;
    }
    return SlotEvent{.kind = SlotEvent::Kind::pulled, .answer = {}};
}

void CardSlotServer::send_message(std::span<const std::uint8_t> body) {
    std::vector<std::uint8_t> message{static_cast<std::uint8_t>(body.size() >> 8),
                                      static_cast<std::uint8_t>(body.size())};
    message.insert(message.end(), body.begin(), body.end());
    const ssize_t sent =
        ::send(card_.number(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    broken_ = broken_ || sent != static_cast<ssize_t>(message.size());
}

}  // namespace boards
