// A host with a card in its hand: what meter and office do over a reader, in one call each. For
// tests: what the host refuses throws, what the card refuses is the status returned.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "card/scp03/host_channel.h"
#include "card/software_card.h"

namespace card::testing {

class CardSession {
 public:
    // Sends a command, gives the answer. Whatever carries it may change either on the way.
    using Transmit = std::function<std::vector<std::uint8_t>(std::span<const std::uint8_t>)>;

    explicit CardSession(Transmit transmit) : transmit_{std::move(transmit)} {}
    // Straight to `card`, which must live as long.
    explicit CardSession(SoftwareCard& card);

    // As it is, without protection.
    [[nodiscard]] Response send(const Command& command);
    // Selects the application and opens a channel; the first status that is not `done`.
    [[nodiscard]] StatusWord open(KeySet set, const ChannelKeys& keys);
    // In the open channel.
    [[nodiscard]] Response send_secured(const Command& command);

    [[nodiscard]] HostChannel& channel() { return channel_; }

 private:
    Transmit transmit_;
    HostChannel channel_;
    std::uint64_t challenges_made_ = 0;
};

}  // namespace card::testing
