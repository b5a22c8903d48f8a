#include "meter/credit/supply_rules.h"

#include <utility>

#include "meter/calendar/local_time.h"
#include "meter/protection/protection_rules.h"
#include "meter/tamper/tamper_rules.h"

namespace meter {
namespace {

bool is_above_overdraft_limit(const State& state) {
    return state.account.remaining() > -base::millijoules(state.parameters.overdraft_limit);
}

// Rule 8.
bool is_held_by_protected_hours(const State& state) {
    const base::WattHours lowest =
        state.parameters.overdraft_limit + state.parameters.protected_hours.limit;
    return state.clock_trusted && state.account.remaining() > -base::millijoules(lowest) &&
           is_protected(state.parameters, state.seconds());
}

// Rule 1.
void apply_alarm(State& state) {
    const bool below = state.account.remaining() < base::millijoules(state.parameters.alarm_level);
    if (below && !state.alarm) {
        note(state, EventKind::below_alarm_level, state.account.remaining_watt_hours().count());
    }
    state.alarm = below;
}

// Rule 2.
void apply_reminder(State& state) {
    const base::WattHours level = state.parameters.reminder_level;
    if (level == base::WattHours{0}) {
        return;
    }
    if (state.account.remaining() > base::millijoules(level)) {
        state.reminder_armed = true;
    } else if (state.reminder_armed && !is_held_by_protected_hours(state)) {
        state.reminder_armed = false;
        set_reason(state, Reason::reminder);
    }
}

// Rule 3. Without an overdraft limit there is nothing below zero that a card could clear, so the
// reason stands by the level alone; with one it is set once on the way down.
void apply_zero(State& state) {
    const bool has_overdraft = state.parameters.overdraft_limit > base::WattHours{0};
    if (state.account.remaining() > base::Millijoules{0}) {
        state.zero_armed = true;
        return;
    }
    if (is_held_by_protected_hours(state)) {
        return;
    }
    if (state.zero_armed || !has_overdraft) {
        state.zero_armed = false;
        set_reason(state, Reason::zero);
    }
    if (has_overdraft && !is_above_overdraft_limit(state)) {
        set_reason(state, Reason::overdraft_limit);
    }
}

// Rule 5 judges what counts as consumed. Export that is allowed consumes nothing: it is judged by
// what the meter is rated for, which no limit is above.
base::Milliwatts limited_power(const State& state, const Measurement& measurement,
                               base::Milliwatts consumed) {
    const bool is_overloaded_by_export =
        state.parameters.export_allowed && -measurement.power > rated_power;
    return is_overloaded_by_export ? -measurement.power : consumed;
}

// Rule 5. What still flows after the opening is rule 11's: it opens nothing a second time.
void apply_power_limit(State& state, base::Milliwatts power, std::chrono::milliseconds elapsed) {
    if (state.reasons.contains(Reason::power_limit)) {
        return;
    }
    if (!state.power_limit.trips(power, elapsed, state.seconds(), state.parameters)) {
        return;
    }
    set_reason(state, Reason::power_limit);
    if (!state.power_limit.may_be_cleared(state.seconds())) {
        note(state, EventKind::power_limit_wait, RepeatedOpenings::wait.count());
    }
}

void end_energy_while_open(State& state) {
    if (state.flowed_while_open != base::Millijoules{0}) {
        note(state, EventKind::energy_while_open_ended, state.flowed_while_open.count());
        state.flowed_while_open = {};
    }
}

// What carries no credit: whatever its direction, it flowed.
base::Millijoules counted_apart(const TamperState& tamper) {
    return tamper.without_voltage.total() + tamper.exported.total();
}

// Rule 11, of energy in whichever register. The switch may be open without a reason, too: where
// nothing can be stored, and while it is tested. What flowed while it opened says nothing.
void count_while_open(State& state, base::Millijoules energy, const Measurement& measurement) {
    if (state.reasons.is_empty() && !measurement.told_open) {
        end_energy_while_open(state);
        return;
    }
    if (energy == base::Millijoules{0} || measurement.is_opening) {
        return;
    }
    const bool begins = state.flowed_while_open == base::Millijoules{0};
    state.flowed_while_open += energy;
    if (begins) {
        note(state, EventKind::energy_while_open, energy.count());
    }
}

// A front end that gives nothing to count supplies nothing.
void apply_metering(State& state, const Measurement& measurement, bool is_doubtful,
                    std::chrono::milliseconds elapsed) {
    if (is_doubtful && !state.metering.doubts) {
        note(state, EventKind::impossible_measurement, measurement.power.count());
    }
    state.metering.doubts = is_doubtful;
    const bool has_failed = state.reasons.contains(Reason::metering_failed);
    state.metering.step(measurement.front_end, has_failed, elapsed);
    if (state.metering.fails()) {
        set_reason(state, Reason::metering_failed);
    } else if (state.metering.works_again()) {
        clear_reason(state, Reason::metering_failed);
        state.metering.forgive();
    }
}

// Energy flows and time passes, whatever the supply.
base::Millijoules count(State& state, base::Milliwatts power, std::chrono::milliseconds elapsed) {
    const base::Millijoules energy = state.integrator.add(power, elapsed);
    state.account.consume(energy);
    state.demand.add(energy, state.seconds(), state.parameters.demand_period);
    return energy;
}

bool is_cleared_by_card(const State& state, const ReasonRule& rule) {
    switch (rule.cleared_by) {
        case ClearedBy::opening_order:
        case ClearedBy::itself:
        case ClearedBy::reset_button:
        case ClearedBy::on_button:
        case ClearedBy::unseen_order:
            return false;
        case ClearedBy::card_once_over:
            return may_clear_tampering(state);
        case ClearedBy::card:
            return true;
        case ClearedBy::card_above_limit:
            return is_above_overdraft_limit(state);
        case ClearedBy::card_after_wait:
            return state.power_limit.may_be_cleared(state.seconds());
    }
    std::unreachable();
}

}  // namespace

void count_operation(State& state, bool closed) {
    const bool was_closed = state.switch_operations % 2 != 0;
    if (closed == was_closed) {
        return;
    }
    ++state.switch_operations;
    if (state.switch_operations == rated_switch_operations) {
        note(state, EventKind::switch_worn, rated_switch_operations);
    }
}

void set_reason(State& state, Reason reason) {
    if (state.reasons.contains(reason)) {
        return;
    }
    const bool was_closed = state.reasons.is_empty();
    state.reasons.set(reason);
    note(state, was_closed ? EventKind::supply_opened : EventKind::reason_added,
         std::to_underlying(reason));
}

void clear_reason(State& state, Reason reason) {
    if (!state.reasons.contains(reason)) {
        return;
    }
    state.reasons.clear(reason);
    if (!state.reasons.is_empty()) {
        note(state, EventKind::reason_cleared, std::to_underlying(reason));
        return;
    }
    note(state, EventKind::supply_closed, std::to_underlying(reason));
    end_energy_while_open(state);
}

void apply_credit_rules(State& state) {
    if (!state.opened) {
        return;
    }
    apply_alarm(state);
    apply_reminder(state);
    apply_zero(state);
}

void advance(State& state, const Measurement& measurement, std::chrono::milliseconds elapsed,
             const SteadyInputs& inputs) {
    const bool is_doubtful = is_impossible(measurement);
    const Measurement believed = is_doubtful ? within_full_scale(measurement) : measurement;
    state.time += elapsed;
    const base::Millijoules apart_before = counted_apart(state.tamper);
    const base::Milliwatts consumed = apply_tamper_watch(state, believed, elapsed, inputs.level);
    const base::Millijoules apart = counted_apart(state.tamper) - apart_before;
    const base::Millijoules counted = count(state, consumed, elapsed);
    count_while_open(state, counted + apart, measurement);
    apply_metering(state, measurement, is_doubtful, elapsed);
    apply_protection(state, believed, elapsed, inputs);
    apply_power_limit(state, limited_power(state, believed, consumed), elapsed);
    apply_credit_rules(state);
}

void clear_by_card(State& state) {
    for (const ReasonRule& rule : reason_rules) {
        if (is_cleared_by_card(state, rule)) {
            clear_reason(state, rule.reason);
        }
    }
}

Advice advice(const State& state) {
    if (state.reasons.is_empty()) {
        return Advice::none;  // as nearly always
    }
    const std::chrono::sys_seconds now = state.seconds();
    for (const ReasonRule& rule : reason_rules) {
        if (!state.reasons.contains(rule.reason)) {
            continue;
        }
        if (rule.cleared_by == ClearedBy::card_above_limit && is_above_overdraft_limit(state)) {
            return Advice::insert_card;
        }
        if (rule.cleared_by == ClearedBy::card_after_wait &&
            !state.power_limit.may_be_cleared(now)) {
            return Advice::wait_and_insert_card;
        }
        if (rule.cleared_by == ClearedBy::reset_button &&
            !state.protection.leakage_trips.may_be_cleared(now)) {
            return Advice::wait_and_press_reset_button;
        }
        return rule.advice;
    }
    return Advice::none;
}

}  // namespace meter
