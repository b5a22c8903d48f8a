// A reader on this machine: it listens, and talks to the card that comes. What fails throws.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "card/host/file_descriptor.h"
#include "card/host/insertion.h"
#include "card/host/vpcd.h"

namespace card::testing {

class LoopbackReader {
 public:
    LoopbackReader();

    [[nodiscard]] ReaderAddress address() const { return {"127.0.0.1", std::to_string(port_)}; }

    // Waits for a card.
    void accept();
    // Lets go of the card.
    void go() { card_ = {}; }

    void control(VpcdControl what);
    [[nodiscard]] std::vector<std::uint8_t> receive();
    [[nodiscard]] std::vector<std::uint8_t> transmit(std::span<const std::uint8_t> command);

 private:
    FileDescriptor listening_;
    FileDescriptor card_;
    std::uint16_t port_ = 0;
};

}  // namespace card::testing
