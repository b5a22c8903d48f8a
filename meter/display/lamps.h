// The two lamps beside the display; the third, of the pulses, is driven by the counting itself.
#pragma once

namespace meter {

struct Lamps {
    bool alarm = false;   // little energy is left, or the supply is off
    bool supply = false;  // energy can be drawn

    [[nodiscard]] constexpr int lit() const { return (alarm ? 1 : 0) + (supply ? 1 : 0); }

    constexpr bool operator==(const Lamps&) const = default;
};

// Of a meter that has power. `is_closed` is how the switch was last told to be; without mains the
// meter runs on its reserve, and a closed switch supplies nothing.
[[nodiscard]] constexpr Lamps lamps_of(bool is_low, bool is_closed, bool has_mains) {
    return {.alarm = is_low || !is_closed, .supply = is_closed && has_mains};
}

}  // namespace meter
