// The meter's card slot as a TCP port: the terminal's end of T=1 (ISO/IEC 7816-3) over the byte
// stream of card/t1/contact_stream.h. A card connects to be inserted and disconnects to be pulled.
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
#include "card/apdu.h"
#include "card/t1/answer_to_reset.h"
#include "card/t1/station.h"

namespace boards {

struct SlotEvent {
    enum class Kind : std::uint8_t { inserted, answered, silent, pulled };

    Kind kind = Kind::inserted;
    std::vector<std::uint8_t> answer;  // of `answered`
};

class CardSlotServer {
 public:
    using Clock = std::chrono::steady_clock;
    // Longer than on real contacts: processes are put off by each other.
    static constexpr std::chrono::milliseconds character_wait{100};  // between two bytes
    static constexpr std::chrono::milliseconds block_wait{1'000};    // for a whole block
    static constexpr int resets_allowed = 3;                         // for one answer to reset
    // What says more than so many bytes that nobody asked for is no card.
    static constexpr std::size_t most_unasked = 2'048;

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
    [[nodiscard]] std::optional<Clock::time_point> deadline() const;

 private:
    [[nodiscard]] bool accept_card(Clock::time_point now);
    void reset_card(Clock::time_point now);
    void receive(Clock::time_point now);
    void take(std::uint8_t byte);
    void take_reset_answer(std::uint8_t byte);
    void judge_silence(Clock::time_point now);
    [[nodiscard]] std::optional<SlotEvent> take_event();
    [[nodiscard]] std::optional<SlotEvent> drop_card();
    void give_command();
    void send_output(Clock::time_point now);
    void send_bytes(std::span<const std::uint8_t> bytes);

    Descriptor listener_;
    Descriptor card_;
    card::T1Station terminal_{card::T1Role::terminal};
    base::FixedVector<std::uint8_t, card::longest_answer_to_reset + 1> reset_answer_;
    std::optional<card::ApduBytes> command_;  // waits for the end of a reset
    bool is_resetting_ = false;
    int resets_ = 0;            // without a right answer
    bool is_ready_ = false;     // the first answer to reset came: the meter is to be told
    bool inserted_ = false;     // the meter knows of the card
    bool is_waiting_ = false;   // for the answer to a command
    bool is_unusable_ = false;  // no answer to reset in the middle of an insertion
    bool broken_ = false;       // the connection can no longer be used
    std::size_t unasked_ = 0;   // bytes since the last that we sent
    std::optional<Clock::time_point> asked_;  // when we sent last
    std::optional<Clock::time_point> heard_;  // when a byte came last, while more must follow
};

}  // namespace boards
