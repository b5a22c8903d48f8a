// The wire between a software card and a reader: the protocol of vsmartcard's virtual reader. Every
// message is its length in two bytes, big endian, then the body. A body of one byte is a control,
// of four and more a command; the answer to a command and to `get_answer_to_reset` is a message.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace card {

enum class VpcdControl : std::uint8_t {
    power_off = 0,
    power_on = 1,
    reset = 2,
    get_answer_to_reset = 4,  // the only one that is answered
};

// Both are for a blocking stream socket. `false` and nothing: the other side is gone.
[[nodiscard]] bool send_message(int socket, std::span<const std::uint8_t> body);
[[nodiscard]] std::optional<std::vector<std::uint8_t>> receive_message(int socket);

// No waiting for more to send: a command and its answer are one small message each.
void make_prompt(int socket);

}  // namespace card
