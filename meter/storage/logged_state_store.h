// The meter's state on a StateLog: an energy record where only energy has flowed since the last
// commit, a state record where anything else has changed.
//
//   RAM   under 300 bytes; a start needs room for one stored record beside
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "base/ensure.h"
#include "meter/keying.h"
#include "meter/ports/eeprom.h"
#include "meter/ports/state_store.h"
#include "meter/state.h"
#include "meter/storage/content_mark.h"
#include "meter/storage/guarded_device.h"
#include "meter/storage/keying_record.h"
#include "meter/storage/state_log.h"
#include "meter/storage/state_record.h"

namespace meter {

// The keying and the state are one record, so that a change of both is one commit.
inline constexpr std::size_t stored_state_size = keying_record_size + state_record_size;
static_assert(stored_state_size <= largest_state_payload);
static_assert(energy_part_size == energy_payload_size);

// Room for what open() reads, of this version or the one before; needed no longer than that takes.
using StoredState =
    std::array<std::uint8_t,
               keying_record_size + std::max(state_record_size, state_record_size_before)>;
static_assert(StoredState{}.size() <= largest_state_payload);

enum class OpenError : std::uint8_t {
    not_keyed,  // a blank device, or one whose first commit was cut: production goes on from here
    absent,     // these and the next as for MountError; the supply stays open
    wrong_size,
    foreign,
    newer_format,
    damaged,  // also where the record is whole and states what no meter can have
};

template <Eeprom Device>
class LoggedStateStore {
 public:
    // `device` must live as long.
    explicit LoggedStateStore(Device& device) : device_{device} {}

    // Reads what the meter was and is. `owner`: the one that the device must have, where known.
    [[nodiscard]] std::expected<Keying, OpenError> open(std::optional<DeviceOwner> owner,
                                                        State& state, StoredState& room);

    // Production: gives a blank device its keying and the state of a `new_meter`. It may be
    // repeated until it has succeeded once.
    [[nodiscard]] std::expected<void, StoreError> key(const Keying& keying, const State& new_meter,
                                                      StoredState& room);

    // StateStore. The device must have been opened or keyed.
    [[nodiscard]] std::expected<void, StoreError> save(std::span<const std::uint8_t> record);

    // The same for how the state has gone on; all of it where a record is lost.
    [[nodiscard]] std::expected<void, StoreError> save_energy(std::span<const std::uint8_t> record);

    // For the power-fail warning, which may interrupt anything here: what is under way is given up
    // at its next page, and until the warning ends save() keeps the energy alone, because only that
    // fits into the time that is left.
    void power_is_failing(bool is_failing) { device_.stop(is_failing); }
    [[nodiscard]] bool is_power_failing() const { return device_.is_stopped(); }

    // One step of the daily scrub, 0 to scrub_steps - 1. Where a record is lost, the next save()
    // writes a state record.
    static constexpr std::uint32_t scrub_steps = StateLog<GuardedDevice<Device>>::scrub_steps;
    [[nodiscard]] ScrubResult scrub(std::uint32_t step);
    [[nodiscard]] static constexpr bool is_of_record(std::uint32_t step) {
        return StateLog<GuardedDevice<Device>>::is_of_record(step);
    }

    // What open() found besides the state; see Recovered.
    [[nodiscard]] bool made_copy_whole() const { return made_copy_whole_; }
    [[nodiscard]] bool is_older_state() const { return is_older_state_; }
    [[nodiscard]] bool lacks_energy() const { return lacks_energy_; }

 private:
    using Record = std::span<const std::uint8_t, state_record_size>;

    [[nodiscard]] static bool has_gone_on(State& state, const std::optional<EnergyRecord>& energy) {
        return !energy || go_on(state, energy->payload,
                                energy->format == storage_format ? EnergyPartForm::present
                                                                 : EnergyPartForm::before);
    }
    [[nodiscard]] std::expected<void, StoreError> commit_all(Record record);
    [[nodiscard]] std::expected<void, StoreError> commit_energy(Record record);

    using Guarded = GuardedDevice<Device>;

