// The desks that are connected now, by name, and the card in the reader of one of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "office/domain/card_link.h"
#include "office/domain/desk_message.h"
#include "office/web/desk_channel.h"

namespace office {

enum class DeskProblem : std::uint8_t { not_connected, busy };

// One card session at one desk. The desk is this session's alone until it goes.
class DeskSession final : public CardLink {
 public:
    DeskSession(std::shared_ptr<DeskChannel> channel, std::unique_lock<std::timed_mutex> turn)
        : channel_{std::move(channel)}, turn_{std::move(turn)} {}
    DeskSession(const DeskSession&) = delete;
    DeskSession& operator=(const DeskSession&) = delete;
    ~DeskSession() override;

    // Takes the card, freshly reset, on the first call.
    std::expected<std::vector<std::uint8_t>, LinkProblem> transmit(
        std::span<const std::uint8_t> command) override;

 private:
    std::expected<std::vector<std::uint8_t>, LinkProblem> ask(
        std::span<const std::uint8_t> message);

    std::shared_ptr<DeskChannel> channel_;
    std::unique_lock<std::timed_mutex> turn_;
    bool connected_ = false;
};

class DeskRegistry {
 public:
    // A desk that opens a second connection replaces its first: its process was restarted.
    [[nodiscard]] std::shared_ptr<DeskChannel> enter(std::string_view desk);

    // In the order of their names.
    [[nodiscard]] std::vector<std::string> connected() const;

    // Which card is in this desk's reader. Does not wait for a session at the desk: it is busy
    // then.
    [[nodiscard]] std::expected<Insertion, DeskProblem> look(std::string_view desk);

    // Waits up to ten seconds for the session before it at this desk to end.
    [[nodiscard]] std::expected<std::unique_ptr<DeskSession>, DeskProblem> open_session(
        std::string_view desk);

 private:
    struct Desk {
        std::shared_ptr<DeskChannel> channel;
        std::shared_ptr<std::timed_mutex> turn = std::make_shared<std::timed_mutex>();
    };

    struct Turn {
        std::shared_ptr<DeskChannel> channel;
        std::unique_lock<std::timed_mutex> mine;
    };
    [[nodiscard]] std::expected<Turn, DeskProblem> take_turn(std::string_view desk,
                                                             std::chrono::milliseconds wait);

    mutable std::mutex mutex_;  // guards desks_, from which nothing is ever removed
    std::map<std::string, Desk, std::less<>> desks_;
};

}  // namespace office
