#include "card/host/vpcd.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "base/ensure.h"

namespace card {
namespace {

constexpr std::size_t longest_body = 0xFFFF;

// The reader sends length and body apart and waits for the acknowledgement of the first; the
// kernel forgets the wish for a quick one, so it is made before each piece.
void acknowledge_quickly(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

bool receive_exactly(int socket, std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        acknowledge_quickly(socket);
        const auto count = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

bool send_message(int socket, std::span<const std::uint8_t> body) {
    base::ensure(body.size() <= longest_body);
    // One send for both: two would wait for each other.
    std::vector<std::uint8_t> message;
    message.reserve(2 + body.size());
    message.push_back(static_cast<std::uint8_t>(body.size() >> 8));
    message.push_back(static_cast<std::uint8_t>(body.size()));
    message.insert(message.end(), body.begin(), body.end());
    std::span<const std::uint8_t> rest{message};
    while (!rest.empty()) {
        const auto count = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        rest = rest.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

std::optional<std::vector<std::uint8_t>> receive_message(int socket) {
    std::array<std::uint8_t, 2> length{};
    if (!receive_exactly(socket, length)) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> body(static_cast<std::size_t>(length[0]) << 8 | length[1]);
    if (!receive_exactly(socket, body)) {
        return std::nullopt;
    }
    return body;
}

void make_prompt(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace card
