// What the clock's battery keeps watch over while the meter is without power.
#pragma once

#include <concepts>

namespace meter {

// Seen without power, if only for a moment.
struct LatchedTampering {
    bool cover_opened = false;
    bool strong_magnet = false;

    constexpr bool operator==(const LatchedTampering&) const = default;
};

// read() gives what was seen without power since clear(). The meter reads at its start and clears
// once it has committed what it read: after a power cut in between it reads the same again.
template <typename L>
concept TamperLatch = requires(L latch) {
    { latch.read() } -> std::same_as<LatchedTampering>;
    { latch.clear() } -> std::same_as<void>;
};

}  // namespace meter
