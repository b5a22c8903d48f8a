// Meter<Board>: the parts put together. Measurements, time and the card's answers come in, ordinary
// code decides, the board's ports act. step() is the only way time passes.
//
// What a card changes is committed before the card, the switch or the display tells of it. What
// time, measurements and buttons change acts at once and is committed when it is due: the switch
// must not wait for a storage that may be broken. Energy that cannot be committed does not go on
// for ever: from 10 Wh on the supply is open until a commit succeeds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "base/quantity.h"
#include "meter/clock.h"
#include "meter/credit/supply_rules.h"
#include "meter/credit/switch_test.h"
#include "meter/credit/switch_watch.h"
#include "meter/display/display.h"
#include "meter/display/lamps.h"
#include "meter/display/segments.h"
#include "meter/inputs.h"
#include "meter/keying.h"
#include "meter/measurement.h"
#include "meter/ports/board.h"
#include "meter/protection/protection_rules.h"
#include "meter/self_test/fault_rules.h"
#include "meter/self_test/own_consumption.h"
#include "meter/self_test/own_digests.h"
#include "meter/self_test/self_test.h"
#include "meter/state.h"
#include "meter/storage/commit_schedule.h"
#include "meter/storage/state_record.h"
#include "meter/tamper/tamper_rules.h"
#include "meter/terminal/card_dialogue.h"
#include "meter/terminal/meter_keys.h"

namespace meter {

// Below three quarters of the nominal voltage no card is served: the supply might go in the middle.
inline constexpr base::Millivolts card_voltage{nominal_voltage.count() * 3 / 4};

// From the command to open until nothing flows any more: 20 ms for contacts and arc, and the half
// cycle in which the command fell.
inline constexpr std::chrono::milliseconds opening_time{30};

template <Board B>
class Meter {
 public:
    // A meter as it was left: `stored` is the state last committed, or State{} at production.
    // `clock` is what the board's clock reads, nothing where it stopped (see resume_clock()), and
    // `first` what is measured now. Sets the switch, then commits the start.
    Meter(B& board, const Keying& keying, const State& stored,
          std::optional<std::chrono::sys_seconds> clock, const Measurement& first = {});
    Meter(const Meter&) = delete;
    Meter& operator=(const Meter&) = delete;

    // Lets `elapsed` time pass, 0 to 24 hours, with what metrology measured in it
    // and what its buttons and contacts read.
    void step(const Measurement& measurement, std::chrono::milliseconds elapsed,
              const Inputs& inputs = {});

    // What happens at the slot. An answer that nobody waits for is not listened to.
    void card_inserted();
    void card_answered(std::span<const std::uint8_t> response);
    void card_silent();
    void card_pulled();

    // Keeps an event of something that the board's side has noticed, and commits it.
    void keep(EventKind kind, std::int64_t detail) {
        note(state_, kind, detail);
        commit(state_);
    }

    // Commits what was counted since.
    void commit_now() { commit(state_); }

    // For a power-fail warning: commits what was counted since, and that the supply warned, within
    // the hold-up time. What else has changed and is not committed yet may be lost.
    void save();

    // For a board with samples: a frame of the residual channel (see apply_leakage_frame()), some
    // milliseconds apart. Opens the switch at once where it has to. From the first frame on the
    // residual current of step() says nothing.
    void leakage_frame(std::span<const std::int32_t> frame, SampleRate rate);

    // For a board with samples, too: the RMS voltage over the newest cycle as each half cycle ends,
    // and the time since the half cycle before (see apply_half_cycle()). Drives the switch at once
    // where it is not as it should be. From the first one on the steps time no voltage.
    void voltage_half_cycle(base::Millivolts voltage, std::chrono::microseconds elapsed);

    // Whether current should flow past the residual sensor for the test that the button asked for.
    [[nodiscard]] bool needs_test_current() const { return state_.protection.test.is_running; }
    // Which current the front end should count: the larger one where they differ.
    [[nodiscard]] CountingElement counting_element() const {
        return state_.tamper.watch.larger_element(measured_);
    }

