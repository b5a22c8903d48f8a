// The contacts between a terminal and a card at 9,600 baud: bytes that take their time, and that a
// noisy line changes or loses. Time is modelled, not waited for.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <vector>

#include "card/t1/station.h"

namespace card::testing {

class SerialLine {
 public:
    using Bytes = std::vector<std::uint8_t>;
    using Time = std::chrono::microseconds;
    // What the card says to a command.
    using Answers = std::function<Bytes(std::span<const std::uint8_t> command)>;

    // Of the 3.5712 MHz clock: 372 cycles are one elementary time unit, twelve of them one byte.
    static constexpr Time byte_time{1'250};
    static constexpr Time character_wait{4'479};  // 43 units, CWI 5
    static constexpr Time block_wait{201'146};    // BWI 1
    static constexpr Time guard{2'292};           // 22 units before the line turns
    static constexpr Time start_up{11'201};       // 40,000 cycles of reset

    // One byte in `noise` is changed or lost, half of each; 0 for a quiet line.
    SerialLine(Answers answers, unsigned noise, std::uint64_t seed,
               std::size_t card_field = t1_largest_field);

    // Power on or a reset: the answer to reset passes until it is undisturbed, then the terminal
    // announces its longest field.
    void reset();
    // The card's answer; empty where the terminal gave up.
    [[nodiscard]] Bytes exchange(std::span<const std::uint8_t> command);

    [[nodiscard]] Time now() const { return now_; }
    [[nodiscard]] std::int64_t bytes() const { return bytes_; }
    [[nodiscard]] std::int64_t disturbed() const { return disturbed_; }
    [[nodiscard]] std::int64_t blocks() const { return blocks_; }

 private:
    [[nodiscard]] bool passes(std::uint8_t& byte);
    void carry(const T1Wire& block, T1Station& to);
    void wait();

    Answers answers_;
    unsigned noise_;
    std::mt19937_64 random_;
    T1Station terminal_;
    T1Station card_;
    Time now_{0};
    std::int64_t bytes_ = 0;
    std::int64_t disturbed_ = 0;
    std::int64_t blocks_ = 0;
};

}  // namespace card::testing
