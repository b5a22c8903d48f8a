// The office's end of a desk's one connection: asks the desk for one thing at a time and waits for
// its answer. The network side feeds it; card work calls it from a worker thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace office {

enum class ChannelError : std::uint8_t {
    closed,     // the desk is gone
    timed_out,  // it did not answer in time; the channel is closed with this
};

class DeskChannel {
 public:
    explicit DeskChannel(std::string desk) : desk_{std::move(desk)} {}

    [[nodiscard]] const std::string& desk() const { return desk_; }
    [[nodiscard]] bool is_open() const;

    // Sends `message` and waits for the next message of the desk. Calls from several threads are
    // served one after the other. Refused: closed, timed_out.
    [[nodiscard]] std::expected<std::vector<std::uint8_t>, ChannelError> exchange(
        std::span<const std::uint8_t> message, std::chrono::milliseconds patience);

    // Ends it from the office's side, for instance because the desk has opened a newer one.
    void close();

    // For the network side. `send` and `hang_up` are called from any thread and return at once.
    struct Wire {
        std::function<void(std::vector<std::uint8_t>)> send;
        std::function<void()> hang_up;
    };
    void attach(Wire wire);
    void received(std::vector<std::uint8_t> message);
    void lost();

 private:
    const std::string desk_;
    std::mutex exchange_mutex_;  // held over a whole exchange
    mutable std::mutex mutex_;   // guards what follows
    std::condition_variable changed_;
    std::optional<Wire> wire_;
    std::optional<std::vector<std::uint8_t>> answer_;
    bool waiting_ = false;
    bool closed_ = false;
};

}  // namespace office
