// When counted energy must be committed, and how much a step may carry so that this is enough.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/quantity.h"
#include "base/rounding.h"
#include "meter/measurement.h"
#include "meter/state.h"

namespace meter {

// Every 9 Wh, in whichever direction and with or without voltage, or 10 minutes after the last
// commit if any energy flowed since, so that a power cut never loses 10 Wh; an event, another fact,
// a new highest demand, an operation of the switch and each step of a register beside the credit
// are committed at once.
class CommitSchedule {
 public:
    static constexpr base::WattHours energy_step{9};
    static constexpr std::chrono::minutes longest_pause{10};
    // Where commits fail, no more than this may flow.
    static constexpr base::WattHours most_at_risk{10};
    // A step may carry the rest of it: what flows in a step is told to the meter at its end.
    static constexpr base::WattHours largest_step = most_at_risk - energy_step;

    explicit CommitSchedule(const State& stored) { note_commit(stored); }

    [[nodiscard]] bool is_due(const State& state) const {
        if (state.events.last_number() != last_event_ || steps_beside(state) != steps_beside_ ||
            state.demand.highest != highest_demand_ ||
            state.switch_operations != switch_operations_) {
            return true;
        }
        if (uncommitted(state) == base::Millijoules{0}) {
            return false;
        }
        return uncommitted(state) >= base::millijoules(energy_step) ||
               state.time - time_ >= longest_pause;
    }

    [[nodiscard]] bool is_too_much_at_risk(const State& state) const {
        return uncommitted(state) >= base::millijoules(most_at_risk);
    }

    // What has flowed since the last commit.
    [[nodiscard]] base::Millijoules uncommitted(const State& state) const {
        return (state.account.consumed_total() - consumed_total_) +
               (state.tamper.exported.total() - exported_) +
               (state.tamper.without_voltage.total() - without_voltage_);
    }

    void note_commit(const State& state) {
        time_ = state.time;
        consumed_total_ = state.account.consumed_total();
        exported_ = state.tamper.exported.total();
        without_voltage_ = state.tamper.without_voltage.total();
        last_event_ = state.events.last_number();
        steps_beside_ = steps_beside(state);
        highest_demand_ = state.demand.highest;
        switch_operations_ = state.switch_operations;
    }

 private:
    // Neither register ever falls: their sum stands as long as both do.
    [[nodiscard]] static base::Millijoules steps_beside(const State& state) {
        return state.tamper.exported.stored() + state.tamper.without_voltage.stored();
    }

    State::Time time_{};
    base::Millijoules consumed_total_{};
    base::Millijoules exported_{};
    base::Millijoules without_voltage_{};
    std::uint32_t last_event_ = 0;
    std::uint32_t switch_operations_ = 0;
    base::Millijoules steps_beside_{};
    base::Milliwatts highest_demand_{};
};

// How long a step of `power` may be, at least 1 ms: a board that has measured for longer hands it
// over in parts.
[[nodiscard]] constexpr std::chrono::milliseconds longest_step(base::Milliwatts power) {
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24};
    // One milliwatt for one millisecond is one microjoule.
    const std::int64_t microjoules =
        base::millijoules(CommitSchedule::largest_step).count() * 1'000;
    const std::int64_t magnitude = power.is_negative() ? -power.count() : power.count();
    return magnitude == 0 ? longest
                          : std::clamp(std::chrono::milliseconds{microjoules / magnitude},
                                       std::chrono::milliseconds{1}, longest);
}

// The same for all that a meter may count of `measurement`: with a current in one conductor alone
// or without voltage it counts more than the power that was measured.
[[nodiscard]] constexpr std::chrono::milliseconds longest_step(const Measurement& measurement) {
    const std::int64_t millivolts = std::max(measurement.voltage, nominal_voltage).count();
    const std::int64_t milliamperes =
        std::max(measurement.phase_current, measurement.neutral_current).count();
    return std::min(longest_step(measurement.power),
                    longest_step(base::Milliwatts{millivolts * milliamperes / 1'000}));
}

}  // namespace meter
