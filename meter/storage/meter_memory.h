// All that a meter keeps, on its two devices: the state, which it cannot run without, and the
// history, which it can.
//
//   RAM   under 512 bytes; a start needs room for one stored record beside
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <utility>

#include "meter/credit/supply_rules.h"
#include "meter/events/event.h"
#include "meter/keying.h"
#include "meter/ports/eeprom.h"
#include "meter/ports/kept_history.h"
#include "meter/ports/nor_flash.h"
#include "meter/ports/state_store.h"
#include "meter/state.h"
#include "meter/storage/history.h"
#include "meter/storage/logged_state_store.h"
#include "meter/storage/returned_state.h"
#include "meter/storage/scrub_result.h"

namespace meter {

template <Eeprom StateDevice, NorFlash HistoryDevice>
class MeterMemory {
 public:
    // Both devices must live as long.
    MeterMemory(StateDevice& eeprom, HistoryDevice& flash) : store_{eeprom}, history_{flash} {}

    // What the meter was and is. A history that cannot be used stops nothing. Where the history
    // proves that more was consumed than the state says, the register goes up to it.
    //   owner   the one that the devices must have, where the board knows it
    [[nodiscard]] std::expected<Keying, OpenError> open(std::optional<DeviceOwner> owner,
                                                        State& state, StoredState& room);

    // Production; see LoggedStateStore::key().
    [[nodiscard]] std::expected<void, StoreError> key(const Keying& keying, const State& new_meter,
                                                      StoredState& room);

    // The port StateStore.
    [[nodiscard]] std::expected<void, StoreError> save(std::span<const std::uint8_t> record) {
        return store_.save(record);
    }
    [[nodiscard]] std::expected<void, StoreError> save_energy(
        std::span<const std::uint8_t> record) {
        return store_.save_energy(record);
    }
    void power_is_failing(bool is_failing) {
        store_.power_is_failing(is_failing);
        history_.power_is_failing(is_failing);
    }

    // To be called after each step and each answer of a card: writes the history, goes on with the
    // scrub, which begins with each start and each 24 hours, one thing a time, and has `meter` keep
    // events of what was found.
    template <typename RunningMeter>
    void look_after(RunningMeter& meter);

    // The port KeptHistory.
    [[nodiscard]] std::uint32_t newest(HistoryKind kind) {
        return history_error_ || history_.ring(kind).is_empty() ? 0 : history_.ring(kind).newest();
    }
    [[nodiscard]] bool read(HistoryKind kind, std::uint32_t number,
                            std::span<std::uint8_t> payload) {
        return !history_error_ && history_.ring(kind).read(number, payload);
    }

    [[nodiscard]] History<HistoryDevice>& history() { return history_; }
    // Nothing where the history is in use.
    [[nodiscard]] std::optional<MountError> history_error() const { return history_error_; }

 private:
    template <typename RunningMeter>
    void tell_findings(RunningMeter& meter);
    template <typename RunningMeter>
    void scrub(RunningMeter& meter);
    [[nodiscard]] ScrubResult scrub_one(std::uint32_t step);

    using Uptime = std::chrono::duration<std::uint32_t>;  // of the meter, in seconds

    static constexpr Uptime between_scrubs = std::chrono::hours{24};
    // What a scrub finds is an event at once; a flood of it only once in this time.
    static constexpr Uptime between_findings = std::chrono::minutes{10};
    static constexpr std::uint32_t of_state = LoggedStateStore<StateDevice>::scrub_steps;
    static constexpr std::uint32_t scrub_steps = of_state + History<HistoryDevice>::scrub_steps;

