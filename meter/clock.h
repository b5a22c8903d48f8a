// Rule 12: when the meter's clock is believed. It only ever goes forward. The board's clock is set
// to the meter's time with each commit, so that it follows where an order moves the meter's.
#pragma once

#include <chrono>
#include <optional>

#include "meter/state.h"

namespace meter {

// A clock further ahead of the last committed time than this is not believed.
inline constexpr std::chrono::days longest_absence{366};
// A board's clock may lie so far behind the last committed time: it counts whole seconds, and goes
// a little slower than the meter's time between two commits, which set it (1.7 s in a day at 20
// ppm).
inline constexpr std::chrono::seconds allowed_lag{2};
// A clock without trust that goes further ahead over a time without power is an event.
inline constexpr std::chrono::days longest_quiet_absence{1};
// The office's time is as old as the card's way from the desk to the meter.
inline constexpr std::chrono::days longest_card_journey{7};
// A report's time has 32 bits, so no meter goes on beyond 2106-02-07.
inline constexpr std::chrono::sys_seconds latest_clock{std::chrono::seconds{0xFFFF'FFFF}};

// At start: `clock` is what the board's clock reads, nothing where it says that it stopped. One
// that stopped, reads more than the allowed lag before the stored time, or too far ahead of it, is
// not trusted, and time goes on from the stored one. Keeps the event, of one that stopped only
// where it was trusted. Once the trust is lost the time that it reads only moves the meter's
// forward, where it lies as little ahead: a time without power has passed all the same. Keeps an
// event of it where it is more than the longest quiet absence.
void resume_clock(State& state, std::optional<std::chrono::sys_seconds> clock);

// A genuine order or field card says that it is at least `time`. Nothing happens where the clock is
// there already, or `time` is beyond the latest.
void move_clock_forward(State& state, std::chrono::sys_seconds time);

// The office's own time, in a genuine parameter set: forward too. The clock is trusted again where
// the meter's time is then at most the longest card journey from the office's; else an event says
// how far apart they are.
void restore_clock(State& state, std::chrono::sys_seconds office_time);

}  // namespace meter
