// Somebody at the other end of a slot's line who may say anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "boards/host/descriptor.h"

namespace boards::testing {

class SlotStranger {
 public:
    SlotStranger();

    // The slot's end of the line: once.
    [[nodiscard]] Descriptor take_slot_end();

    // What the line does not take is lost.
    void say(std::span<const std::uint8_t> bytes);
    // Forgets what the slot has said, so that its line never fills.
    void listen();
    void hang_up() { own_.close(); }

 private:
    Descriptor own_;
    Descriptor slots_;
};

}  // namespace boards::testing
