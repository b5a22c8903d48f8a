#include "boards/host/card_slot_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/ensure.h"
#include "boards/host/socket_address.h"
#include "boards/host/system_reason.h"
#include "card/t1/contact_stream.h"

namespace boards {
namespace {

constexpr std::uint8_t t1 = 1;

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
    resets_ = 0;
    reset_card(Clock::now());
}

void CardSlotServer::send(std::span<const std::uint8_t> command) {
    if (is_empty()) {
        return;
    }
    command_ = card::ApduBytes{command};
    is_waiting_ = true;
    if (terminal_.has_failed()) {
        reset();
    }
    give_command();
    send_output(Clock::now());
}

std::optional<SlotEvent> CardSlotServer::next(Clock::time_point now) {
    if (!card_.is_open() && !accept_card(now)) {
        return std::nullopt;
    }
    if (!broken_) {
        receive(now);
        judge_silence(now);
        send_output(now);
    }
    auto event = take_event();
    return event || !broken_ ? event : drop_card();
}

std::optional<CardSlotServer::Clock::time_point> CardSlotServer::deadline() const {
    std::optional<Clock::time_point> first;
    if (asked_) {
        first = *asked_ + block_wait * terminal_.waiting_times();
    }
    if (heard_) {
        first = std::min(first.value_or(*heard_ + character_wait), *heard_ + character_wait);
    }
    return first;
}

// True once a card has connected.
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
    reset_card(now);
}

void CardSlotServer::reset_card(Clock::time_point now) {
    if (is_empty()) {
        return;
    }
    is_resetting_ = true;
    reset_answer_.clear();
    terminal_.reset();
    send_bytes(card::contact_reset);
    asked_ = now;
    heard_.reset();
}

void CardSlotServer::receive(Clock::time_point now) {
    set_option(card_.number(), IPPROTO_TCP, TCP_QUICKACK);
    std::array<std::uint8_t, 4096> part{};
    const ssize_t got = ::recv(card_.number(), part.data(), part.size(), 0);
    if (got <= 0) {
        const bool nothing_yet = got < 0 && (errno == EAGAIN || errno == EINTR);
        broken_ = !nothing_yet;
        return;
    }
    const auto bytes = std::span{part}.first(static_cast<std::size_t>(got));
    unasked_ += bytes.size();
    broken_ = unasked_ > most_unasked;
    std::ranges::for_each(bytes, [this](std::uint8_t byte) { take(byte); });
    const bool is_in_the_middle =
        is_resetting_ || terminal_.patience() == card::T1Patience::character;
    heard_ = is_in_the_middle ? std::optional{now} : std::nullopt;
}

void CardSlotServer::take(std::uint8_t byte) {
    if (is_resetting_) {
        return take_reset_answer(byte);
    }
    terminal_.receive(byte);
}

// A disturbed answer stays without its end, or too long: the card is reset again when it is silent.
void CardSlotServer::take_reset_answer(std::uint8_t byte) {
    (void)reset_answer_.try_push_back(byte);
    const auto answer = card::decode_answer_to_reset(reset_answer_);
    if (!answer || answer->protocol != t1) {
        return;
    }
    is_resetting_ = false;
    is_ready_ = true;
    resets_ = 0;
    terminal_ = card::T1Station{card::T1Role::terminal, answer->card_field};
    terminal_.announce_field(card::t1_largest_field);
    give_command();
}

// Hands the station the command that waits for it.
void CardSlotServer::give_command() {
    if (command_ && !is_resetting_) {
        terminal_.send(*std::exchange(command_, std::nullopt));
    }
}

void CardSlotServer::judge_silence(Clock::time_point now) {
    if (const auto end = deadline(); !end || now < *end) {
        return;
    }
    heard_.reset();
    if (!is_resetting_) {
        asked_.reset();
        terminal_.silence();
    } else if (++resets_ < resets_allowed) {
        reset_card(now);
    } else {
        asked_.reset();
        is_unusable_ = true;
    }
}

// What the meter is to be told of, if anything.
std::optional<SlotEvent> CardSlotServer::take_event() {
    if (is_ready_ && !inserted_) {
        inserted_ = true;
        return SlotEvent{.kind = SlotEvent::Kind::inserted, .answer = {}};
    }
    if (const auto answer = terminal_.take_message(); answer && is_waiting_) {
        is_waiting_ = false;
        asked_.reset();
        return SlotEvent{.kind = SlotEvent::Kind::answered,
                         .answer = {answer->begin(), answer->end()}};
    }
    if (std::exchange(is_unusable_, false)) {
        command_.reset();
        broken_ = broken_ || !inserted_;  // whatever connected, it is no card
    } else if (!terminal_.has_failed()) {
        return std::nullopt;
    }
    return std::exchange(is_waiting_, false)
               ? std::optional{SlotEvent{.kind = SlotEvent::Kind::silent, .answer = {}}}
               : std::nullopt;
}

std::optional<SlotEvent> CardSlotServer::drop_card() {
    const bool was_inserted = inserted_;
    Descriptor listener = std::move(listener_);
    *this = CardSlotServer{};
    listener_ = std::move(listener);
    if (!was_inserted) {
        return std::nullopt;
    }
    return SlotEvent{.kind = SlotEvent::Kind::pulled, .answer = {}};
}

void CardSlotServer::send_output(Clock::time_point now) {
    if (is_resetting_) {
        return;
    }
    if (const auto block = terminal_.take_output()) {
        send_bytes(card::escaped(*block));
        asked_ = now;
    }
}

void CardSlotServer::send_bytes(std::span<const std::uint8_t> bytes) {
    unasked_ = 0;
    const ssize_t sent =
        ::send(card_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    broken_ = broken_ || sent != static_cast<ssize_t>(bytes.size());
}

}  // namespace boards