    LoggedStateStore<StateDevice> store_;
    History<HistoryDevice> history_;
    std::optional<MountError> history_error_ = MountError::absent;
    std::uint32_t repaired_ = 0;  // copies, since it was told last
    std::uint32_t lost_ = 0;      // records
    bool is_history_told_ = false;
    Uptime tells_from_{0};   // when further findings may be told
    Uptime scrubs_from_{0};  // when the next scrub begins
    std::uint32_t next_step_ = 0;
    std::uint32_t steps_left_ = 0;  // of a scrub that is under way
};

template <Eeprom StateDevice, NorFlash HistoryDevice>
std::expected<Keying, OpenError> MeterMemory<StateDevice, HistoryDevice>::open(
    std::optional<DeviceOwner> owner, State& state, StoredState& room) {
    const auto keying = store_.open(owner, state, room);
    if (!keying) {
        return keying;
    }
    const auto mounted = history_.mount(DeviceOwner{std::to_underlying(keying->meter)});
    history_error_ = mounted ? std::nullopt : std::optional{mounted.error()};
    const ScrubResult found = mounted.value_or(ScrubResult{});
    repaired_ = (store_.made_copy_whole() ? 1U : 0U) + found.repaired;
    lost_ = found.lost;
    if (!history_error_) {
        const base::Millijoules proven = history_.consumed_at_least();
        if (proven > state.account.consumed_total()) {
            state.account.consume(proven - state.account.consumed_total());
            ++lost_;
        }
    }
    // What was counted since the state was committed is gone: up to a period of the load profile.
    const bool has_lost_energy = store_.lacks_energy() && state.opened;
    if (has_lost_energy) {
        ++lost_;
        set_reason(state, Reason::credit_unproven);
    }
    const bool is_behind = !history_error_ && history_.is_ahead_of(state);
    if (store_.is_older_state() || is_behind) {
        ++lost_;
        ReturnedState returned{state};
        if (!history_error_) {
            history_.tell_what_follows(state.events.last_number(), returned);
        }
        returned.settle();
    }
    return keying;
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
std::expected<void, StoreError> MeterMemory<StateDevice, HistoryDevice>::key(const Keying& keying,
                                                                             const State& new_meter,
                                                                             StoredState& room) {
    const DeviceOwner owner{std::to_underlying(keying.meter)};
    // First, because once the state stands every start believes the history.
    if (!history_.begin_anew(owner)) {
        return std::unexpected{StoreError::write_failed};
    }
    const auto keyed = store_.key(keying, new_meter, room);
    if (keyed) {
        const auto mounted = history_.mount(owner);
        history_error_ = mounted ? std::nullopt : std::optional{mounted.error()};
    }
    return keyed;
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
template <typename RunningMeter>
void MeterMemory<StateDevice, HistoryDevice>::look_after(RunningMeter& meter) {
    // Once the supply has warned, what is left of the time is the last commit's.
    if (!store_.is_power_failing()) {
        tell_findings(meter);
    }
    if (!store_.is_power_failing()) {
        scrub(meter);
    }
    if (!store_.is_power_failing() && history_.is_due(meter.state())) {
        meter.commit_now();
    }
    // Only what is committed may go into the history.
    if (meter.is_committed()) {
        history_.follow(meter.state());
    }
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
template <typename RunningMeter>
void MeterMemory<StateDevice, HistoryDevice>::tell_findings(RunningMeter& meter) {
    if (history_error_ && !is_history_told_) {
        is_history_told_ = true;
        meter.keep(EventKind::history_not_usable, std::to_underlying(*history_error_));
        return;
    }
    const auto now = std::chrono::duration_cast<Uptime>(meter.uptime());
    if ((repaired_ == 0 && lost_ == 0) || now < tells_from_) {
        return;
    }
    tells_from_ = now + between_findings;
    if (lost_ != 0) {
        meter.keep(EventKind::storage_lost, std::exchange(lost_, 0));
        // Not before: after a power cut in between the next start tells it, once more maybe.
        if (meter.is_committed() && !history_error_) {
            history_.note_told();
        }
    }
    if (repaired_ != 0 && !store_.is_power_failing()) {
        meter.keep(EventKind::storage_repaired, std::exchange(repaired_, 0));
    }
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
template <typename RunningMeter>
void MeterMemory<StateDevice, HistoryDevice>::scrub(RunningMeter& meter) {
    if (steps_left_ == 0) {
        // By what cannot jump: the clock may be set, forward by years or back.
        const auto now = std::chrono::duration_cast<Uptime>(meter.uptime());
        if (now < scrubs_from_) {
            return;
        }
        // Wherever it begins it comes to all. By the clock's minutes each power-on begins
        // elsewhere, so that a meter that is never on for long enough comes to all too.
        next_step_ =
            static_cast<std::uint32_t>(std::chrono::floor<std::chrono::minutes>(meter.state().time)
                                           .time_since_epoch()
                                           .count() %
                                       scrub_steps);
        steps_left_ = scrub_steps;
        scrubs_from_ = now + between_scrubs;
    }
    --steps_left_;
    const ScrubResult found = scrub_one(next_step_);
    const bool is_of_records = LoggedStateStore<StateDevice>::is_of_record(next_step_);
    next_step_ = (next_step_ + 1) % scrub_steps;
    repaired_ += found.repaired;
    if (found.lost != 0 && is_of_records) {
        meter.commit_now();  // the meter has what the device has lost
        (meter.can_store() ? repaired_ : lost_) += found.lost;
    } else {
        lost_ += found.lost;
    }
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
ScrubResult MeterMemory<StateDevice, HistoryDevice>::scrub_one(std::uint32_t step) {
    if (step < of_state) {
        return store_.scrub(step);
    }
    return history_.scrub(step - of_state);
}

}  // namespace meter
