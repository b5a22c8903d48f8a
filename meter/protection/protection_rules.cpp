#include "meter/protection/protection_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "meter/credit/supply_rules.h"
#include "meter/tamper/tamper_watch.h"

namespace meter {
namespace {

bool watches_leakage(const State& state) {
    return state.parameters.leakage_trip && !state.reasons.contains(Reason::leakage);
}

// No current that never trips by IEC 61008-1 is a fault.
bool leaks_already(const State& state, const Measurement& measurement) {
    return measurement.residual_current.count() * 2 > state.parameters.leakage_level.count();
}

void count_trip(State& state) {
    if (state.protection.leakage_trips.add(state.seconds())) {
        note(state, EventKind::leakage_wait, RepeatedOpenings::wait.count());
    }
}

// A test proves the protection and is no fault: it counts for no wait. Where a fault stood before
// it nobody can tell which of the two has tripped.
void trip_for_leakage(State& state, const Measurement& measurement) {
    const LeakageTest test = std::exchange(state.protection.test, {});
    state.protection.leakage.restart();
    set_reason(state, Reason::leakage);
    if (currents_differ(measurement)) {
        const auto difference = measurement.phase_current - measurement.neutral_current;
        note(state, EventKind::leakage_or_bypass, difference.count());
    }
    if (test.is_running && !test.began_on_fault) {
        note(state, EventKind::leakage_test, 1);
    } else {
        count_trip(state);
    }
}

void apply_buttons(State& state, const Measurement& measurement, const Inputs& pressed) {
    if (pressed.test_button && state.reasons.is_empty()) {
        state.protection.test = {.is_running = true,
                                 .began_on_fault = leaks_already(state, measurement)};
    }
    if (pressed.reset_button && state.protection.leakage_trips.may_be_cleared(state.seconds())) {
        clear_reason(state, Reason::leakage);
    }
    if (pressed.off_button) {
        set_reason(state, Reason::switched_off_by_hand);
    } else if (pressed.on_button) {
        clear_reason(state, Reason::switched_off_by_hand);
    }
}

void apply_leakage(State& state, const Measurement& measurement,
                   std::chrono::milliseconds elapsed) {
    ProtectionState& protection = state.protection;
    if (measurement.has_residual_current && watches_leakage(state) &&
        protection.leakage.hold(measurement.residual_current, elapsed,
                                state.parameters.leakage_level)) {
        trip_for_leakage(state, measurement);
    }
}

// Where the supply opened for something else, nothing can flow that the test would see: it says
// nothing.
void pass_test(State& state, std::chrono::milliseconds elapsed) {
    LeakageTest& test = state.protection.test;
    if (!test.is_running) {
        return;
    }
    if (!state.reasons.is_empty()) {
        test = {};
        return;
    }
    test.lasts += elapsed;
    if (test.lasts >= longest_leakage_test) {
        test = {};
        note(state, EventKind::leakage_test, 0);
    }
}

// None where the mains are gone.
std::optional<base::Millivolts> mains_if(bool are_present, base::Millivolts voltage) {
    return are_present ? std::optional{voltage} : std::nullopt;
}

void apply_voltage(State& state, std::optional<base::Millivolts> mains,
                   std::chrono::microseconds elapsed) {
    VoltageSettings settings{.over_voltage_trips = state.parameters.over_voltage_trip,
                             .under_voltage = std::nullopt};
    if (state.parameters.under_voltage_trip) {
        settings.under_voltage = under_voltage_limit;
    }
    const bool is_open = state.reasons.contains(Reason::over_voltage) ||
                         state.reasons.contains(Reason::under_voltage);
    const VoltageJudgement judgement =
        state.protection.voltage.watch(mains, is_open, elapsed, settings);
    if (judgement.is_too_high) {
        set_reason(state, Reason::over_voltage);
    }
    if (judgement.is_too_low) {
        set_reason(state, Reason::under_voltage);
    }
    if (judgement.has_returned) {
        clear_reason(state, Reason::over_voltage);
        clear_reason(state, Reason::under_voltage);
    }
}

}  // namespace

void apply_protection(State& state, const Measurement& measurement,
                      std::chrono::milliseconds elapsed, const SteadyInputs& inputs) {
    apply_buttons(state, measurement, inputs.risen);
    if (measurement.front_end != FrontEnd::missing) {
        apply_leakage(state, measurement, elapsed);
        if (measurement.times_voltage) {
            apply_voltage(state, mains_if(measurement.mains_present, measurement.voltage), elapsed);
        }
    }
    pass_test(state, elapsed);
}

bool apply_leakage_frame(State& state, std::span<const std::int32_t> frame, SampleRate rate,
                         const Measurement& last) {
    if (!watches_leakage(state) ||
        !state.protection.leakage.add(frame, state.parameters.leakage_level, rate)) {
        return false;
    }
    trip_for_leakage(state, last);
    return true;
}

void apply_half_cycle(State& state, base::Millivolts voltage, std::chrono::microseconds elapsed) {
    apply_voltage(
        state,
        mains_if(voltage >= TamperWatch::least_voltage, std::min(voltage, full_scale_voltage)),
        elapsed);
}

}  // namespace meter
