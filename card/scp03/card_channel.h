// The side of a secure channel that a card has. It knows no files and no counters: the card asks it
// whether the host proved itself, and what a protected command says.
#pragma once

#include <cstdint>
#include <optional>

#include "card/apdu.h"
#include "card/commands.h"
#include "card/scp03/secure_messaging.h"
#include "card/scp03/session.h"

namespace card {

class CardChannel {
 public:
    // Forgets any earlier channel and gives the cryptogram that proves the card.
    [[nodiscard]] Cryptogram challenge(KeySet set, const ChannelKeys& keys,
                                       const Challenges& challenges);
    // The same with the session keys of static keys of any length.
    [[nodiscard]] Cryptogram challenge(KeySet set, const SessionKeys& session,
                                       const Challenges& challenges);

    // True, and the channel is open, where `external_authenticate` carries the cryptogram and the
    // code that only a holder of the keys can make. Closes the channel otherwise.
    [[nodiscard]] bool authenticate(const Command& external_authenticate);

    // The plain command of an open channel. Closes the channel where it finds anything wrong.
    [[nodiscard]] std::optional<Command> open(const Command& secured);
    // The channel must be open.
    [[nodiscard]] Response protect(const Response& plain);

    void close();

    [[nodiscard]] bool is_challenged() const { return state_ == State::challenged; }
    [[nodiscard]] bool is_open() const { return state_ == State::open; }
    // Whose keys opened it, or were asked for.
    [[nodiscard]] KeySet key_set() const { return set_; }

 private:
    enum class State : std::uint8_t { closed, challenged, open };

    State state_ = State::closed;
    KeySet set_ = KeySet::issuer;
    Cryptogram host_cryptogram_{};
    std::optional<SecureMessaging> messaging_;  // there unless closed
};

}  // namespace card
