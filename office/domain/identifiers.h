// Names of the office's own things. Those that a card or a meter knows too (meter, card, customer,
// order sequence) are in card/identifiers.h.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace office {

// A UUID made by the client when the form is shown (UUIDv7 by convention). The time inside it
// decides nothing.
struct CommandId {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const CommandId&) const = default;
};

// 8-4-4-4-12 hexadecimal digits of either case; nothing for any other text.
[[nodiscard]] std::optional<CommandId> parse_command_id(std::string_view text);
// 8-4-4-4-12 lower-case hexadecimal digits.
[[nodiscard]] std::string to_string(const CommandId& id);

enum class UserId : std::uint32_t {};  // 1 and above; see `the_office`
enum class TokenId : std::uint32_t {};
enum class TariffId : std::uint32_t {};
enum class ReceiptNumber : std::uint64_t {};  // rising over the whole office
enum class DeskReceipt : std::uint64_t {};    // rising at one desk, without a gap
enum class ShiftId : std::uint32_t {};        // rising over the whole office
enum class AdjustmentId : std::uint64_t {};   // rising over the whole office

// Who holds the data directory itself: the program that sets an office up. It may add users and
// their tokens and nothing else. A request from the network is never made by it.
inline constexpr UserId the_office{0};

}  // namespace office
