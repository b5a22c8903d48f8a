#include "card/scp03/card_channel.h"

#include "base/ensure.h"

namespace card {

Cryptogram CardChannel::challenge(KeySet set, const ChannelKeys& keys,
                                  const Challenges& challenges) {
    return challenge(set, session_keys(keys, challenges), challenges);
}

Cryptogram CardChannel::challenge(KeySet set, const SessionKeys& session,
                                  const Challenges& challenges) {
    set_ = set;
    host_cryptogram_ = host_cryptogram(session, challenges);
    messaging_.emplace(session);
    state_ = State::challenged;
    return card_cryptogram(session, challenges);
}

bool CardChannel::authenticate(const Command& external_authenticate) {
    base::ensure(state_ == State::challenged);
    const auto plain = messaging_->verify(external_authenticate);
    if (!plain || !equal_in_constant_time(plain->data, host_cryptogram_)) {
        close();
        return false;
    }
    state_ = State::open;
    return true;
}

std::optional<Command> CardChannel::open(const Command& secured) {
    base::ensure(state_ == State::open);
    auto plain = messaging_->open(secured);
    if (!plain) {
        close();
    }
    return plain;
}

Response CardChannel::protect(const Response& plain) {
    base::ensure(state_ == State::open);
    return messaging_->protect(plain);
}

void CardChannel::close() {
    state_ = State::closed;
    messaging_.reset();
}

}  // namespace card
