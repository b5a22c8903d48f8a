// States to begin a test of the rules from, and what to ask of them.
#pragma once

#include "meter/credit/supply_rules.h"

namespace meter::testing {

// An opened meter with `remaining` watt-hours, its supply closed unless the rules say otherwise.
[[nodiscard]] inline State opened_with(std::int64_t remaining, const Parameters& parameters = {}) {
    State state;
    state.opened = true;
    state.reasons = {};
    state.parameters = parameters;
    state.account.take({.ordered_total = base::WattHours{remaining}});
    apply_credit_rules(state);
    return state;
}

// The kept events of `kind`.
[[nodiscard]] inline int count_of(const State& state, EventKind kind) {
    int found = 0;
    for (const Event& event : state.events.recent()) {
        found += event.kind == kind ? 1 : 0;
    }
    return found;
}

// The newest event of `kind`, or one of number 0 where none is kept.
[[nodiscard]] inline Event last_of(const State& state, EventKind kind) {
    Event last;
    for (const Event& event : state.events.recent()) {
        if (event.kind == kind) {
            last = event;
        }
    }
    return last;
}

}  // namespace meter::testing
