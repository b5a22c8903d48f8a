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
#include "meter/storage/keying_record.h"
#include "meter/storage/state_log.h"
#include "meter/storage/state_record.h"

namespace meter {

// The keying and the state are one record, so that a change of both is one commit.
inline constexpr std::size_t stored_state_size = keying_record_size + state_record_size;
static_assert(stored_state_size <= largest_state_payload);
static_assert(energy_part_size == energy_payload_size);

// Room for what open() reads, needed no longer than that takes.
using StoredState = std::array<std::uint8_t, stored_state_size>;

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
    explicit LoggedStateStore(Device& device) : log_{device} {}

    // Reads what the meter was and is. `owner`: the one that the device must have, where known.
    [[nodiscard]] std::expected<Keying, OpenError> open(std::optional<DeviceOwner> owner,
                                                        State& state, StoredState& room);

    // Production: gives a blank device its keying and the state of a `new_meter`. It may be
    // repeated until it has succeeded once.
    [[nodiscard]] std::expected<void, StoreError> key(const Keying& keying, const State& new_meter,
                                                      StoredState& room);

    // StateStore. The device must have been opened or keyed.
    [[nodiscard]] std::expected<void, StoreError> save(std::span<const std::uint8_t> record);

    // For the power-fail warning, which may interrupt save(): a state record that is being written
    // is given up, because energy alone fits into the time that is left.
    void power_is_failing(bool is_failing) { is_power_failing_ = is_failing; }

    // One step of the daily scrub; `is_finished` after the last one. Where a record is lost, the
    // next save() writes a state record.
    struct ScrubStep {
        ScrubResult found;
        bool is_finished = false;
    };
    [[nodiscard]] ScrubStep scrub();

    // What open() found besides the state.
    [[nodiscard]] const Recovered& recovered() const { return recovered_; }

 private:
    using Record = std::span<const std::uint8_t, state_record_size>;

    [[nodiscard]] std::expected<void, StoreError> commit_all(Record record);
    [[nodiscard]] std::expected<void, StoreError> commit_energy(Record record);

    StateLog<Device> log_;
    std::array<std::uint8_t, keying_record_size> keying_{};
    ContentMark settled_{};     // of the state record that stands
    bool must_settle_ = false;  // the next save() must write a state record
    Recovered recovered_;
    std::uint32_t scrub_step_ = 0;
    volatile bool is_power_failing_ = false;
};

template <Eeprom Device>
std::expected<Keying, OpenError> LoggedStateStore<Device>::open(std::optional<DeviceOwner> owner,
                                                                State& state, StoredState& room) {
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
    recovered_ = *mounted;
    if (recovered_.state_size == 0) {
        return std::unexpected{OpenError::not_keyed};
    }
    const auto stored = std::span{room}.first(recovered_.state_size);
    const std::size_t keying_size = size_of_keying(stored);
    if (stored.size() < keying_size) {
        return std::unexpected{OpenError::damaged};
    }
    const auto record = stored.subspan(keying_size);
    if (recovered_.energy) {
        set_energy_part(record, *recovered_.energy);
    }
    const auto keying = decode_keying(stored.first(keying_size));
    if (!keying || !decode_state(record, state)) {
        return std::unexpected{OpenError::damaged};
    }
    keying_ = encode(*keying);
    // Records of the version before are written anew by the first save().
    must_settle_ = stored.size() != stored_state_size;
    if (!must_settle_) {
        settled_ = mark_of(settled_part(record.template first<state_record_size>()));
    }
    return *keying;
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::key(const Keying& keying,
                                                              const State& new_meter,
                                                              StoredState& room) {
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
    if (!must_settle_ && mark_of(settled_part(record)) == settled_) {
        return commit_energy(record);
    }
    if (is_power_failing_) {
        // What else has changed cannot be kept any more, what was used until now can.
        std::ignore = commit_energy(record);
        return std::unexpected{StoreError::write_failed};
    }
    return commit_all(record);
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::commit_all(Record record) {
    const auto keep_going = [this] { return !is_power_failing_; };
    if (!log_.commit_state({keying_, record}, keep_going)) {
        return std::unexpected{StoreError::write_failed};
    }
    settled_ = mark_of(settled_part(record));
    must_settle_ = false;
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
typename LoggedStateStore<Device>::ScrubStep LoggedStateStore<Device>::scrub() {
    ScrubStep step{.found = log_.scrub(scrub_step_)};
    scrub_step_ = (scrub_step_ + 1) % StateLog<Device>::scrub_steps;
    step.is_finished = scrub_step_ == 0;
    must_settle_ = must_settle_ || step.found.lost != 0;
    return step;
}

}  // namespace meter
