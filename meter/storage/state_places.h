// The places of state records: each record is longer than a page and fills two of the places whole.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>

#include "base/crc32c.h"
#include "meter/ports/eeprom.h"
#include "meter/storage/eeprom_layout.h"
#include "meter/storage/eeprom_pages.h"
#include "meter/storage/log_records.h"
#include "meter/storage/page_set.h"

namespace meter {

// What a state record holds, in up to two parts that follow each other.
class StatePayload {
 public:
    StatePayload(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second = {})
        : first_{first}, second_{second} {}

    [[nodiscard]] std::size_t size() const { return first_.size() + second_.size(); }
    [[nodiscard]] std::uint32_t checksum() const {
        return base::crc32c(second_, base::crc32c(first_));
    }
    // As many of the bytes from `offset` on as there are and as `out` has room for.
    void copy(std::size_t offset, std::span<std::uint8_t> out) const {
        for (const auto part : {first_, second_}) {
            const std::size_t skipped = std::min(offset, part.size());
            const std::size_t count = std::min(part.size() - skipped, out.size());
            std::ranges::copy(part.subspan(skipped, count), out.begin());
            out = out.subspan(count);
            offset -= skipped;
        }
    }

 private:
    std::span<const std::uint8_t> first_;
    std::span<const std::uint8_t> second_;
};

// Where a payload was found.
struct ReadState {
    std::size_t size = 0;
    std::uint32_t place = 0;
};

template <Eeprom Device>
class StatePlaces {
 public:
    static constexpr std::uint32_t count = eeprom_layout::places;

    explicit StatePlaces(Device& device) : device_{device} {}

    // Reads the heads of all places. Which payload is whole is not known yet.
    // newer_format: one of them is of a later program, and nothing here may be
    // judged.
    [[nodiscard]] RecordAge recover();

    // The highest sequence number below `limit` that a place has; nothing where there is none.
    [[nodiscard]] std::optional<std::uint32_t> newest_below(std::uint32_t limit) const;

    // The payload of record `sequence` from the first place that has it whole, at
    // the beginning of `out`; nothing where none has. Where it does not fit,
    // `out` is left alone.
    [[nodiscard]] std::optional<ReadState> read(std::uint32_t sequence,
                                                std::span<std::uint8_t> out);

    // Writes record `sequence` to two places, neither of them one of the record `kept`. True once
    // both copies are durable and read back.
    [[nodiscard]] bool write(std::uint32_t sequence, const StatePayload& payload,
                             std::uint32_t kept);

    // Gives record `sequence` its second copy again, made from the one that is whole.
    [[nodiscard]] bool complete(std::uint32_t sequence);

    // How many places hold the record `sequence` whole; `known` is one that does.
    // Places that claim it and do not are forgotten.
    [[nodiscard]] int whole_copies(std::uint32_t sequence,
                                   std::optional<std::uint32_t> known = std::nullopt);

    // Looks at every byte of `place` and erases what belongs to no whole record: damaged since,
    // torn by a cut or given up. What takes nothing is left out until the next start.
    [[nodiscard]] CopyHealth scrub(std::uint32_t place);

    [[nodiscard]] std::uint32_t bad_places() const { return bad_.size(); }

 private:
    [[nodiscard]] static std::uint32_t page_of(std::uint32_t place) {
        return eeprom_layout::place_page(place);
    }
    // The head where the place holds it with a payload that checks; copies the payload to `out`.
    [[nodiscard]] std::optional<StateHead> read_whole(std::uint32_t place,
                                                      std::span<std::uint8_t> out);
    [[nodiscard]] static std::uint32_t pages_of(const StateHead& head) {
        return static_cast<std::uint32_t>(
            (state_head_size + head.payload_size + eeprom_page_bytes - 1) / eeprom_page_bytes);
    }
    // Writes until `wanted` places more hold the record of `head`. `page_of_record` gives each page
    // by its number.
    template <typename PageOfRecord>
    [[nodiscard]] bool write_copies(const StateHead& head, std::uint32_t kept, int wanted,
                                    PageOfRecord page_of_record);
    template <typename PageOfRecord>
    [[nodiscard]] bool write_place(std::uint32_t place, const StateHead& head,
                                   PageOfRecord page_of_record);

