// Commands to a card and its responses (ISO/IEC 7816-4, short lengths only).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "base/fixed_vector.h"

namespace card {

// What a card answers with. Others may arrive from outside; they are refusals like the rest.
enum class StatusWord : std::uint16_t {
    done = 0x9000,
    wrong_length = 0x6700,
    chain_broken = 0x6883,            // in the middle of a chain another command came
    not_allowed = 0x6982,             // this key set, or no channel, may not do that
    blocked = 0x6983,                 // no try is left
    conditions_not_met = 0x6985,      // not selected, not personalised, or out of order
    secure_messaging_wrong = 0x6988,  // the channel is closed from now
    wrong_data = 0x6A80,
    file_not_found = 0x6A82,
    wrong_parameters = 0x6A86,
    data_not_found = 0x6A88,
    unknown_instruction = 0x6D00,
    unknown_class = 0x6E00,
};

enum class ApduError : std::uint8_t { too_short, lengths_differ };

using ApduBytes = base::FixedVector<std::uint8_t, 4 + 1 + 255 + 1>;
using CommandData = base::FixedVector<std::uint8_t, 255>;
using ResponseData = base::FixedVector<std::uint8_t, 256>;
using ResponseBytes = base::FixedVector<std::uint8_t, 256 + 2>;

struct Command {
    std::uint8_t cla = 0;
    std::uint8_t ins = 0;
    std::uint8_t p1 = 0;
    std::uint8_t p2 = 0;
    CommandData data;
    std::optional<std::uint8_t> expected_length;  // Le; 0 asks for all there is, up to 256

    bool operator==(const Command&) const = default;
};

struct Response {
    ResponseData data;
    StatusWord status = StatusWord::done;

    bool operator==(const Response&) const = default;
};

[[nodiscard]] ApduBytes encode(const Command& command);
[[nodiscard]] ResponseBytes encode(const Response& response);

// Refused: too_short (under 4 bytes), lengths_differ (Lc does not say what follows, an Lc of zero,
// or an extended length). encode() of the result gives back the same bytes.
[[nodiscard]] std::expected<Command, ApduError> decode_command(std::span<const std::uint8_t> bytes);

// Refused: too_short (under 2 bytes), lengths_differ (over 258 bytes).
[[nodiscard]] std::expected<Response, ApduError> decode_response(
    std::span<const std::uint8_t> bytes);

}  // namespace card
