// The ring of energy records: each in two pages of its own, one after the other through all pages,
// so that they wear alike.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "meter/ports/eeprom.h"
#include "meter/storage/eeprom_layout.h"
#include "meter/storage/eeprom_pages.h"
#include "meter/storage/log_records.h"
#include "meter/storage/page_set.h"
#include "meter/storage/ring_search.h"

namespace meter {

enum class CommitError : std::uint8_t {
    not_written,  // the pages did not take it, or the device was stopped; the state before stands
};

// What a ring holds at a start.
struct RecoveredEnergy {
    std::optional<EnergyRecord> newest;  // nothing in a ring that holds none
    bool has_one_copy = false;           // torn by a cut or damaged since
    bool has_newer_format = false;       // a later program went on from the newest
};

template <Eeprom Device>
class EnergyRing {
 public:
    static constexpr std::uint32_t pages = eeprom_layout::ring_pages;

    explicit EnergyRing(Device& device) : device_{device} {}

    // The newest whole record. What follows is written after it. Nothing is written yet.
    [[nodiscard]] RecoveredEnergy recover();

    // The second copy of the record that recover() has found with one.
    [[nodiscard]] bool complete(const EnergyRecord& newest) { return write_copies(newest, 1); }

    // True once two copies are durable and read back. Pages that do not take it are left out until
    // the next start.
    [[nodiscard]] bool append(const EnergyRecord& record) { return write_copies(record, copies); }

    // Looks at the page `index` of the ring, 0 to pages - 1, and writes a damaged copy again from
    // its twin, or from a neighbour where no record lacks it. A page that takes nothing is left out
    // until the next start.
    [[nodiscard]] CopyHealth scrub(std::uint32_t index);

    // Pages that did not take what was written since the start.
    [[nodiscard]] std::uint32_t bad_pages() const { return bad_.size(); }

 private:
    static constexpr int copies = 2;
    // Between the two copies of a record lie at most this many pages that would not take it.
    static constexpr std::uint32_t reach = 4;

    [[nodiscard]] static std::uint32_t page_at(std::uint32_t index) {
        return eeprom_layout::first_ring_page + index % pages;
    }
    [[nodiscard]] std::optional<EnergyRecord> record_at(std::uint32_t index) {
        EepromPage bytes{};
        return read_record(device_, page_at(index), bytes, decode_energy_record);
    }
    [[nodiscard]] Slot look_at(std::uint32_t index);
    [[nodiscard]] std::optional<std::uint32_t> scan_for_newest();
    [[nodiscard]] bool write_copies(const EnergyRecord& record, int wanted);
    [[nodiscard]] int copies_near(std::uint32_t index, std::uint32_t sequence);

    Device& device_;
    std::uint32_t next_ = 0;  // the index that is written next
    LastPages<8> bad_;        // a page that is forgotten is only tried again
};

template <Eeprom Device>
Slot EnergyRing<Device>::look_at(std::uint32_t index) {
    EepromPage bytes{};
    const auto record = read_record(device_, page_at(index), bytes, decode_energy_record);
    if (record) {
        return {.state = SlotState::record, .sequence = record->sequence};
    }
    return {.state = is_erased(bytes) ? SlotState::erased : SlotState::damaged};
}

template <Eeprom Device>
RecoveredEnergy EnergyRing<Device>::recover() {
    auto newest = find_newest(pages, [this](std::uint32_t index) { return look_at(index); });
    if (!newest) {
        // New, or erased where the search begins: then nothing is sorted any more.
        newest = scan_for_newest();
    }
    if (!newest) {
        next_ = 0;
        return {};
    }
    auto record = record_at(*newest);
    bool has_newer_format = false;
    // A destroyed page at the seam may have stopped the search one record early.
    for (std::uint32_t ahead = 1; ahead <= reach; ++ahead) {
        EepromPage bytes{};
        const auto further =
            read_record(device_, page_at(*newest + ahead), bytes, decode_energy_record);
        has_newer_format |= !further && age_of_energy_record(bytes) == RecordAge::newer_format;
        if (further && record && further->sequence > record->sequence) {
            newest = *newest + ahead;
            record = further;
            ahead = 0;
        }
    }
    next_ = (*newest + 1) % pages;
    return {.newest = record,
            .has_one_copy = record && copies_near(*newest, record->sequence) < copies,
            .has_newer_format = has_newer_format};
}

template <Eeprom Device>
std::optional<std::uint32_t> EnergyRing<Device>::scan_for_newest() {
    std::optional<std::uint32_t> newest;
    std::uint32_t highest = 0;
    for (std::uint32_t index = 0; index < pages; ++index) {
        const Slot slot = look_at(index);
        if (slot.state == SlotState::record && slot.sequence > highest) {
            newest = index;
            highest = slot.sequence;
        }
    }
    return newest;
}

template <Eeprom Device>
bool EnergyRing<Device>::write_copies(const EnergyRecord& record, int wanted) {
    const EepromPage bytes = encode(record);
    int written = 0;
    for (std::uint32_t tried = 0; tried < pages && written < wanted; ++tried) {
        const std::uint32_t index = next_;
        next_ = (next_ + 1) % pages;
        if (bad_.contains(index)) {
            continue;
        }
        if (write_and_read_back(device_, page_at(index), bytes)) {
            ++written;
        } else if (is_answering(device_)) {
            bad_.insert(index);
        } else {
            return false;  // no fault of the page
        }
    }
    return written == wanted;
}

template <Eeprom Device>
int EnergyRing<Device>::copies_near(std::uint32_t index, std::uint32_t sequence) {
    int found = 0;
    for (std::uint32_t i = index + pages - reach; i <= index + pages + reach; ++i) {
        const auto record = record_at(i);
        found += record && record->sequence == sequence ? 1 : 0;
    }
    return found;
}

template <Eeprom Device>
CopyHealth EnergyRing<Device>::scrub(std::uint32_t index) {
    const SlotState found = look_at(index).state;
    if (bad_.contains(index) || found == SlotState::record) {
        return CopyHealth::sound;
    }
    // The twin of a record lies right before or after it and has no other.
    for (const std::uint32_t neighbour : {index + pages - 1, index + 1}) {
        const auto twin = record_at(neighbour);
        if (twin && copies_near(neighbour, twin->sequence) < copies) {
            if (write_and_read_back(device_, page_at(index), encode(*twin))) {
                return CopyHealth::repaired;
            }
            if (!is_answering(device_)) {
                return CopyHealth::sound;  // it is found again
            }
            bad_.insert(index);
            return CopyHealth::lost;
        }
    }
    if (found == SlotState::erased || !is_answering(device_)) {
        return CopyHealth::sound;  // never written, or nobody can tell
    }
    // No record lacks this copy: it gets one of its neighbour, so that the ring stays sorted.
    for (const std::uint32_t neighbour : {index + pages - 1, index + 1}) {
        const auto record = record_at(neighbour);
        if (record && write_and_read_back(device_, page_at(index), encode(*record))) {
            return CopyHealth::repaired;
        }
    }
    // Among pages that were never written it is erased again.
    EepromPage erased;
    erased.fill(0xFF);
    if ((look_at(index + pages - 1).state == SlotState::erased ||
         look_at(index + 1).state == SlotState::erased) &&
        write_and_read_back(device_, page_at(index), erased)) {
        return CopyHealth::repaired;
    }
    if (!is_answering(device_)) {
        return CopyHealth::sound;
    }
    bad_.insert(index);  // told once, not each day
    return CopyHealth::lost;
}

}  // namespace meter
