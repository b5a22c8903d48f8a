#include "office/domain/desk_message.h"

#include <algorithm>
#include <utility>

namespace office {
namespace {

constexpr std::uint8_t done = 0;

std::vector<std::uint8_t> message_of(std::uint8_t kind, std::span<const std::uint8_t> rest) {
    std::vector<std::uint8_t> message(1 + rest.size());
    message.front() = kind;
    std::ranges::copy(rest, message.begin() + 1);
    return message;
}

std::uint8_t kind_of(LinkProblem problem) {
    switch (problem) {
        case LinkProblem::no_card:
            return 1;
        case LinkProblem::card_pulled:
            return 2;
        case LinkProblem::reader_gone:
        case LinkProblem::desk_gone:
            return 3;
    }
    std::unreachable();
}

}  // namespace

std::array<std::uint8_t, 4> insertion_bytes(Insertion insertion) {
    std::array<std::uint8_t, 4> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes.at(i) = static_cast<std::uint8_t>(std::to_underlying(insertion) >> (8 * (3 - i)));
    }
    return bytes;
}

std::optional<Insertion> parse_insertion(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != 4) {
        return std::nullopt;
    }
    std::uint32_t number = 0;
    for (const std::uint8_t byte : bytes) {
        number = number << 8 | byte;
    }
    return Insertion{number};
}

std::vector<std::uint8_t> desk_message(DeskAsk ask, std::span<const std::uint8_t> rest) {
    return message_of(std::to_underlying(ask), rest);
}

std::vector<std::uint8_t> desk_answer(std::span<const std::uint8_t> rest) {
    return message_of(done, rest);
}

std::vector<std::uint8_t> desk_answer(LinkProblem problem) {
    return message_of(kind_of(problem), {});
}

std::expected<DeskQuestion, DeskMessageError> parse_desk_question(
    std::span<const std::uint8_t> message) {
    if (message.empty()) {
        return std::unexpected{DeskMessageError::empty};
    }
    if (message.front() < std::to_underlying(DeskAsk::connect) ||
        message.front() > std::to_underlying(DeskAsk::look)) {
        return std::unexpected{DeskMessageError::unknown_kind};
    }
    return DeskQuestion{static_cast<DeskAsk>(message.front()), message.subspan(1)};
}

std::expected<std::vector<std::uint8_t>, LinkProblem> parse_desk_answer(
    std::span<const std::uint8_t> message) {
    if (message.empty()) {
        return std::unexpected{LinkProblem::desk_gone};
    }
    for (const LinkProblem problem :
         {LinkProblem::no_card, LinkProblem::card_pulled, LinkProblem::reader_gone}) {
        if (message.front() == kind_of(problem)) {
            return std::unexpected{problem};
        }
    }
    if (message.front() != done) {
        return std::unexpected{LinkProblem::desk_gone};
    }
    return std::vector<std::uint8_t>{message.begin() + 1, message.end()};
}

}  // namespace office
