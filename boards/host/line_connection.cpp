#include "boards/host/line_connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace boards {

void LineConnection::receive() {
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t got = ::recv(socket_.number(), part.data(), part.size(), MSG_DONTWAIT);
        if (got > 0) {
            received_.append(part.data(), static_cast<std::size_t>(got));
            over_ = over_ || received_.size() > longest_line;
            continue;
        }
        over_ = over_ || got == 0 || (errno != EAGAIN && errno != EINTR);
        return;
    }
}

std::optional<std::string> LineConnection::take_line() {
    const std::size_t end = received_.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    std::string line = received_.substr(0, end);
    received_.erase(0, end + 1);
    return line;
}

void LineConnection::send(std::string_view line) {
    unsent_ += line;
    flush();
    over_ = over_ || unsent_.size() > most_unsent;
}

void LineConnection::flush() {
    while (!unsent_.empty()) {
        const ssize_t sent =
            ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) {
            over_ = over_ || (errno != EAGAIN && errno != EINTR);
            return;
        }
        unsent_.erase(0, static_cast<std::size_t>(sent));
    }
}

}  // namespace boards
