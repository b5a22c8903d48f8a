// What office and desk say to each other over the desk's one connection: the office asks, the desk
// answers, one at a time. One message is one kind byte and what belongs to it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "office/domain/card_link.h"

namespace office {

enum class DeskAsk : std::uint8_t {
    connect = 1,   // reset whatever card is in the reader and take it for this office alone
    transmit = 2,  // send the command APDU that follows
    release = 3,   // let go of the card
    look = 4,      // say whether a card is in the reader, without touching it
};

// The first byte of the desk's answer: 0 done, then what belongs to it (the card's reset answer,
// the response APDU, nothing, an
// Insertion of 4 bytes); otherwise 1 no_card, 2 card_pulled, 3 reader_gone, alone.
inline constexpr std::size_t largest_desk_message = 4'096;  // bytes, kind included

// Which putting-in of a card this is, counted by the reader service: the same number means that the
// same card has stayed in. 0: none is in.
enum class Insertion : std::uint32_t { none = 0 };
[[nodiscard]] std::array<std::uint8_t, 4> insertion_bytes(Insertion insertion);
// Nothing where these are not four bytes.
[[nodiscard]] std::optional<Insertion> parse_insertion(std::span<const std::uint8_t> bytes);

[[nodiscard]] std::vector<std::uint8_t> desk_message(DeskAsk ask,
                                                     std::span<const std::uint8_t> rest = {});
[[nodiscard]] std::vector<std::uint8_t> desk_answer(std::span<const std::uint8_t> rest);
[[nodiscard]] std::vector<std::uint8_t> desk_answer(LinkProblem problem);

struct DeskQuestion {
    DeskAsk ask{};
    std::span<const std::uint8_t> rest;
};

// Refused where the bytes are no question of ours.
enum class DeskMessageError : std::uint8_t { empty, unknown_kind };
[[nodiscard]] std::expected<DeskQuestion, DeskMessageError> parse_desk_question(
    std::span<const std::uint8_t> message);

// What follows a 0, or the problem; a desk that answers anything else counts as gone.
[[nodiscard]] std::expected<std::vector<std::uint8_t>, LinkProblem> parse_desk_answer(
    std::span<const std::uint8_t> message);

}  // namespace office
