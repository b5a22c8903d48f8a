#include "meter/clock.h"

#include <algorithm>

#include "meter/tamper/tamper_rules.h"

namespace meter {
namespace {

// Nothing where the clock is right; else the event of what is wrong with it.
std::optional<EventKind> fault_of(const State& state,
                                  std::optional<std::chrono::sys_seconds> clock) {
    if (!clock) {
        return EventKind::clock_stopped;
    }
    if (*clock < state.seconds() - allowed_lag) {
        return EventKind::clock_set_back;
    }
    if (*clock > latest_clock || *clock - state.seconds() > longest_absence) {
        return EventKind::clock_too_far_ahead;
    }
    return std::nullopt;
}

// A clock that somebody set back is tampering.
void note_clock_fault(State& state, EventKind fault, std::int64_t seconds) {
    if (fault == EventKind::clock_set_back) {
        note_tampering(state, TamperKind::clock_set_back, seconds);
    } else {
        note(state, fault, seconds);
    }
}

// Over a time without power.
void go_on_to(State& state, std::chrono::sys_seconds clock) {
    const auto ahead = clock - state.seconds();
    state.time = std::max<State::Time>(clock, state.time);
    if (!state.clock_trusted && ahead > longest_quiet_absence) {
        note(state, EventKind::clock_moved_forward, ahead.count());
    }
}

}  // namespace

void resume_clock(State& state, std::optional<std::chrono::sys_seconds> clock) {
    const bool is_new = state.time == State::Time{};  // no time was ever committed
    if (is_new && clock && *clock <= latest_clock) {
        state.time = std::max<State::Time>(state.time, *clock);
        return;
    }
    const auto fault = fault_of(state, clock);
    if (!fault) {
        go_on_to(state, *clock);
        return;
    }
    // A dead battery stops the clock at each power cut and is told of once; each commit sets the
    // clock, so that one that reads wrong was set anew.
    const bool is_told = !state.clock_trusted && fault == EventKind::clock_stopped;
    state.clock_trusted = false;
    if (!is_told) {
        note_clock_fault(state, *fault, clock ? (*clock - state.seconds()).count() : 0);
    }
}

void move_clock_forward(State& state, std::chrono::sys_seconds time) {
    const auto ahead = time - state.seconds();
    if (ahead <= std::chrono::seconds{0} || time > latest_clock) {
        return;
    }
    state.time = time;
    note(state, EventKind::clock_moved_forward, ahead.count());
}

void restore_clock(State& state, std::chrono::sys_seconds office_time) {
    move_clock_forward(state, office_time);
    if (state.clock_trusted) {
        return;
    }
    const auto apart = state.seconds() - office_time;
    if (std::chrono::abs(apart) > longest_card_journey) {
        note(state, EventKind::clock_apart_from_office, apart.count());
        return;
    }
    state.clock_trusted = true;
    note(state, EventKind::clock_trusted_again);
}

}  // namespace meter
