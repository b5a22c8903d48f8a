// How commands and responses are protected inside an open channel, both directions, host and card
// alike (SCP03 level 33). Each code covers the one before it, so a message that is altered, left
// out, repeated or moved breaks the chain for good: after the first `nothing` the channel is over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "card/apdu.h"
#include "card/scp03/session.h"

namespace card {

// What still fits a short command and response once padding and code are added.
inline constexpr std::size_t largest_secured_command_data = 239;
inline constexpr std::size_t largest_secured_response_data = 239;

class SecureMessaging {
 public:
    explicit SecureMessaging(const SessionKeys& keys) : keys_{keys} {}

    // Code only: for EXTERNAL AUTHENTICATE, and the second half of protect().
    // Sets the secured bit of the class.
    [[nodiscard]] Command sign(const Command& plain);
    [[nodiscard]] std::optional<Command> verify(const Command& secured);
    [[nodiscard]] Response sign(const Response& plain);
    [[nodiscard]] std::optional<Response> verify(const Response& secured);

    // Encryption and code; the command asks for all of its answer.
    // Data above the largest is a programming error.
    [[nodiscard]] Command protect(const Command& plain);
    // The plain command, its class without the secured bit.
    [[nodiscard]] std::optional<Command> open(const Command& secured);
    [[nodiscard]] Response protect(const Response& plain);
    [[nodiscard]] std::optional<Response> open(const Response& secured);

 private:
    enum class Direction : std::uint8_t { command = 0x00, response = 0x80 };

    [[nodiscard]] Block command_code(const Command& header, std::span<const std::uint8_t> data);
    [[nodiscard]] Block response_code(std::span<const std::uint8_t> data, StatusWord status) const;
    [[nodiscard]] Block start_block(Direction direction) const;

    SessionKeys keys_;
    Block chain_{};              // the whole code of the newest command
    std::uint32_t counter_ = 0;  // of protected commands, and of the response to each
};

}  // namespace card
