#include "card/scp03/host_channel.h"

#include <utility>

#include "card/instructions.h"
#include "card/scp03/initialize_update.h"

namespace card {

Command HostChannel::initialize_update(KeySet set, const Challenge& fresh) {
    messaging_.reset();
    set_ = set;
    challenges_.host = fresh;
    state_ = State::challenged;
    return {proprietary_class,       instructions::initialize_update,
            std::to_underlying(set), 0,
            CommandData{fresh},      0};
}

std::expected<Challenges, ChannelError> HostChannel::accept_challenge(const Response& response) {
    if (state_ != State::challenged) {
        return closed_by(ChannelError::out_of_order);
    }
    if (response.status != StatusWord::done) {
        return closed_by(ChannelError::refused);
    }
    const auto answer = decode_initialize_update(response.data);
    if (!answer || answer->key_set != set_) {
        return closed_by(ChannelError::malformed);
    }
    challenges_.card = answer->card_challenge;
    card_cryptogram_ = answer->card_cryptogram;
    state_ = State::answered;
    return challenges_;
}

std::expected<Command, ChannelError> HostChannel::authenticate(const SessionKeys& keys) {
    if (state_ != State::answered) {
        return closed_by(ChannelError::out_of_order);
    }
    if (!equal_in_constant_time(card_cryptogram(keys, challenges_), card_cryptogram_)) {
        return closed_by(ChannelError::wrong_cryptogram);
    }
    messaging_.emplace(keys);
    state_ = State::authenticating;
    return messaging_->sign(Command{proprietary_class,
                                    instructions::external_authenticate,
                                    security_level_33,
                                    0,
                                    CommandData{host_cryptogram(keys, challenges_)},
                                    {}});
}

std::expected<void, ChannelError> HostChannel::accept_authentication(const Response& response) {
    if (state_ != State::authenticating) {
        return closed_by(ChannelError::out_of_order);
    }
    if (response.status != StatusWord::done) {
        return closed_by(ChannelError::refused);
    }
    if (!response.data.empty()) {
        return closed_by(ChannelError::malformed);
    }
    state_ = State::open;
    return {};
}

std::expected<Command, ChannelError> HostChannel::wrap(const Command& plain) {
    if (state_ != State::open) {
        return closed_by(ChannelError::out_of_order);
    }
    if (plain.data.size() > largest_secured_command_data) {
        return std::unexpected{ChannelError::too_long};
    }
    state_ = State::waiting;
    return messaging_->protect(plain);
}

std::expected<ResponseData, ChannelError> HostChannel::unwrap(const Response& response) {
    if (state_ != State::waiting) {
        return closed_by(ChannelError::out_of_order);
    }
    if (response.status != StatusWord::done) {
        return closed_by(ChannelError::refused);
    }
    const auto plain = messaging_->open(response);
    if (!plain) {
        return closed_by(ChannelError::wrong_code);
    }
    state_ = State::open;
    return plain->data;
}

void HostChannel::close() {
    state_ = State::closed;
    messaging_.reset();
}

std::unexpected<ChannelError> HostChannel::closed_by(ChannelError error) {
    close();
    return std::unexpected{error};
}

}  // namespace card
