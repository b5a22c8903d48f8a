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

#include "meter/events/event.h"
#include "meter/keying.h"
#include "meter/ports/eeprom.h"
#include "meter/ports/nor_flash.h"
#include "meter/ports/state_store.h"
#include "meter/state.h"
#include "meter/storage/history.h"
#include "meter/storage/logged_state_store.h"

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
    void power_is_failing(bool is_failing) { store_.power_is_failing(is_failing); }

    // To be called after each step and each answer of a card: writes the history, goes on with the
    // daily scrub, and has `meter` keep events of what was found.
    template <typename RunningMeter>
    void look_after(RunningMeter& meter);

    [[nodiscard]] History<HistoryDevice>& history() { return history_; }
    // Nothing where the history is in use.
    [[nodiscard]] std::optional<MountError> history_error() const { return history_error_; }

 private:
    template <typename RunningMeter>
    void tell_findings(RunningMeter& meter);
    template <typename RunningMeter>
    void scrub(RunningMeter& meter);

    LoggedStateStore<StateDevice> store_;
    History<HistoryDevice> history_;
    std::optional<MountError> history_error_ = MountError::absent;
    std::uint32_t repaired_ = 0;  // copies, since it was told last
    std::uint32_t lost_ = 0;      // records
    bool is_history_told_ = false;
    std::optional<std::chrono::sys_days> scrubbed_;  // the day that the last scrub belongs to
    std::optional<std::uint32_t> history_step_;      // while the history is being scrubbed
    bool is_scrubbing_ = false;
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
    repaired_ = (store_.recovered().made_copy_whole ? 1U : 0U) + history_.repaired_at_start();
    lost_ = store_.recovered().is_older_state ? 1 : 0;
    if (!history_error_) {
        const base::Millijoules proven = history_.consumed_at_least();
        if (proven > state.account.consumed_total()) {
            state.account.consume(proven - state.account.consumed_total());
            ++lost_;
        }
    }
    return keying;
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
std::expected<void, StoreError> MeterMemory<StateDevice, HistoryDevice>::key(const Keying& keying,
                                                                             const State& new_meter,
                                                                             StoredState& room) {
    const auto keyed = store_.key(keying, new_meter, room);
    if (keyed) {
        const auto mounted = history_.mount(DeviceOwner{std::to_underlying(keying.meter)});
        history_error_ = mounted ? std::nullopt : std::optional{mounted.error()};
    }
    return keyed;
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
template <typename RunningMeter>
void MeterMemory<StateDevice, HistoryDevice>::look_after(RunningMeter& meter) {
    tell_findings(meter);
    scrub(meter);
    if (history_.is_due(meter.state())) {
        meter.commit_now();
    }
    // Only what is committed may go into the history.
    if (meter.can_store()) {
        history_.follow(meter.state());
    }
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
template <typename RunningMeter>
void MeterMemory<StateDevice, HistoryDevice>::tell_findings(RunningMeter& meter) {
    if (history_error_ && !is_history_told_) {
        is_history_told_ = true;
        meter.keep(EventKind::history_not_usable, std::to_underlying(*history_error_));
    }
    if (is_scrubbing_) {
        return;
    }
    if (repaired_ != 0) {
        meter.keep(EventKind::storage_repaired, std::exchange(repaired_, 0));
    }
    if (lost_ != 0) {
        meter.keep(EventKind::storage_lost, std::exchange(lost_, 0));
    }
}

template <Eeprom StateDevice, NorFlash HistoryDevice>
template <typename RunningMeter>
void MeterMemory<StateDevice, HistoryDevice>::scrub(RunningMeter& meter) {
    const auto today = std::chrono::floor<std::chrono::days>(meter.state().time);  // of UTC
    if (!is_scrubbing_) {
        is_scrubbing_ = scrubbed_ && *scrubbed_ != today;
        scrubbed_ = today;  // a start has looked at what it read
        return;
    }
    if (history_step_) {
        repaired_ += history_.scrub(*history_step_);
        ++*history_step_;
        if (*history_step_ == History<HistoryDevice>::scrub_steps) {
            history_step_.reset();
            is_scrubbing_ = false;
        }
        return;
    }
    const auto step = store_.scrub();
    repaired_ += step.found.repaired;
    if (step.found.lost != 0) {
        meter.commit_now();  // the meter has what the device has lost
        (meter.can_store() ? repaired_ : lost_) += step.found.lost;
    }
    if (step.is_finished) {
        history_step_ = 0;
    }
}

}  // namespace meter
