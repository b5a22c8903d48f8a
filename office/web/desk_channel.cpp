#include "office/web/desk_channel.h"

#include <utility>

namespace office {

bool DeskChannel::is_open() const {
    const std::lock_guard lock{mutex_};
    return wire_.has_value() && !closed_;
}

std::expected<std::vector<std::uint8_t>, ChannelError> DeskChannel::exchange(
    std::span<const std::uint8_t> message, std::chrono::milliseconds patience) {
    const std::lock_guard turn{exchange_mutex_};
    std::unique_lock lock{mutex_};
    if (closed_ || !wire_) {
        return std::unexpected{ChannelError::closed};
    }
    answer_.reset();
    waiting_ = true;
    wire_->send({message.begin(), message.end()});
    changed_.wait_for(lock, patience, [&] { return answer_.has_value() || closed_; });
    waiting_ = false;
    if (answer_) {
        return *std::exchange(answer_, std::nullopt);
    }
    if (closed_) {
        return std::unexpected{ChannelError::closed};
    }
    // A late answer must never be taken for the answer to the next question.
    closed_ = true;
    wire_->hang_up();
    return std::unexpected{ChannelError::timed_out};
}

void DeskChannel::close() {
    const std::lock_guard lock{mutex_};
    if (!closed_ && wire_) {
        wire_->hang_up();
    }
    closed_ = true;
    changed_.notify_all();
}

void DeskChannel::attach(Wire wire) {
    const std::lock_guard lock{mutex_};
    wire_ = std::move(wire);
}

void DeskChannel::received(std::vector<std::uint8_t> message) {
    const std::lock_guard lock{mutex_};
    if (!waiting_ || answer_) {
        closed_ = true;  // a desk speaks only when asked
        if (wire_) {
            wire_->hang_up();
        }
    } else {
        answer_ = std::move(message);
    }
    changed_.notify_all();
}

void DeskChannel::lost() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    wire_.reset();
    changed_.notify_all();
}

}  // namespace office
