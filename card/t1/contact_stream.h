// The contacts between a slot and a card as a stream of bytes, for a slot that is a socket. Towards
// the card: the bytes of I/O as they are, an escape doubled, and escape 01 for the contact RST
// going low and high again. From the card: its answer to the reset, then the bytes of I/O. Power is
// there as long as the stream is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/fixed_vector.h"
#include "card/t1/block.h"

namespace card {

// No byte that a virtual reader begins with: a card knows by the first one what it was put into.
inline constexpr std::uint8_t contact_escape = 0xDB;
inline constexpr std::array<std::uint8_t, 2> contact_reset{contact_escape, 0x01};

using ContactBytes = base::FixedVector<std::uint8_t, 2 * T1Wire::capacity()>;

// A block as the slot sends it.
[[nodiscard]] constexpr ContactBytes escaped(std::span<const std::uint8_t> block) {
    ContactBytes bytes;
    for (const std::uint8_t byte : block) {
        if (byte == contact_escape) {
            bytes.push_back(contact_escape);
        }
        bytes.push_back(byte);
    }
    return bytes;
}

// The card's end of what the slot sends.
class ContactReader {
 public:
    enum class Kind : std::uint8_t { nothing, reset, byte };
    struct Event {
        Kind kind = Kind::nothing;
        std::uint8_t byte = 0;
    };

    // An escape that is followed by neither counts as lost, with what followed it.
    [[nodiscard]] constexpr Event take(std::uint8_t byte) {
        if (!is_escaped_ && byte == contact_escape) {
            is_escaped_ = true;
            return {};
        }
        if (!is_escaped_) {
            return {Kind::byte, byte};
        }
        is_escaped_ = false;
        if (byte == contact_reset[1]) {
            return {Kind::reset};
        }
        return byte == contact_escape ? Event{Kind::byte, byte} : Event{};
    }

 private:
    bool is_escaped_ = false;
};

}  // namespace card
