// When the state must be committed, how much a step may carry so that this is enough, and how often
// it may be, so that nobody wears the memory out.
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
//
// A commit of more than energy writes a whole state record, 54 pages, and cards and buttons can ask
// for one each second. So `commits_at_once` may follow each other and then one in
// `between_commits`; what comes in between is put off until then. Never put off: energy, what opens
// or closes the supply, a step of a register, and events before they could push each other out.
class CommitSchedule {
 public:
    static constexpr base::WattHours energy_step{9};
    static constexpr std::chrono::minutes longest_pause{10};
    static constexpr std::chrono::minutes between_commits{20};  // 72 a day
    static constexpr int commits_at_once = 60;
    // Kept events that may wait: their log has room for some more until they are in the history.
    static constexpr std::size_t most_events_waiting = 24;
    static_assert(most_events_waiting < EventLog::capacity);
    // Where commits fail, no more than this may flow.
    static constexpr base::WattHours most_at_risk{10};
    // A step may carry the rest of it: what flows in a step is told to the meter at its end.
    static constexpr base::WattHours largest_step = most_at_risk - energy_step;

    explicit CommitSchedule(const State& stored) {
        note_commit(stored);
        next_commit_ = all_at_once(stored.time);
    }

    // Of all that has changed, or of the energy alone where the rest is put off.
    [[nodiscard]] bool is_due(const State& state) const {
        if (has_waiting(state) && !is_put_off(state)) {
            return true;
        }
        if (uncommitted(state) == base::Millijoules{0}) {
            return false;
        }
        return uncommitted(state) >= base::millijoules(energy_step) ||
               state.time - time_ >= longest_pause;
    }

    // Something else than energy is not committed.
    [[nodiscard]] bool has_waiting(const State& state) const {
        return state.events.last_number() != last_event_ || steps_beside(state) != steps_beside_ ||
               state.demand.highest != highest_demand_ || state.reports.counter != last_report_ ||
               state.switch_operations != switch_operations_;
    }
    // A commit of more than energy would come too soon and can wait.
    [[nodiscard]] bool is_put_off(const State& state) const {
        return has_waiting(state) && state.time < next_commit_ &&
               is_closed(state) == supply_is_closed_ &&
               state.switch_operations == switch_operations_ &&
               steps_beside(state) == steps_beside_ && !has_many_events_waiting(state);
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
        if (has_waiting(state)) {
            next_commit_ = std::max(next_commit_, all_at_once(state.time)) + between_commits;
        }
        note_commit_of_energy(state);
        last_event_ = state.events.last_number();
        last_report_ = state.reports.counter;
        supply_is_closed_ = is_closed(state);
        switch_operations_ = state.switch_operations;
        steps_beside_ = steps_beside(state);
        highest_demand_ = state.demand.highest;
    }
    void note_commit_of_energy(const State& state) {
        time_ = state.time;
        consumed_total_ = state.account.consumed_total();
        exported_ = state.tamper.exported.total();
        without_voltage_ = state.tamper.without_voltage.total();
    }

 private:
    // next_commit_ where as many may follow each other as ever.
    [[nodiscard]] static State::Time all_at_once(State::Time now) {
        return now - (commits_at_once - 1) * between_commits;
    }
    [[nodiscard]] static bool is_closed(const State& state) { return state.reasons.is_empty(); }
    [[nodiscard]] bool has_many_events_waiting(const State& state) const {
        const EventLog::Recent& kept = state.events.recent();
        return kept.size() >= most_events_waiting &&
               kept[kept.size() - most_events_waiting].number > last_event_;
    }
    // Neither register ever falls: their sum stands as long as both do.
    [[nodiscard]] static base::Millijoules steps_beside(const State& state) {
        return state.tamper.exported.stored() + state.tamper.without_voltage.stored();
    }

    State::Time time_{};
    // When one more commit of more than energy fits in; a commit that could not be put off moves it
    // beyond the time of the others.
    State::Time next_commit_{};
    base::Millijoules consumed_total_{};
    base::Millijoules exported_{};
    base::Millijoules without_voltage_{};
    std::uint32_t last_event_ = 0;
    std::uint32_t switch_operations_ = 0;
    std::uint32_t last_report_ = 0;
    bool supply_is_closed_ = false;
    base::Millijoules steps_beside_{};
    base::Milliwatts highest_demand_{};
};

// Whether a card has brought more than a visit: credit, another card, parameters, keys, a
// clearance.
[[nodiscard]] inline bool changes_what_counts(const State& before, const State& after) {
    return after.account.ordered() != before.account.ordered() || after.reasons != before.reasons ||
           after.opened != before.opened || after.binding.serial != before.binding.serial ||
           after.binding.generation != before.binding.generation ||
           after.binding.customer != before.binding.customer ||
           after.parameters_code != before.parameters_code ||
           after.renewed_key.key_version != before.renewed_key.key_version ||
           after.challenge_counter != before.challenge_counter;
}

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
