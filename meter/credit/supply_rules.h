// The credit rules on the meter's state: what each step of measured time does, what a card clears.
#pragma once

#include <chrono>

#include "meter/inputs.h"
#include "meter/measurement.h"
#include "meter/state.h"

namespace meter {

// Adds a reason, or takes one away, and keeps the event. Nothing happens where it stood already, or
// did not stand.
void set_reason(State& state, Reason reason);
void clear_reason(State& state, Reason reason);

// Rules 1 to 3 on the registers as they are. Before an account is open they say nothing.
void apply_credit_rules(State& state);

// Lets `elapsed` time pass with `measurement`: counts the energy (rule 11 too), then applies rules
// 1 to 3 and 5 to 8. The supply also opens where the front end fails, and tampering is watched.
void advance(State& state, const Measurement& measurement, std::chrono::milliseconds elapsed,
             const SteadyInputs& inputs = {});

// What the meter's own card clears when it is newly inserted and proven genuine.
void clear_by_card(State& state);

// The switch is told to be closed or open: counts it as an operation where it was the other one,
// also before a power cut. An event tells of the last operation that it is rated for.
void count_operation(State& state, bool closed);

// What the customer should do first; Advice::none while the supply is closed.
[[nodiscard]] Advice advice(const State& state);

}  // namespace meter
