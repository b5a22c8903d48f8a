// The meter's front as a web page: a small HTTP server in the meter's own loop. Whoever can open
// the page has the meter in hand, so it listens on this machine alone unless told otherwise, and no
// page of another site can use it.
#pragma once

#include <netinet/in.h>
#include <poll.h>

#include <chrono>
#include <cstddef>
#include <expected>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/descriptor.h"
#include "boards/host/face/face_command.h"
#include "boards/host/face/hand_error.h"
#include "boards/host/face/web_connection.h"
#include "boards/host/file_error.h"
#include "meter/credit/parameters.h"

namespace boards {

// What the meter behind the page can do; asked from serve() only.
class FaceOwner {
 public:
    virtual ~FaceOwner() = default;
    [[nodiscard]] virtual std::expected<void, HandFault> act(const FaceCommand& command) = 0;
    [[nodiscard]] virtual std::string live_state() const = 0;
    [[nodiscard]] virtual std::string cards() const = 0;
};

enum class FaceReach : std::uint8_t { this_machine, anywhere };

class WebFace {
 public:
    using Clock = WebConnection::Clock;
    static constexpr std::size_t most_connections = 64;
    static constexpr std::chrono::milliseconds live_pause{100};
    // A comment at least so often, so that a browser that is gone is noticed.
    static constexpr std::chrono::seconds longest_quiet{10};

    // Listens at HOST:PORT; port 0 takes any free one. Refused: another form, an address in use,
    // one that other machines can reach where `reach` does not say so.
    [[nodiscard]] static std::expected<WebFace, FileError> listen(std::string_view address,
                                                                  FaceReach reach,
                                                                  meter::Language language);

    [[nodiscard]] std::string url() const;

    // Adds what poll() waits for on behalf of serve().
    void add_to(std::vector<pollfd>& waiting) const;
    // Answers what has arrived and tells followers what has changed. Never blocks.
    void serve(FaceOwner& owner, Clock::time_point now);
    // When serve() must be called even if nothing arrives; nothing where nobody follows.
    [[nodiscard]] std::optional<Clock::time_point> deadline() const;

 private:
    void accept_browsers(Clock::time_point now);
    void answer(WebConnection& connection, FaceOwner& owner);
    [[nodiscard]] std::string answer_to(const WebRequest& request, FaceOwner& owner) const;
    [[nodiscard]] bool is_ours(const WebRequest& request) const;
    void tell_followers(const FaceOwner& owner, Clock::time_point now);
    [[nodiscard]] bool is_followed() const;

    Descriptor listener_;
    sockaddr_in address_{};
    meter::Language language_ = meter::Language::english;
    std::list<WebConnection> connections_;
    std::string told_;  // the state that every follower has heard of
    Clock::time_point told_at_;
};

}  // namespace boards
