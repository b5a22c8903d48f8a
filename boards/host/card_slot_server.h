// The meter's card slot as a TCP port: the reader's side of the vpcd protocol of virtual smart
// cards. A card connects to be inserted and disconnects to be pulled. Every message is two bytes of
// length, big endian, and so many bytes; a message of one byte is a control code.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/descriptor.h"
#include "boards/host/file_error.h"

namespace boards {

struct SlotEvent {
    enum class Kind : std::uint8_t { inserted, answered, silent, pulled };

    Kind kind = Kind::inserted;
    std::vector<std::uint8_t> answer;  // of `answered`
};

class CardSlotServer {
 public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds longest_silence{3};
    // What says more than so many messages that nobody asked for is no card.
    static constexpr int most_unasked = 16;

    // A slot that no card fits into.
    CardSlotServer() = default;
    // Listens at "HOST:PORT", HOST an IPv4 address. Refused: another form, an address in use.
    [[nodiscard]] static std::expected<CardSlotServer, FileError> listen(std::string_view address);

    // Puts in a card that speaks through `card`, a stream socket that does not block. Only where
    // the slot is empty.
    void put_in(Descriptor card, Clock::time_point now);
    [[nodiscard]] bool is_empty() const { return !card_.is_open(); }

    // The port: see meter/ports/card_slot.h. A card that takes no more bytes counts as pulled.
    void reset();
    void send(std::span<const std::uint8_t> command);

    // The next thing that has happened by `now`, or nothing. Never blocks and receives once, so a
    // peer that never stops talking holds nothing up; what is left makes descriptor() readable.
    [[nodiscard]] std::optional<SlotEvent> next(Clock::time_point now);

    // What poll() waits for on behalf of next(); -1 where there is no slot.
    [[nodiscard]] int descriptor() const {
        return card_.is_open() ? card_.number() : listener_.number();
    }
    // When next() must be asked even if nothing arrives.
    [[nodiscard]] std::optional<Clock::time_point> deadline() const { return deadline_; }

 private:
    [[nodiscard]] bool accept_card(Clock::time_point now);
    [[nodiscard]] bool receive();
    [[nodiscard]] std::optional<std::vector<std::uint8_t>> take_message();
    [[nodiscard]] std::optional<SlotEvent> take_event();
    [[nodiscard]] std::optional<SlotEvent> judge_message(std::vector<std::uint8_t> message);
    [[nodiscard]] std::optional<SlotEvent> judge_silence(Clock::time_point now);
    [[nodiscard]] std::optional<SlotEvent> drop_card();
    void send_message(std::span<const std::uint8_t> body);

    Descriptor listener_;
    Descriptor card_;
    std::vector<std::uint8_t> received_;
    bool inserted_ = false;    // the answer to reset came, the meter knows of the card
    bool broken_ = false;      // the connection can no longer be used
    int answers_owed_ = 0;     // commands without an answer yet
    int unasked_ = 0;          // messages since the last command that nobody asked for
    bool is_waiting_ = false;  // for the answer to the newest command
    std::optional<Clock::time_point> deadline_;
};

}  // namespace boards
