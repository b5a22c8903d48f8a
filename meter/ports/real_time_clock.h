// The clock that a battery keeps going while the meter is without power.
#pragma once

#include <chrono>
#include <concepts>

namespace meter {

// set() lets it go on from `time`, whole or not at all where the power fails meanwhile, and takes
// away the mark that it stopped. One that reads this second already may be left alone, and one that
// cannot hold the time may stay as it is: what it reads is judged at the next start.
template <typename C>
concept RealTimeClock = requires(C clock, std::chrono::sys_seconds time) {
    { clock.set(time) } -> std::same_as<void>;
};

}  // namespace meter
