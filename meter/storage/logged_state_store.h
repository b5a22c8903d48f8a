// The meter's state on a StateLog: an energy record where only energy has flowed since the last
// commit, a state record where anything else has changed.
//
//   RAM   one stored record, to tell the two apart, and the log's own
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
#include "meter/storage/keying_record.h"
#include "meter/storage/state_log.h"
#include "meter/storage/state_record.h"

namespace meter {

// The keying and the state are one record, so that a change of both is one commit.
inline constexpr std::size_t stored_state_size = keying_record_size + state_record_size;
static_assert(stored_state_size <= largest_state_payload);
static_assert(energy_part_size == energy_payload_size);

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
                                                        State& state);

    // Production: gives a blank device its keying and the state of a `new_meter`. It may be
    // repeated until it has succeeded once.
    [[nodiscard]] std::expected<void, StoreError> key(const Keying& keying, const State& new_meter);

    // StateStore. The device must have been opened or keyed.
    [[nodiscard]] std::expected<void, StoreError> save(std::span<const std::uint8_t> record);

    // For the power-fail warning, which may interrupt save(): a state record that is being written
    // is given up, because energy alone fits into the time that is left.
    void power_is_failing(bool is_failing) { is_power_failing_ = is_failing; }

    // One step of the daily scrub; `is_finished` after the last one. What is lost on the device is
    // committed again from here.
    struct ScrubStep {
        ScrubResult found;
        bool is_finished = false;
    };
    [[nodiscard]] ScrubStep scrub();

    // What open() found besides the state.
    [[nodiscard]] const Recovered& recovered() const { return recovered_; }

 private:
    [[nodiscard]] std::span<std::uint8_t, state_record_size> record() {
        return std::span{stored_}.template last<state_record_size>();
    }
    [[nodiscard]] std::expected<void, StoreError> commit_all();
    [[nodiscard]] std::expected<void, StoreError> commit_energy(
        std::span<const std::uint8_t, energy_part_size> part);

    StateLog<Device> log_;
    std::array<std::uint8_t, stored_state_size> stored_{};  // as it stands on the device
    bool is_known_ = true;  // else the next save() must write a state record
    Recovered recovered_;
    std::uint32_t scrub_step_ = 0;
    volatile bool is_power_failing_ = false;
};

template <Eeprom Device>
std::expected<Keying, OpenError> LoggedStateStore<Device>::open(std::optional<DeviceOwner> owner,
                                                                State& state) {
    const auto mounted = log_.mount(owner, stored_);
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
    if (recovered_.state_size != stored_.size()) {
        return std::unexpected{OpenError::damaged};
    }
    if (recovered_.energy) {
        set_energy_part(record(), *recovered_.energy);
    }
    const auto keying =
        decode_keying(std::span<const std::uint8_t>{stored_}.first(keying_record_size));
    if (!keying || !decode_state(record(), state)) {
        return std::unexpected{OpenError::damaged};
    }
    return *keying;
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::key(const Keying& keying,
                                                              const State& new_meter) {
    std::ranges::copy(encode(keying), stored_.begin());
    encode(new_meter, record());
    const DeviceOwner owner{std::to_underlying(keying.meter)};
    if (!log_.format(owner)) {
        return std::unexpected{StoreError::write_failed};
    }
    return commit_all();
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::save(
    std::span<const std::uint8_t> bytes) {
    base::ensure(bytes.size() == state_record_size);
    const auto next = bytes.first<state_record_size>();
    if (is_known_ && std::ranges::equal(settled_part(next), settled_part(record()))) {
        return commit_energy(energy_part(next));
    }
    if (is_power_failing_) {
        // What else has changed cannot be kept any more, what was used until now can.
        std::ignore = commit_energy(energy_part(next));
        return std::unexpected{StoreError::write_failed};
    }
    std::ranges::copy(next, record().begin());
    const auto outcome = commit_all();
    is_known_ = outcome || log_.read_state(stored_);
    return outcome;
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::commit_all() {
    const auto keep_going = [this] { return !is_power_failing_; };
    if (!log_.commit_state(stored_, keep_going)) {
        return std::unexpected{StoreError::write_failed};
    }
    return {};
}

template <Eeprom Device>
std::expected<void, StoreError> LoggedStateStore<Device>::commit_energy(
    std::span<const std::uint8_t, energy_part_size> part) {
    EnergyPayload payload{};
    std::ranges::copy(part, payload.begin());
    if (!log_.commit_energy(payload)) {
        return std::unexpected{StoreError::write_failed};
    }
    set_energy_part(record(), part);
    return {};
}

template <Eeprom Device>
typename LoggedStateStore<Device>::ScrubStep LoggedStateStore<Device>::scrub() {
    ScrubStep step{.found = log_.scrub(scrub_step_)};
    scrub_step_ = (scrub_step_ + 1) % StateLog<Device>::scrub_steps;
    step.is_finished = scrub_step_ == 0;
    if (step.found.lost != 0 && is_known_ && commit_all()) {
        step.found.repaired += step.found.lost;
        step.found.lost = 0;
    }
    return step;
}

}  // namespace meter
