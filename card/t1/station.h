// One end of a card's contacts that speaks T=1 (ISO/IEC 7816-3): the terminal, which a slot has, or
// the card. Messages go in and come out whole; on the line they are blocks, chained where they are
// longer than the other side takes, and sent again where the line disturbed them. It knows no
// clock: whoever drives it tells it the bytes that come and when the line was silent too long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/fixed_vector.h"
#include "card/t1/block.h"

namespace card {

enum class T1Role : std::uint8_t { terminal, card };

// The longest command and the longest answer of short lengths.
using T1Message = base::FixedVector<std::uint8_t, 261>;

// What silence has to be told of.
enum class T1Patience : std::uint8_t {
    none,
    character,  // a block has begun: the time between two of its bytes
    block,      // the terminal waits for the card's answer
};

class T1Station {
 public:
    // How often a terminal asks again for one block before it gives up.
    static constexpr unsigned repeats_allowed = 3;

    // `other_field` is the longest field that the other side takes from the beginning, 1 to 254:
    // for a terminal it stands in the card's answer to reset.
    explicit T1Station(T1Role role, std::size_t other_field = t1_default_field)
        : role_{role}, other_field_{other_field}, first_other_field_{other_field} {}

    // As after a reset of the card.
    void reset();
    // A terminal tells the card once, before its first message, that it takes fields of this
    // length.
    void announce_field(std::uint8_t length);

    // The terminal's command, or the card's answer to the newest one. 1 to 261 bytes.
    void send(std::span<const std::uint8_t> message);
    // The card needs `times` the usual waiting time for its answer, 1 to 255.
    void ask_for_time(std::uint8_t times);

    void receive(std::uint8_t byte);
    // Silence for as long as patience() names.
    void silence();

    // What to put on the line now; taken once.
    [[nodiscard]] std::optional<T1Wire> take_output();
    // A message that has come whole, taken once; empty where it was longer than any may be.
    [[nodiscard]] std::optional<T1Message> take_message();

    [[nodiscard]] T1Patience patience() const;
    // By how much the card has asked the terminal to lengthen the time for its next block.
    [[nodiscard]] unsigned waiting_times() const { return waiting_times_; }
    // The terminal gave up: only a reset helps.
    [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
    void take(const T1Block& block);
    void take_information(const T1Block& block);
    void take_ready(const T1Block& block);
    void take_request(const T1Block& block);
    void take_response(const T1Block& block);
    void ask_again(T1Fault fault);
    [[nodiscard]] bool gives_up();
    void send_next_part();
    void send_ready(T1Fault fault);
    void send_request(T1Matter matter, std::uint8_t value);
    void put(const T1Block& block);

    T1Role role_;
    std::size_t other_field_;
    std::size_t first_other_field_;

    T1Receiver receiver_;
    std::optional<T1Block> output_;

    T1Message outgoing_;
    std::size_t sent_ = 0;                   // of outgoing_, the part on the line included
    unsigned send_sequence_ = 0;             // of the part on the line, or of the next
    std::optional<T1Block> unacknowledged_;  // the part on the line

    T1Message incoming_;
    bool is_too_long_ = false;
    unsigned receive_sequence_ = 0;
    std::optional<T1Message> message_;

    std::optional<T1Block> request_;  // waits for its response
    bool is_waiting_ = false;         // for an answer of the other side
    unsigned waiting_times_ = 1;
    unsigned repeats_ = 0;
    bool has_failed_ = false;
};

}  // namespace card
