#include "office/web/desk_registry.h"

#include <chrono>

#include "office/domain/desk_message.h"

namespace office {
namespace {

using namespace std::chrono_literals;

// A card answers within a second; a reader service may need a moment longer to notice a card.
constexpr std::chrono::milliseconds patience = 5s;
constexpr std::chrono::milliseconds patience_for_turn = 10s;

}  // namespace

DeskSession::~DeskSession() {
    if (connected_) {
        static_cast<void>(ask(desk_message(DeskAsk::release)));  // it is free again either way
    }
}

std::expected<std::vector<std::uint8_t>, LinkProblem> DeskSession::transmit(
    std::span<const std::uint8_t> command) {
    if (!connected_) {
        if (const auto reset = ask(desk_message(DeskAsk::connect)); !reset) {
            return reset;
        }
        connected_ = true;
    }
    return ask(desk_message(DeskAsk::transmit, command));
}

std::expected<std::vector<std::uint8_t>, LinkProblem> DeskSession::ask(
    std::span<const std::uint8_t> message) {
    const auto answer = channel_->exchange(message, patience);
    if (!answer) {
        return std::unexpected{LinkProblem::desk_gone};
    }
    return parse_desk_answer(*answer);
}

std::shared_ptr<DeskChannel> DeskRegistry::enter(std::string_view desk) {
    auto channel = std::make_shared<DeskChannel>(std::string{desk});
    std::shared_ptr<DeskChannel> before;
    {
        const std::lock_guard lock{mutex_};
        before = std::exchange(desks_[std::string{desk}].channel, channel);
    }
    if (before) {
        before->close();
    }
    return channel;
}

std::vector<std::string> DeskRegistry::connected() const {
    const std::lock_guard lock{mutex_};
    std::vector<std::string> names;
    for (const auto& [name, desk] : desks_) {
        if (desk.channel->is_open()) {
            names.push_back(name);
        }
    }
    return names;
}

std::expected<DeskRegistry::Turn, DeskProblem> DeskRegistry::take_turn(
    std::string_view desk, std::chrono::milliseconds wait) {
    std::shared_ptr<std::timed_mutex> turn;
    {
        const std::lock_guard lock{mutex_};
        const auto found = desks_.find(desk);
        if (found == desks_.end()) {
            return std::unexpected{DeskProblem::not_connected};
        }
        turn = found->second.turn;
    }
    std::unique_lock mine{*turn, wait};
    if (!mine.owns_lock()) {
        return std::unexpected{DeskProblem::busy};
    }
    const std::lock_guard lock{mutex_};
    auto channel = desks_.find(desk)->second.channel;
    if (!channel->is_open()) {
        return std::unexpected{DeskProblem::not_connected};
    }
    return Turn{std::move(channel), std::move(mine)};
}

std::expected<Insertion, DeskProblem> DeskRegistry::look(std::string_view desk) {
    const auto turn = take_turn(desk, 0ms);
    if (!turn) {
        return std::unexpected{turn.error()};
    }
    const auto answer = turn->channel->exchange(desk_message(DeskAsk::look), patience);
    if (!answer) {
        return std::unexpected{DeskProblem::not_connected};
    }
    const auto bytes = parse_desk_answer(*answer);
    return bytes ? parse_insertion(*bytes).value_or(Insertion::none) : Insertion::none;
}

std::expected<std::unique_ptr<DeskSession>, DeskProblem> DeskRegistry::open_session(
    std::string_view desk) {
    auto turn = take_turn(desk, patience_for_turn);
    if (!turn) {
        return std::unexpected{turn.error()};
    }
    return std::make_unique<DeskSession>(std::move(turn->channel), std::move(turn->mine));
}

}  // namespace office
