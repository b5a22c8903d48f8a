// What the meter must never lose, in its EEPROM: state records, and energy records that say how the
// newest state has gone on. One record is one commit: after a power cut at any moment the state
// before or after it is found, and once a commit has answered without an error, the one after.
//
//   RAM        under 128 bytes and one page on the stack; payloads stay with the caller
//   reads      recovery searches the ring; it reads no more than the records that it needs
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <span>

#include "meter/ports/eeprom.h"
#include "meter/storage/eeprom_layout.h"
#include "meter/storage/eeprom_pages.h"
#include "meter/storage/energy_ring.h"
#include "meter/storage/log_records.h"
#include "meter/storage/mount_error.h"
#include "meter/storage/page_set.h"
#include "meter/storage/scrub_result.h"
#include "meter/storage/state_places.h"

namespace meter {

// What recovery found besides the records.
struct Recovered {
    std::size_t state_size = 0;          // of the payload; 0: none was ever committed
    std::optional<EnergyRecord> energy;  // where the state has gone on since
    // A copy was not whole, torn by a cut or damaged since, and has been made so.
    bool made_copy_whole = false;
    // Both copies of the newest state were destroyed: this is an older one, with the newest energy.
    bool is_older_state = false;
    // There is no energy record at all, although one follows each state: the ring was destroyed, or
    // the very first commit was cut.
    bool lacks_energy = false;
};

template <Eeprom Device>
class StateLog {
 public:
    explicit StateLog(Device& device) : device_{device}, places_{device}, ring_{device} {}

    // Finds the newest state; its payload goes to the beginning of `state`, which must have
    // room for it. Copies that a power cut left unfinished are completed, headers of the
    // format before are brought up to this one.
    //   owner    the one that the device must have, where it is known
    [[nodiscard]] std::expected<Recovered, MountError> mount(std::optional<DeviceOwner> owner,
                                                             std::span<std::uint8_t> state);

    // Of the device that is mounted or was made.
    [[nodiscard]] DeviceOwner owner() const { return owner_; }

    // Makes a blank device the one of `owner`. A power cut leaves it blank or made.
    [[nodiscard]] std::expected<void, CommitError> format(DeviceOwner owner);

    // `payload` is 1 to largest_state_payload bytes; what energy records added is superseded. On an
    // error the record before stands.
    [[nodiscard]] std::expected<void, CommitError> commit_state(const StatePayload& payload);

    // How the state goes on; a state must have been committed.
    [[nodiscard]] std::expected<void, CommitError> commit_energy(const EnergyPayload& payload);

    // Looks at one thing after the other, from step 0 to scrub_steps - 1, once a day. A state that
    // is lost is to be committed again by whoever has it.
    static constexpr std::uint32_t first_ring_step = 2;
    static constexpr std::uint32_t first_place_step = first_ring_step + EnergyRing<Device>::pages;
    static constexpr std::uint32_t first_free_step = first_place_step + eeprom_layout::places;
    static constexpr std::uint32_t scrub_steps = first_free_step + eeprom_layout::free_pages;
    [[nodiscard]] ScrubResult scrub(std::uint32_t step);
    // Whether what the step finds lost is a record, and no header or page that holds none.
    [[nodiscard]] static constexpr bool is_of_record(std::uint32_t step) {
        return step != 0 && step < first_place_step;
    }

    // Pages and places that did not take what was written since the start.
    [[nodiscard]] std::uint32_t bad_spots() const {
        return ring_.bad_pages() + places_.bad_places();
    }

 private:
    static constexpr int copies = 2;
    static constexpr std::array header_pages{eeprom_layout::first_header_page,
                                             eeprom_layout::second_header_page};

    [[nodiscard]] std::expected<DeviceHeader, MountError> read_header();
    [[nodiscard]] bool is_blank();
    [[nodiscard]] bool write_headers();
    [[nodiscard]] std::optional<DeviceHeader> header_at(std::uint32_t page);
    [[nodiscard]] std::expected<Recovered, MountError> recover(std::span<std::uint8_t> state);
    [[nodiscard]] ScrubResult scrub_headers();
    [[nodiscard]] ScrubResult scrub_state();
    [[nodiscard]] ScrubResult scrub_free_page(std::uint32_t index);
    [[nodiscard]] static ScrubResult result_of(CopyHealth health) {
        return {.repaired = health == CopyHealth::repaired ? 1U : 0U,
                .lost = health == CopyHealth::lost ? 1U : 0U};
    }