    static constexpr int copies = 2;

    Device& device_;
    std::array<std::uint32_t, count> sequences_{};  // by the heads; 0 = none
    std::uint32_t next_ = 0;                        // the place that is written next
    PageSet<count> bad_;                            // did not take what was written
};

template <Eeprom Device>
RecordAge StatePlaces<Device>::recover() {
    RecordAge age = RecordAge::known_format;
    for (std::uint32_t place = 0; place < count; ++place) {
        std::array<std::uint8_t, state_head_size> bytes{};
        const auto head = read_record(device_, page_of(place), bytes, decode_state_head);
        sequences_[place] = head ? head->sequence : 0;
        age = head ? age : std::max(age, age_of_state_head(bytes));
    }
    next_ = static_cast<std::uint32_t>(std::ranges::max_element(sequences_) - sequences_.begin());
    return age;
}

template <Eeprom Device>
std::optional<std::uint32_t> StatePlaces<Device>::newest_below(std::uint32_t limit) const {
    std::uint32_t newest = 0;
    for (const std::uint32_t sequence : sequences_) {
        newest = sequence < limit ? std::max(newest, sequence) : newest;
    }
    return newest == 0 ? std::nullopt : std::optional{newest};
}

template <Eeprom Device>
std::optional<ReadState> StatePlaces<Device>::read(std::uint32_t sequence,
                                                   std::span<std::uint8_t> out) {
    for (std::uint32_t place = 0; place < count; ++place) {
        if (sequences_[place] == sequence) {
            if (const auto head = read_whole(place, out)) {
                return ReadState{.size = head->payload_size, .place = place};
            }
        }
    }
    return std::nullopt;
}

template <Eeprom Device>
int StatePlaces<Device>::whole_copies(std::uint32_t sequence, std::optional<std::uint32_t> known) {
    int found = known ? 1 : 0;
    for (std::uint32_t place = 0; place < count; ++place) {
        if (sequences_[place] == sequence && place != known) {
            const bool is_whole = read_whole(place, {}).has_value();
            found += is_whole ? 1 : 0;
            sequences_[place] = is_whole || !is_answering(device_) ? sequence : 0;
        }
    }
    return found;
}

template <Eeprom Device>
std::optional<StateHead> StatePlaces<Device>::read_whole(std::uint32_t place,
                                                         std::span<std::uint8_t> out) {
    std::array<std::uint8_t, state_head_size> bytes{};
    const auto head = read_record(device_, page_of(place), bytes, decode_state_head);
    if (!head) {
        return std::nullopt;
    }
    if (out.size() < head->payload_size) {
        out = {};
    }
    const std::uint32_t begin = page_address(page_of(place)) + state_head_size;
    for (int i = 0; i < reads_at_most; ++i) {
        std::uint32_t checksum = 0;
        bool is_read = true;
        EepromPage part{};
        for (std::size_t done = 0; done < head->payload_size; done += part.size()) {
            const auto chunk =
                std::span{part}.first(std::min(part.size(), head->payload_size - done));
            is_read = is_read &&
                      device_.read(begin + static_cast<std::uint32_t>(done), chunk).has_value();
            checksum = base::crc32c(chunk, checksum);
            if (!out.empty()) {
                std::ranges::copy(chunk, out.subspan(done).begin());
            }
        }
        if (is_read && checksum == head->payload_crc) {
            return head;
        }
    }
    return std::nullopt;
}

template <Eeprom Device>
CopyHealth StatePlaces<Device>::scrub(std::uint32_t place) {
    if (bad_.contains(place)) {
        return CopyHealth::sound;
    }
    const auto head = read_whole(place, {});
    if (!is_answering(device_)) {
        return CopyHealth::sound;
    }
    sequences_[place] = head ? head->sequence : 0;
    const std::size_t record_end = head ? state_head_size + head->payload_size : 0;
    CopyHealth health = CopyHealth::sound;
    for (std::size_t begin = record_end; begin < eeprom_layout::place_pages * eeprom_page_bytes;) {
        const auto page = static_cast<std::uint32_t>(begin / eeprom_page_bytes);
        const auto offset = static_cast<std::uint32_t>(begin % eeprom_page_bytes);
        EepromPage rest{};  // zeros fill the last page of a record
        if (offset == 0) {
            rest.fill(0xFF);
        }
        const auto bytes = std::span{rest}.first(eeprom_page_bytes - offset);
        const CopyHealth found = keep_as(device_, page_of(place) + page, bytes, offset);
        if (found == CopyHealth::lost) {
            bad_.insert(place);
            return found;
        }
        health = std::max(health, found);
        begin += bytes.size();
    }
    return health;
}

template <Eeprom Device>
bool StatePlaces<Device>::write(std::uint32_t sequence, const StatePayload& payload,
                                std::uint32_t kept) {
    const StateHead head{.sequence = sequence,
                         .payload_size = static_cast<std::uint16_t>(payload.size()),
                         .payload_crc = payload.checksum()};
    const auto page_of_record = [&](std::uint32_t page) {
        EepromPage bytes{};
        const std::size_t begin = page == 0 ? state_head_size : 0;
        payload.copy(page * eeprom_page_bytes + begin - state_head_size,
                     std::span{bytes}.subspan(begin));
        if (page == 0) {
            std::ranges::copy(encode(head), bytes.begin());
        }
        return bytes;
    };
    return write_copies(head, kept, copies, page_of_record);
}

template <Eeprom Device>
bool StatePlaces<Device>::complete(std::uint32_t sequence) {
    for (std::uint32_t place = 0; place < count; ++place) {
        if (sequences_[place] != sequence) {
            continue;
        }
        if (const auto head = read_whole(place, {})) {
            const auto page_of_record = [this, place](std::uint32_t page) {
                EepromPage bytes{};
                // A failed read shows when the copy is read back.
                std::ignore = device_.read(page_address(page_of(place) + page), bytes);
                return bytes;
            };
            return write_copies(*head, sequence, 1, page_of_record);
        }
    }
    return false;
}

template <Eeprom Device>
template <typename PageOfRecord>
bool StatePlaces<Device>::write_copies(const StateHead& head, std::uint32_t kept, int wanted,
                                       PageOfRecord page_of_record) {
    for (std::uint32_t tried = 0; tried < count && wanted > 0; ++tried) {
        const std::uint32_t place = next_;
        const std::uint32_t held = sequences_[place];
        next_ = (next_ + 1) % count;
        if (bad_.contains(place) || (held != 0 && (held == kept || held == head.sequence))) {
            continue;
        }
        sequences_[place] = 0;
        if (write_place(place, head, page_of_record)) {
            sequences_[place] = head.sequence;
            --wanted;
        } else if (is_answering(device_)) {
            bad_.insert(place);
        } else {
            return false;  // no fault of the place
        }
    }
    return wanted == 0;
}

template <Eeprom Device>
template <typename PageOfRecord>
bool StatePlaces<Device>::write_place(std::uint32_t place, const StateHead& head,
                                      PageOfRecord page_of_record) {
    // The head goes last: where it can be read, the rest was written before it.
    for (std::uint32_t page = pages_of(head); page-- > 0;) {
        if (!device_.write(page_address(page_of(place) + page), page_of_record(page))) {
            return false;
        }
    }
    return device_.barrier() && read_whole(place, {}) == head;
}

}  // namespace meter
