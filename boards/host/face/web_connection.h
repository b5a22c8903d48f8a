// One browser's connection to the web face: requests in, answers and live events out, never
// blocking.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "boards/host/descriptor.h"
#include "boards/host/face/web_message.h"

namespace boards {

class WebConnection {
 public:
    using Clock = std::chrono::steady_clock;
    // Who sends no request for so long, and follows no events, is let go.
    static constexpr std::chrono::seconds longest_idle{30};
    // A reader that falls further behind is given up.
    static constexpr std::size_t most_unsent = std::size_t{4} << 20;

    // `socket` does not block.
    WebConnection(Descriptor socket, Clock::time_point now)
        : socket_{std::move(socket)}, heard_{now} {}

    // Takes in what has arrived.
    void receive(Clock::time_point now);
    // As take_request(): the next request, or nothing yet, or the status that ends the connection.
    [[nodiscard]] std::expected<std::optional<WebRequest>, int> next_request();
    // Sends `text`, or what the other side does not take yet as soon as it does.
    void send(std::string_view text);
    void flush();
    // After what is unsent has been sent.
    void close_when_sent() { closing_ = true; }

    // From now on it only listens to events.
    void follow() { follows_ = true; }
    [[nodiscard]] bool follows() const { return follows_; }

    [[nodiscard]] int descriptor() const { return socket_.number(); }
    [[nodiscard]] bool has_unsent() const { return !unsent_.empty(); }
    [[nodiscard]] bool is_over(Clock::time_point now) const;

 private:
    Descriptor socket_;
    Clock::time_point heard_;  // of the last byte received
    std::string received_;
    std::string unsent_;
    bool follows_ = false;
    bool closing_ = false;
    bool broken_ = false;
};

}  // namespace boards
