// Commands and answers as bytes: what is digested to tell whether a repeated id has the same
// content, and what is kept to give the first answer again. Big endian, texts with their length.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "office/domain/commands.h"
#include "office/domain/outcomes.h"

namespace office {

// The same for the same command from the same user, different for any other. Not in it: a
// password's hash, whose salt differs each time the form is sent.
[[nodiscard]] std::vector<std::uint8_t> content_of(UserId user, const Command& command);

[[nodiscard]] std::vector<std::uint8_t> encode(const Answer& answer);

// A quote as it travels in its id; the other way round nothing where the length differs.
[[nodiscard]] std::vector<std::uint8_t> encode(const Quote& quote);
[[nodiscard]] std::optional<Quote> decode_quote(std::span<const std::uint8_t> bytes);

// Nothing where the bytes are not those of an answer.
[[nodiscard]] std::optional<Answer> decode_answer(std::span<const std::uint8_t> bytes);

}  // namespace office
