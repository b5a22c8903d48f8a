// Rule 12: when the meter's clock is believed. It only ever goes forward.
#pragma once

#include <chrono>
#include <optional>

#include "meter/state.h"

namespace meter {

// A clock further ahead of the last committed time than this is not believed.
inline constexpr std::chrono::days longest_absence{366};
// A report's time has 32 bits, so no meter goes on beyond 2106-02-07.
inline constexpr std::chrono::sys_seconds latest_clock{std::chrono::seconds{0xFFFF'FFFF}};

// At start: `clock` is what the board's clock reads, nothing where it says that it stopped. One
// that stopped, reads before the stored time or too far ahead of it is not trusted, and time goes
// on from the stored one. Keeps the event. Once the trust is lost the time that it reads only moves
// the meter's forward, where it lies as little ahead: a time without power has passed all the same.
void resume_clock(State& state, std::optional<std::chrono::sys_seconds> clock);

// A genuine order or field card says that it is at least `time`. Nothing happens where the clock is
// there already, or `time` is beyond the latest.
void move_clock_forward(State& state, std::chrono::sys_seconds time);

// The office's own time, in a genuine parameter set: forward too, and the clock is trusted again.
void restore_clock(State& state, std::chrono::sys_seconds office_time);

}  // namespace meter
