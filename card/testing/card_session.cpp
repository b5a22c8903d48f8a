#include "card/testing/card_session.h"

#include <expected>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "base/byte_writer.h"

namespace card::testing {
namespace {

// New each time, which is all that a test needs of a challenge.
Challenge numbered(std::uint64_t number) {
    Challenge challenge{};
    base::ByteWriter{challenge}.u64(number);
    return challenge;
}

template <typename T>
T taken(std::expected<T, ChannelError> outcome) {
    if (!outcome) {
        throw std::runtime_error{"the host refuses, ChannelError " +
                                 std::to_string(std::to_underlying(outcome.error()))};
    }
    if constexpr (!std::is_void_v<T>) {
        return *outcome;
    }
}

}  // namespace

CardSession::CardSession(SoftwareCard& card)
    : CardSession{
          [&card, number = std::uint64_t{0x1000}](std::span<const std::uint8_t> command) mutable {
              const ResponseBytes response = card.process(command, numbered(++number));
              return std::vector<std::uint8_t>{response.begin(), response.end()};
          }} {}

Response CardSession::send(const Command& command) {
    const auto response = decode_response(transmit_(encode(command)));
    if (!response) {
        throw std::runtime_error{"the card's answer is no response"};
    }
    return *response;
}

StatusWord CardSession::open(KeySet set, const ChannelKeys& keys) {
    const Response selected = send(select_application());
    if (selected.status != StatusWord::done) {
        return selected.status;
    }
    const Response hello = send(channel_.initialize_update(set, numbered(++challenges_made_)));
    if (hello.status != StatusWord::done) {
        return hello.status;
    }
    const Challenges challenges = taken(channel_.accept_challenge(hello));
    const Response proved = send(taken(channel_.authenticate(session_keys(keys, challenges))));
    if (proved.status != StatusWord::done) {
        return proved.status;
    }
    taken(channel_.accept_authentication(proved));
    return StatusWord::done;
}

Response CardSession::send_secured(const Command& command) {
    const Response secured = send(taken(channel_.wrap(command)));
    if (secured.status != StatusWord::done) {
        channel_.close();
        return secured;
    }
    return {taken(channel_.unwrap(secured)), StatusWord::done};
}

}  // namespace card::testing