    [[nodiscard]] const State& state() const { return state_; }
    // For how long it has run since the power came: unlike the clock it never jumps.
    [[nodiscard]] std::chrono::milliseconds uptime() const { return uptime_; }
    [[nodiscard]] const OwnDigests& own_digests() const { return own_; }
    [[nodiscard]] card::MeterId id() const { return keys_.meter(); }
    [[nodiscard]] Frame frame() const;
    [[nodiscard]] bool is_serving_a_card() const { return dialogue_.is_running(); }
    // Of the insertion that ended last; nothing before the first.
    [[nodiscard]] std::optional<InsertionResult> last_result() const { return dialogue_.result(); }
    // What the meter itself takes, over the last minute.
    [[nodiscard]] const OwnConsumption& own_consumption() const { return own_consumption_; }
    // Whether all is committed but energy that is not due yet.
    [[nodiscard]] bool is_committed() const { return can_store_ && !schedule_.has_waiting(state_); }
    // Whether the last commit could be made.
    [[nodiscard]] bool can_store() const { return can_store_; }

 private:
    enum class Extent : std::uint8_t { all, energy };
    // The clock first: where the power fails in between it reads no less than what is stored.
    bool commit(State& state, Extent extent = Extent::all);
    void commit_what_is_due();
    [[nodiscard]] Lamps lamps() const {
        return lamps_of(state_.opened && state_.alarm, driven_closed_ == true,
                        measured_.mains_present);
    }
    void test_itself(const Inputs& level, std::chrono::milliseconds elapsed);
    void count_own_consumption(std::chrono::milliseconds elapsed);
    void perform(DialogueMove move);  // `changed_` is what it makes of the state
    // No reason of the account's, but nothing more may flow.
    [[nodiscard]] bool is_held_open_by_storage() const {
        return !can_store_ && schedule_.is_too_much_at_risk(state_);
    }
    // Rule 10, by the newest voltage. For leakage opening is always tried: how long the drive's
    // energy lasts is its own matter.
    [[nodiscard]] bool may_drive_switch() const {
        return voltage_ > switch_voltage || state_.reasons.contains(Reason::leakage);
    }
    void note_storage_hold();
    void drive_switch();
    void let_switch_part(std::chrono::microseconds elapsed) {
        if (driven_closed_ != true) {
            open_for_ += elapsed;
        }
    }
    void watch_switch(std::chrono::milliseconds elapsed);
    void begin_maintenance();
    void test_switch(std::chrono::milliseconds elapsed);
    void refresh_display();