    Device& device_;
    StatePlaces<Device> places_;
    EnergyRing<Device> ring_;
    PageSet<eeprom_layout::free_pages> bad_free_pages_;  // told once, not each day
    DeviceOwner owner_{};
    std::uint32_t sequence_ = 0;  // the highest that was ever used
    std::uint32_t base_ = 0;      // of the state record that stands
    // What energy records name: base_, or the newest state while an older one stands for it, so
    // that each start knows of the loss until a state record is committed.
    std::uint32_t named_base_ = 0;
};

template <Eeprom Device>
std::optional<DeviceHeader> StateLog<Device>::header_at(std::uint32_t page) {
    EepromPage bytes{};
    return read_record(device_, page, bytes, decode_device_header);
}

template <Eeprom Device>
bool StateLog<Device>::is_blank() {
    // A format() that was cut leaves one header half written and all else as it was.
    EepromPage erased;
    erased.fill(0xFF);
    for (std::uint32_t page = 1; page + 1 < eeprom_layout::pages; ++page) {
        if (!holds(device_, page, erased)) {
            return false;
        }
    }
    return true;
}

template <Eeprom Device>
std::expected<DeviceHeader, MountError> StateLog<Device>::read_header() {
    if (device_.size_bytes() != eeprom_layout::size_bytes) {
        return std::unexpected{device_.size_bytes() == 0 ? MountError::absent
                                                         : MountError::wrong_size};
    }
    EepromPage probe{};
    if (!device_.read(0, probe)) {
        return std::unexpected{MountError::absent};
    }
    std::optional<DeviceHeader> found;
    for (const std::uint32_t page : header_pages) {
        const auto header = header_at(page);
        if (header && (!found || header->format > found->format)) {
            found = header;
        }
    }
    if (!found) {
        return std::unexpected{is_blank() ? MountError::blank : MountError::damaged};
    }
    if (found->kind != DeviceKind::eeprom || found->size_bytes != eeprom_layout::size_bytes) {
        return std::unexpected{MountError::wrong_size};
    }
    if (found->format > storage_format) {
        return std::unexpected{MountError::newer_format};
    }
    if (found->format < storage_format_before) {
        return std::unexpected{MountError::damaged};
    }
    return *found;
}

template <Eeprom Device>
bool StateLog<Device>::write_headers() {
    const EepromPage bytes = encode(DeviceHeader{.owner = owner_});
    bool is_written = false;
    for (const std::uint32_t page : header_pages) {
        const bool done = holds(device_, page, bytes) || write_and_read_back(device_, page, bytes);
        is_written = is_written || done;
    }
    return is_written;
}

template <Eeprom Device>
std::expected<void, CommitError> StateLog<Device>::format(DeviceOwner owner) {
    owner_ = owner;
    sequence_ = 0;
    base_ = 0;
    if (!write_headers()) {
        return std::unexpected{CommitError::not_written};
    }
    return {};
}

template <Eeprom Device>
std::expected<Recovered, MountError> StateLog<Device>::mount(std::optional<DeviceOwner> owner,
                                                             std::span<std::uint8_t> state) {
    const auto header = read_header();
    if (!header) {
        return std::unexpected{header.error()};
    }
    if (owner && header->owner != *owner) {
        return std::unexpected{MountError::foreign};
    }
    owner_ = header->owner;
    auto recovered = recover(state);
    if (!recovered) {
        return recovered;
    }
    const auto has_both = [this] {
        return header_at(header_pages[0]) && header_at(header_pages[1]);
    };
    const bool had_both = has_both();
    if (!write_headers()) {
        return std::unexpected{MountError::damaged};
    }
    recovered->made_copy_whole |= recovered->state_size != 0 && !had_both && has_both();
    return recovered;
}

template <Eeprom Device>
std::expected<Recovered, MountError> StateLog<Device>::recover(std::span<std::uint8_t> state) {
    const bool has_newer_state = places_.recover() == RecordAge::newer_format;
    const RecoveredEnergy found_energy = ring_.recover();
    if (has_newer_state || found_energy.has_newer_format) {
        return std::unexpected{MountError::newer_format};
    }
    const std::optional<EnergyRecord>& energy = found_energy.newest;
    const std::uint32_t energy_sequence = energy ? energy->sequence : 0;
    const auto newest = places_.newest_below(std::numeric_limits<std::uint32_t>::max());
    sequence_ = std::max(energy_sequence, newest.value_or(0));

    // States newer than the energy record first. Those between it and its base were given up; they
    // count only where the base is gone.
    Recovered recovered;
    std::optional<ReadState> read;
    const auto take = [&](std::uint32_t candidate) {
        read = places_.read(candidate, state);
        base_ = read ? candidate : 0;
        return read.has_value();
    };
    const auto take_newest = [&](std::uint32_t limit, std::uint32_t above) {
        for (auto next = places_.newest_below(limit); next && *next > above;
             next = places_.newest_below(*next)) {
            if (take(*next)) {
                return true;
            }
        }
        return false;
    };
    const std::uint32_t no_limit = std::numeric_limits<std::uint32_t>::max();
    if (!take_newest(no_limit, energy_sequence) && !(energy && take(energy->base)) &&
        !take_newest(energy_sequence, 0)) {
        if (energy || sequence_ > 1) {
            return std::unexpected{MountError::damaged};
        }
        return recovered;  // the first commit was cut: there is no state yet
    }
    if (read->size > state.size()) {
        return std::unexpected{MountError::newer_format};  // no program before writes so much
    }
    recovered.state_size = read->size;
    if (energy && energy_sequence > base_) {
        recovered.energy = energy;
        recovered.is_older_state = base_ != energy->base;
    }
    recovered.lacks_energy = !energy;
    named_base_ = recovered.is_older_state ? energy->base : base_;

    // An acknowledged record must stand twice before anything is built on it.
    const bool lacks_state_copy = places_.whole_copies(base_, read->place) < copies;
    if ((lacks_state_copy && !places_.complete(base_)) ||
        (found_energy.has_one_copy && !ring_.complete(*energy))) {
        return std::unexpected{MountError::damaged};
    }
    recovered.made_copy_whole = lacks_state_copy || found_energy.has_one_copy;
    return recovered;
}

template <Eeprom Device>
std::expected<void, CommitError> StateLog<Device>::commit_state(const StatePayload& payload) {
    base::ensure(payload.size() != 0 && payload.size() <= largest_state_payload);
    ++sequence_;
    if (!places_.write(sequence_, payload, base_)) {
        return std::unexpected{CommitError::not_written};
    }
    base_ = sequence_;
    named_base_ = base_;
    return {};
}

template <Eeprom Device>
std::expected<void, CommitError> StateLog<Device>::commit_energy(const EnergyPayload& payload) {
    base::ensure(base_ != 0);
    ++sequence_;
    if (!ring_.append({.sequence = sequence_, .base = named_base_, .payload = payload})) {
        return std::unexpected{CommitError::not_written};
    }
    return {};
}

template <Eeprom Device>
ScrubResult StateLog<Device>::scrub(std::uint32_t step) {
    if (step == 0) {
        return scrub_headers();
    }
    if (step == 1) {
        return scrub_state();
    }
    if (step < first_place_step) {
        return result_of(ring_.scrub(step - first_ring_step));
    }
    if (step < first_free_step) {
        // Not before the state that stands has its two copies.
        const bool is_whole = base_ == 0 || places_.whole_copies(base_) >= copies;
        return is_whole ? result_of(places_.scrub(step - first_place_step)) : ScrubResult{};
    }
    return scrub_free_page(step - first_free_step);
}

template <Eeprom Device>
ScrubResult StateLog<Device>::scrub_free_page(std::uint32_t index) {
    if (bad_free_pages_.contains(index)) {
        return {};
    }
    EepromPage erased;
    erased.fill(0xFF);
    const CopyHealth found = keep_as(device_, eeprom_layout::free_page(index), erased);
    if (found == CopyHealth::lost) {
        bad_free_pages_.insert(index);
    }
    return result_of(found);
}

template <Eeprom Device>
ScrubResult StateLog<Device>::scrub_headers() {
    ScrubResult result;
    const DeviceHeader header{.owner = owner_};
    for (const std::uint32_t page : header_pages) {
        if (header_at(page) == header) {
            continue;
        }
        if (write_and_read_back(device_, page, encode(header))) {
            ++result.repaired;
        } else if (is_answering(device_)) {
            ++result.lost;
        }
    }
    return result;
}

template <Eeprom Device>
ScrubResult StateLog<Device>::scrub_state() {
    const int whole = base_ == 0 ? copies : places_.whole_copies(base_);
    if (whole >= copies) {
        return {};
    }
    if (places_.complete(base_)) {
        return {.repaired = 1};
    }
    return is_answering(device_) ? ScrubResult{.lost = 1} : ScrubResult{};
}

}  // namespace meter
