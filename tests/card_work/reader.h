// A reader with a software card in it that can go at any exchange, and with a man in the middle who
// sees every command and every answer.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "base/byte_writer.h"
#include "card/software_card.h"
#include "office/domain/card_link.h"

namespace card_work {

using Bytes = std::vector<std::uint8_t>;
inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

// What `card` answers; its challenges never repeat.
inline Bytes answer_of(card::SoftwareCard& card, std::span<const std::uint8_t> command) {
    static std::uint64_t challenges_made = 0;
    card::Challenge fresh{};
    base::ByteWriter{fresh}.u64(++challenges_made);
    const auto response = card.process(command, fresh);
    return {response.begin(), response.end()};
}

// Gives the answer to the command at `position` of the visit, from 0.
using Interference = std::function<Bytes(std::size_t position, const Bytes& command,
                                         card::SoftwareCard& in_the_reader)>;

class Reader final : public office::CardLink {
 public:
    // The card is pulled out after `good` exchanges: it does the last of them, and its answer is
    // lost.
    explicit Reader(card::SoftwareCard& card, std::size_t good = never) : card_{card}, good_{good} {
        card_.reset();
    }
    Reader(card::SoftwareCard& card, Interference between) : Reader{card} {
        between_ = std::move(between);
    }

    std::expected<Bytes, office::LinkProblem> transmit(
        std::span<const std::uint8_t> command) override {
        if (exchanges_ >= good_) {
            return std::unexpected{office::LinkProblem::card_pulled};
        }
        Bytes answer = between_(exchanges_++, {command.begin(), command.end()}, card_);
        if (exchanges_ == good_) {
            return std::unexpected{office::LinkProblem::card_pulled};
        }
        return answer;
    }

    [[nodiscard]] std::size_t exchanges() const { return exchanges_; }

 private:
    card::SoftwareCard& card_;
    std::size_t good_;
    Interference between_ = [](std::size_t, const Bytes& command, card::SoftwareCard& card) {
        return answer_of(card, command);
    };
    std::size_t exchanges_ = 0;
};

}  // namespace card_work