    B& board_;
    MeterKeys keys_;
    State state_;
    State changed_;  // what the dialogue makes of the state, until it is committed
    StateRecord record_{};
    CommitSchedule schedule_;
    OwnDigests own_;
    CardDialogue dialogue_{keys_, own_};
    InputDebouncer debouncer_;
    Display display_;
    Measurement measured_;
    std::chrono::milliseconds uptime_{0};
    base::Millivolts voltage_;  // of the newest half cycle; without one since the last step its own
    std::optional<bool> driven_closed_;      // as the switch was last told
    std::chrono::microseconds open_for_{0};  // since then, where it was not told to close
    SwitchWatch switch_watch_;
    SwitchTest switch_test_;
    std::optional<Frame> framed_;
    std::optional<Segments> shown_;  // what `framed_` lights
    SelfTest self_test_;
    OwnConsumption own_consumption_;
    bool has_frames_ = false;            // the leakage protection is fed with samples
    bool has_half_cycles_ = false;       // the voltage's is fed with half cycles
    bool is_half_cycle_newest_ = false;  // one came since the last step
    bool has_parted_ = false;            // the switch, for `opening_time` when the last step ended
    bool can_store_ = true;
    bool is_held_ = false;  // is_held_open_by_storage(), as the last event tells
};

template <Board B>
Meter<B>::Meter(B& board, const Keying& keying, const State& stored,
                std::optional<std::chrono::sys_seconds> clock, const Measurement& first)
    : board_{board},
      keys_{keying, stored.renewed_key},
      state_{stored},
      schedule_{stored},
      own_{meter::own_digests(board.self_test)},
      measured_{first},
      voltage_{first.voltage},
      own_consumption_{stored.account.consumed_total(), board.memory_work()} {
    const std::chrono::sys_seconds last_known = state_.seconds();
    resume_clock(state_, clock);
    note_start(state_, last_known, board_.tamper_latch.read());
    note(state_, EventKind::started, state_.clock_trusted ? 1 : 0);
    drive_switch();  // as it was left: nobody waits for the commit
    if (commit(state_)) {
        board_.tamper_latch.clear();
    }
    drive_switch();
    display_.show_all_segments();
    refresh_display();
}

template <Board B>
void Meter<B>::step(const Measurement& measurement, std::chrono::milliseconds elapsed,
                    const Inputs& inputs) {
    uptime_ += elapsed;
    measured_ = measurement;
    if (!std::exchange(is_half_cycle_newest_, false)) {
        voltage_ = measurement.voltage;
        let_switch_part(elapsed);
    }
    measured_.has_residual_current = measured_.has_residual_current && !has_frames_;
    measured_.times_voltage = measured_.times_voltage && !has_half_cycles_;
    measured_.told_open = driven_closed_ == false;
    measured_.is_opening = has_half_cycles_ && !has_parted_;
    const SteadyInputs steady = debouncer_.step(inputs, elapsed);
    // Where the warning is over the power did not fail after all.
    state_.power_fail_recorded = state_.power_fail_recorded && steady.level.power_fails;
    advance(state_, measured_, elapsed, steady);
    if (steady.risen.power_fails) {
        save();
    }
    test_itself(steady.level, elapsed);
    test_switch(elapsed);
    drive_switch();
    watch_switch(elapsed);
    commit_what_is_due();
    has_parted_ = open_for_ >= opening_time;
    if (dialogue_.is_running() && measurement.voltage <= card_voltage) {
        changed_ = state_;
        perform(dialogue_.abandon(changed_, InsertionResult::voltage_too_low));
    }
    display_.advance(state_, elapsed);
    if (steady.risen.display_button) {
        display_.press_button();
    }
    refresh_display();
}

template <Board B>
void Meter<B>::save() {
    board_.state_store.power_is_failing(true);
    state_.power_fail_recorded = true;
    commit(state_);
    // What else there is may be tried with what is left of the power.
    board_.state_store.power_is_failing(false);
}

template <Board B>
void Meter<B>::leakage_frame(std::span<const std::int32_t> frame, SampleRate rate) {
    has_frames_ = true;
    if (apply_leakage_frame(state_, frame, rate, measured_)) {
        drive_switch();
    }
}

template <Board B>
void Meter<B>::voltage_half_cycle(base::Millivolts voltage, std::chrono::microseconds elapsed) {
    has_half_cycles_ = is_half_cycle_newest_ = true;
    voltage_ = voltage;
    let_switch_part(elapsed);
    apply_half_cycle(state_, voltage, elapsed);
    drive_switch();
}

template <Board B>
void Meter<B>::test_itself(const Inputs& level, std::chrono::milliseconds elapsed) {
    count_own_consumption(elapsed);
    const SelfTestWatch watch{.front_end = measured_.front_end,
                              .clock_battery_low = level.clock_battery_low,
                              .switch_is_worn = state_.switch_operations >= rated_switch_operations,
                              .takes_too_much = own_consumption_.is_too_large()};
    const bool committed_is_whole = !self_test_.is_due(elapsed) || is_whole(record_);
    const Faults found = self_test_.step(board_.self_test, watch, committed_is_whole, elapsed);
    note_faults(state_, found);
}

template <Board B>
void Meter<B>::count_own_consumption(std::chrono::milliseconds elapsed) {
    if (own_consumption_.add(elapsed, measured_.voltage, lamps().lit())) {
        own_consumption_.finish(state_.account.consumed_total(), state_.parameters.meter_constant,
                                board_.memory_work());
    }
}

template <Board B>
void Meter<B>::card_inserted() {
    changed_ = state_;
    if (measured_.voltage <= card_voltage) {
        perform(dialogue_.abandon(changed_, InsertionResult::voltage_too_low));
        return;
    }
    display_.show_card_at_work();
    perform(dialogue_.begin());
}

template <Board B>
void Meter<B>::card_answered(std::span<const std::uint8_t> response) {
    if (!dialogue_.is_running()) {
        return;
    }
    own_consumption_.add_card_bytes(response.size());
    changed_ = state_;
    perform(dialogue_.answer(changed_, response));
}

template <Board B>
void Meter<B>::card_silent() {
    if (!dialogue_.is_running()) {
        return;
    }
    changed_ = state_;
    perform(dialogue_.silence(changed_));
}

template <Board B>
void Meter<B>::card_pulled() {
    if (!dialogue_.is_running()) {
        return;
    }
    changed_ = state_;
    perform(dialogue_.abandon(changed_, InsertionResult::card_pulled));
}

template <Board B>
bool Meter<B>::commit(State& state, Extent extent) {
    state.events.chain();
    board_.clock.set(state.seconds());
    encode(state, record_);
    auto& store = board_.state_store;
    const bool is_of_all = extent == Extent::all;
    can_store_ = (is_of_all ? store.save(record_) : store.save_energy(record_)).has_value();
    if (can_store_ && is_of_all) {
        schedule_.note_commit(state);
    } else if (can_store_) {
        schedule_.note_commit_of_energy(state);
    }
    return can_store_;
}

template <Board B>
void Meter<B>::commit_what_is_due() {
    const bool is_put_off = schedule_.is_put_off(state_);
    if (schedule_.is_due(state_)) {
        commit(state_, is_put_off ? Extent::energy : Extent::all);
        drive_switch();
    }
}

template <Board B>
void Meter<B>::perform(DialogueMove move) {
    if (move.commits && may_drive_switch()) {
        // The switch follows once this is committed: its operation is committed with it.
        count_operation(changed_, changed_.reasons.is_empty() && !switch_test_.is_running());
    }
    if (move.commits && move.may_be_put_off && schedule_.is_put_off(changed_) &&
        !changes_what_counts(state_, changed_)) {
        if (move.command) {
            state_.events = changed_.events;
            move = dialogue_.put_off();
        } else {
            state_ = changed_;
        }
    } else if (move.commits) {
        if (commit(changed_)) {
            state_ = changed_;
            if (state_.renewed_key.key_version > keys_.key_version()) {
                keys_ = keys_.renewed(state_.renewed_key);
            }
        } else {
            move = dialogue_.storage_failed();
        }
    }
    if (!move.command && dialogue_.result() == InsertionResult::maintained) {
        begin_maintenance();
    }
    drive_switch();
    if (move.tells_result) {
        display_.show_insertion(*dialogue_.result());
    }
    refresh_display();
    if (move.tells_history) {
        auto&& history = board_.history();
        move = dialogue_.tell_history(state_, history);
    }
    if (move.resets_card) {
        board_.card_slot.reset();
    }
    if (move.command) {
        own_consumption_.add_card_bytes(move.command->size());
        board_.card_slot.send(*move.command);
    }
}

template <Board B>
Frame Meter<B>::frame() const {
    Frame now = display_.frame(state_, measured_, own_);
    now.lamps = lamps();
    now.signs.set(Sign::fault, now.signs.contains(Sign::fault) || !can_store_);
    now.signs.set(Sign::supply_open,
                  now.signs.contains(Sign::supply_open) || switch_test_.is_running());
    if (is_held_open_by_storage()) {
        now.signs.set(Sign::supply_open, true);
        now.advice = now.advice == Advice::none ? Advice::contact_office : now.advice;
    }
    return now;
}

// No reason stands for it, but the supply is open for it: an event tells of it all the same.
template <Board B>
void Meter<B>::note_storage_hold() {
    if (is_held_ == is_held_open_by_storage()) {
        return;
    }
    is_held_ = !is_held_;
    if (is_held_) {
        note(state_, EventKind::storage_hold, schedule_.uncommitted(state_).count());
    } else {
        note(state_, EventKind::storage_hold_ended);
    }
}

template <Board B>
void Meter<B>::drive_switch() {
    note_storage_hold();
    const bool closed = state_.reasons.is_empty() && !is_held_ && !switch_test_.is_running();
    if (driven_closed_ == closed || !may_drive_switch()) {
        return;
    }
    driven_closed_ = closed;
    open_for_ = {};
    has_parted_ = false;
    count_operation(state_, closed);
    own_consumption_.add_switch_pulse();
    if (closed) {
        board_.supply_switch.close();
    } else {
        board_.supply_switch.open();
    }
}

template <Board B>
void Meter<B>::watch_switch(std::chrono::milliseconds elapsed) {
    if (switch_watch_.is_stuck(driven_closed_ == false, measured_, elapsed)) {
        note(state_, EventKind::switch_stuck, measured_.power.count());
        if (may_drive_switch()) {
            own_consumption_.add_switch_pulse();
            board_.supply_switch.open();
        }
    }
}

template <Board B>
void Meter<B>::begin_maintenance() {
    switch_test_.begin();
    board_.tamper_latch.clear();
}

// No reason stands for it: a test that a power cut ends leaves nothing behind.
template <Board B>
void Meter<B>::test_switch(std::chrono::milliseconds elapsed) {
    const auto has_parted = switch_test_.step(measured_, elapsed);
    if (!has_parted) {
        return;
    }
    keep(EventKind::switch_tested, *has_parted ? 1 : 0);
}

template <Board B>
void Meter<B>::refresh_display() {
    const Frame now = frame();
    if (framed_ == now) {
        return;
    }
    framed_ = now;
    const Segments lit = segments_of(now);
    if (shown_ != lit) {
        shown_ = lit;
        board_.display_panel.show(lit);
    }
}

}  // namespace meter
