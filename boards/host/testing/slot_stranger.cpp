#include "boards/host/testing/slot_stranger.h"

#include <sys/socket.h>

#include <array>
#include <utility>

#include "base/ensure.h"

namespace boards::testing {

SlotStranger::SlotStranger() {
    std::array<int, 2> ends{};
    base::ensure(
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0);
    own_ = Descriptor{ends[0]};
    slots_ = Descriptor{ends[1]};
}

Descriptor SlotStranger::take_slot_end() {
    return std::move(slots_);
}

void SlotStranger::say(std::span<const std::uint8_t> bytes) {
    if (own_.is_open()) {
        (void)!::send(own_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

void SlotStranger::listen() {
    std::array<std::uint8_t, 4096> said{};
    while (own_.is_open() && ::recv(own_.number(), said.data(), said.size(), MSG_DONTWAIT) > 0) {
    }
}

}  // namespace boards::testing
