// The side of a secure channel that meter and office have: it makes commands and reads answers, and
// leaves it to its owner to carry them. Level 33 only. Call in this order:
//
//   initialize_update -> accept_challenge -> authenticate -> accept_authentication
//   then wrap -> unwrap for each command
//
// Anything unexpected closes the channel for good; a closed channel answers `out_of_order`. A
// refusal of the card's is not authenticated: it ends the channel and proves nothing else.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "card/apdu.h"
#include "card/commands.h"
#include "card/scp03/secure_messaging.h"
#include "card/scp03/session.h"

namespace card {

enum class ChannelError : std::uint8_t {
    out_of_order,      // not this call now, or the channel is closed
    refused,           // the card answered with an error word: Response::status
    malformed,         // an answer of a shape that the protocol does not have
    wrong_cryptogram,  // the card does not hold the keys
    wrong_code,        // an answer that this card did not give to this command
    too_long,          // the command's data does not fit
};

class HostChannel {
 public:
    // `fresh` must be unpredictable and never used before. Forgets any earlier channel.
    [[nodiscard]] Command initialize_update(KeySet set, const Challenge& fresh);

    // Both challenges: what the session keys are made of. No try of the card's is used up by now.
    // Refused: out_of_order, refused, malformed.
    [[nodiscard]] std::expected<Challenges, ChannelError> accept_challenge(
        const Response& response);

    // The command that proves the host, once the card has proved itself.
    // Refused: out_of_order, wrong_cryptogram.
    [[nodiscard]] std::expected<Command, ChannelError> authenticate(const SessionKeys& keys);

    // Refused: out_of_order, refused, malformed. The first unwrap() proves that the card agreed.
    [[nodiscard]] std::expected<void, ChannelError> accept_authentication(const Response& response);

    // Refused: out_of_order; too_long, which leaves the channel open.
    [[nodiscard]] std::expected<Command, ChannelError> wrap(const Command& plain);

    // The data of a `done` that this card gave to the command just wrapped.
    // Refused: out_of_order, refused, wrong_code.
    [[nodiscard]] std::expected<ResponseData, ChannelError> unwrap(const Response& response);

    [[nodiscard]] bool is_open() const { return state_ == State::open; }
    void close();

 private:
    enum class State : std::uint8_t {
        closed,
        challenged,      // INITIALIZE UPDATE is made
        answered,        // the card's challenge is here
        authenticating,  // EXTERNAL AUTHENTICATE is made
        open,
        waiting,  // a wrapped command is made
    };

    [[nodiscard]] std::unexpected<ChannelError> closed_by(ChannelError error);

    State state_ = State::closed;
    KeySet set_ = KeySet::issuer;
    Challenges challenges_{};
    Cryptogram card_cryptogram_{};
    std::optional<SecureMessaging> messaging_;  // there from authenticate() on
};

}  // namespace card
