#include "card/testing/serial_line.h"

#include <utility>

#include "base/ensure.h"
#include "card/t1/answer_to_reset.h"

namespace card::testing {

SerialLine::SerialLine(Answers answers, unsigned noise, std::uint64_t seed, std::size_t card_field)
    : answers_{std::move(answers)},
      noise_{noise},
      random_{seed},
      terminal_{T1Role::terminal, card_field},
      card_{T1Role::card} {}

void SerialLine::reset() {
    terminal_.reset();
    card_.reset();
    bool is_undisturbed = false;
    while (!is_undisturbed) {
        now_ += start_up;
        is_undisturbed = true;
        for (std::uint8_t byte : answer_to_reset) {
            const std::uint8_t sent = byte;
            is_undisturbed = passes(byte) && byte == sent && is_undisturbed;
        }
    }
    terminal_.announce_field(t1_largest_field);
}

SerialLine::Bytes SerialLine::exchange(std::span<const std::uint8_t> command) {
    terminal_.send(command);
    while (!terminal_.has_failed()) {
        if (const auto block = terminal_.take_output()) {
            carry(*block, card_);
        } else if (const auto answer = card_.take_output()) {
            carry(*answer, terminal_);
        } else if (const auto whole = card_.take_message()) {
            card_.send(answers_(*whole));
        } else if (const auto result = terminal_.take_message()) {
            return {result->begin(), result->end()};
        } else {
            wait();
        }
    }
    return {};
}

// One byte's time; false where the line loses it, another byte where the line changes it.
bool SerialLine::passes(std::uint8_t& byte) {
    now_ += byte_time;
    ++bytes_;
    if (noise_ == 0 || random_() % noise_ != 0) {
        return true;
    }
    ++disturbed_;
    byte = static_cast<std::uint8_t>(byte ^ (1 + random_() % 255));
    return random_() % 2 == 0;
}

void SerialLine::carry(const T1Wire& block, T1Station& to) {
    now_ += guard;
    ++blocks_;
    for (std::uint8_t byte : block) {
        if (passes(byte)) {
            to.receive(byte);
        }
    }
}

// Nobody speaks: the side that waits for the rest of a block is told first.
void SerialLine::wait() {
    if (card_.patience() == T1Patience::character) {
        now_ += character_wait;
        card_.silence();
    } else if (terminal_.patience() == T1Patience::character) {
        now_ += character_wait;
        terminal_.silence();
    } else {
        base::ensure(terminal_.patience() == T1Patience::block);
        now_ += block_wait * terminal_.waiting_times();
        terminal_.silence();
    }
}

}  // namespace card::testing