    Guarded device_;
    StateLog<Guarded> log_{device_};
    std::array<std::uint8_t, keying_record_size> keying_{};
    ContentMark settled_{};     // of the state record that stands
    bool must_settle_ = false;  // the next save() must write a state record
    // The state record that stands may not go on by energy alone: it is of the version before, or
    // the next start must see that its energy is lost.
    bool takes_no_energy_ = false;
    bool lacks_energy_ = false;
    bool made_copy_whole_ = false;
    bool is_older_state_ = false;
};

template <Eeprom Device>
std::expected<Keying, OpenError> LoggedStateStore<Device>::open(std::optional<DeviceOwner> owner,
                                                                State& state, StoredState& room) {
    const typename Guarded::LastWork begin{device_};  // nothing runs yet that a warning could stop
    const auto mounted = log_.mount(owner, room);
    if (!mounted) {
        switch (mounted.error()) {
            case MountError::blank:
                return std::unexpected{OpenError::not_keyed};
            case MountError::absent:
                return std::unexpected{OpenError::absent};
            case MountError::wrong_size:
                return std::unexpected{OpenError::wrong_size};
            case MountError::foreign:
                return std::unexpected{OpenError::foreign};
            case MountError::newer_format:
                return std::unexpected{OpenError::newer_format};
            case MountError::damaged:
                return std::unexpected{OpenError::damaged};
        }
    }
    made_copy_whole_ = mounted->made_copy_whole;
    is_older_state_ = mounted->is_older_state;
    lacks_energy_ = mounted->lacks_energy;
    if (mounted->state_size == 0) {
        return std::unexpected{OpenError::not_keyed};
    }
    const auto stored = std::span{room}.first(mounted->state_size);
    const std::size_t keying_size = size_of_keying(stored);
    if (stored.size() < keying_size) {
        return std::unexpected{OpenError::damaged};
    }
    const auto record = stored.subspan(keying_size);
    const auto keying = decode_keying(stored.first(keying_size));
    if (!keying || !decode_state(record, state) || !has_gone_on(state, mounted->energy)) {
        return std::unexpected{is_of_newer_version(record) ? OpenError::newer_format
                                                           : OpenError::damaged};
    }
    keying_ = encode(*keying);
    // Such records are written anew by the first save().
    takes_no_energy_ = must_settle_ = stored.size() != stored_state_size || lacks_energy_;
    if (!must_settle_) {
        settled_ = mark_of(settled_part(record.template first<state_record_size>()));
    }
    return *keying;
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::key(const Keying& keying,
                                                              const State& new_meter,
                                                              StoredState& room) {
    const typename Guarded::LastWork begin{device_};
    keying_ = encode(keying);
    const auto record = std::span{room}.template last<state_record_size>();
    encode(new_meter, record);
    const DeviceOwner owner{std::to_underlying(keying.meter)};
    if (!log_.format(owner)) {
        return std::unexpected{StoreError::write_failed};
    }
    return commit_all(record);
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::save(
    std::span<const std::uint8_t> bytes) {
    base::ensure(bytes.size() == state_record_size);
    const Record record = bytes.first<state_record_size>();
    const bool is_energy_alone = !must_settle_ && mark_of(settled_part(record)) == settled_;
    if (is_power_failing()) {
        if (takes_no_energy_) {
            return std::unexpected{StoreError::write_failed};  // not even the start is committed
        }
        const typename Guarded::LastWork last{device_};
        const auto kept = commit_energy(record);
        // What else has changed cannot be kept any more, what was used until now can.
        return is_energy_alone ? kept : std::unexpected{StoreError::write_failed};
    }
    return is_energy_alone ? commit_energy(record) : commit_all(record);
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::save_energy(
    std::span<const std::uint8_t> bytes) {
    base::ensure(bytes.size() == state_record_size);
    return must_settle_ || is_power_failing() ? save(bytes)
                                              : commit_energy(bytes.first<state_record_size>());
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::commit_all(Record record) {
    if (!log_.commit_state({keying_, record})) {
        return std::unexpected{StoreError::write_failed};
    }
    settled_ = mark_of(settled_part(record));
    takes_no_energy_ = must_settle_ = false;
    // It names the state as its base: should both copies of that be destroyed, a start knows that
    // what it finds is older. A cut before it loses nothing.
    std::ignore = commit_energy(record);
    return {};
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::commit_energy(Record record) {
    EnergyPayload payload{};
    std::ranges::copy(energy_part(record), payload.begin());
    if (!log_.commit_energy(payload)) {
        return std::unexpected{StoreError::write_failed};
    }
    return {};
}

template <Eeprom Device>
ScrubResult LoggedStateStore<Device>::scrub(std::uint32_t step) {
    const ScrubResult found = log_.scrub(step);
    must_settle_ = must_settle_ || (found.lost != 0 && is_of_record(step));
    return found;
}

}  // namespace meter
