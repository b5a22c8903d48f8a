// Tampering on the meter's state: what counts instead, the records and events of each kind, and the
// opening where the parameters ask for it.
#pragma once

#include <chrono>
#include <cstdint>

#include "meter/inputs.h"
#include "meter/measurement.h"
#include "meter/ports/tamper_latch.h"
#include "meter/state.h"
#include "meter/tamper/tamper_watch.h"

namespace meter {

// Three wrong cryptograms of a card within one insertion are guessing.
inline constexpr int wrong_cryptograms_until_tampering = 3;
inline constexpr std::uint8_t starts_a_day_without_warning = 5;

// Watches `measurement`, within the converter's ends and held for `elapsed`, and the contacts; adds
// to the registers that carry no credit. Gives the power that counts as consumed.
[[nodiscard]] base::Milliwatts apply_tamper_watch(State& state, const Measurement& measurement,
                                                  std::chrono::milliseconds elapsed,
                                                  const Inputs& level);

// Keeps a moment of tampering: clock_set_back, wrong_cryptograms or frequent_starts.
void note_tampering(State& state, TamperKind kind, std::int64_t detail);

// At a start, once the clock is set. Keeps the time since `last_known`, which the clock stood at
// then, where it was longer than the reserve or something was tampered with: with a warning all of
// the time without mains, of which the reserve may have metered its 10 s; closes
// what the meter could not see the end of, begins at `last_known` what the latch saw, and counts a
// start that no warning of failing power went before.
void note_start(State& state, std::chrono::sys_seconds last_known, const LatchedTampering& latched);

// The tampering is over that opened the supply: the card may clear it.
[[nodiscard]] bool may_clear_tampering(const State& state);

}  // namespace meter
