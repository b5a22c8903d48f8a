#include "boards/host/face/web_connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace boards {

// Once in each round, so that a peer that never stops talking holds nothing up.
void WebConnection::receive(Clock::time_point now) {
    std::array<char, 4096> part{};
    const ssize_t got = ::recv(socket_.number(), part.data(), part.size(), MSG_DONTWAIT);
    if (got > 0) {
        heard_ = now;
        if (!follows_ && !closing_) {
            received_.append(part.data(), static_cast<std::size_t>(got));
        }
        return;
    }
    broken_ = broken_ || got == 0 || (errno != EAGAIN && errno != EINTR);
}

std::expected<std::optional<WebRequest>, int> WebConnection::next_request() {
    if (received_.empty() || follows_ || closing_) {
        return std::nullopt;
    }
    auto taken = take_request(received_);
    if (!taken) {
        return std::unexpected{taken.error()};
    }
    if (!*taken) {
        return std::nullopt;
    }
    received_.erase(0, (*taken)->size);
    return std::move((*taken)->request);
}

void WebConnection::send(std::string_view text) {
    unsent_ += text;
    flush();
    broken_ = broken_ || unsent_.size() > most_unsent;
}

void WebConnection::flush() {
    while (!unsent_.empty()) {
        const ssize_t sent =
            ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) {
            broken_ = broken_ || (errno != EAGAIN && errno != EINTR);
            return;
        }
        unsent_.erase(0, static_cast<std::size_t>(sent));
    }
}

bool WebConnection::is_over(Clock::time_point now) const {
    return broken_ || (closing_ && unsent_.empty()) || (!follows_ && now - heard_ > longest_idle);
}

}  // namespace boards
