// Records of one size that follow each other through a part of the flash, the oldest giving way.
// Readers get what is whole; a record that a power cut tore is passed over for ever.
//
// A record is: sequence number (3 bytes in records of 16, else 4) | payload | CRC-32C. Where a
// record lies follows from its number, so nothing else has to be found.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "base/ensure.h"
#include "meter/ports/nor_flash.h"
#include "meter/storage/eeprom_pages.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/guarded_device.h"
#include "meter/storage/log_records.h"
#include "meter/storage/scrub_result.h"

namespace meter {

template <NorFlash Device>
class HistoryRing {
 public:
    // What lies between the number and the checksum of a record.
    static constexpr std::size_t largest_payload = 64 - 8;
    using Payload = std::array<std::uint8_t, largest_payload>;

    HistoryRing(Device& device, const flash_layout::Ring& ring) : device_{device}, ring_{ring} {}

    [[nodiscard]] constexpr std::size_t payload_size() const {
        return ring_.record_bytes - sequence_size() - checksum_size;
    }

    [[nodiscard]] constexpr std::uint32_t sectors() const { return ring_.sectors; }
    [[nodiscard]] constexpr std::uint32_t kept_at_least() const { return ring_.kept_at_least(); }

    // Finds the newest record by the heads of the sectors, then within one sector. A record that a
    // cut left once is made to stand twice, or written again after it: true where there was one.
    bool recover();

    // The number of the newest record; 0 where there is none.
    [[nodiscard]] std::uint32_t newest() const { return next_ - 1; }
    // The lowest number that may still be there.
    [[nodiscard]] std::uint32_t oldest() const;

    // Records up to number `earlier` are another meter's: they are not read.
    void begin_after(std::uint32_t earlier) { earlier_ = earlier; }
    [[nodiscard]] bool is_empty() const { return newest() <= earlier_; }

    // The payload of record `sequence` from the copy that is whole; false where none is.
    [[nodiscard]] bool read(std::uint32_t sequence, std::span<std::uint8_t> payload);

    // Adds a record; `payload` is payload_size() bytes. True once it is durable and read back, at
    // least once. Where the device does not answer, no number is used up; what it took before is
    // found by recover().
    [[nodiscard]] bool append(std::span<const std::uint8_t> payload);

    // Number `sequence` was never a record: a power cut tore it, and what it was
    // to say was written under a later number. Of records that live once.
    [[nodiscard]] bool was_passed_over(std::uint32_t sequence);

    // Looks at one sector, 0 to sectors - 1, and writes a damaged copy again from
    // the other. A damaged record that lives once is marked, so that it is found
    // lost once.
    [[nodiscard]] ScrubResult scrub(std::uint32_t sector);

 private:
    static constexpr std::size_t checksum_size = 4;
    // A head that a cut tore is followed by the next record; so many are tried.
    static constexpr std::uint32_t heads_tried = 4;
    using Bytes = std::array<std::uint8_t, 64>;

    enum class Place : std::uint8_t {
        whole,
        erased,
        spoiled,
        passed_over,  // all zeros: see was_passed_over()
        marked,       // zeros but for the checksum: a record that a scrub has found lost
    };

    [[nodiscard]] constexpr std::size_t sequence_size() const {
        return ring_.record_bytes == 16 ? 3 : 4;
    }
    [[nodiscard]] constexpr std::uint32_t capacity() const {
        return ring_.sectors * ring_.records_per_sector();
    }
    [[nodiscard]] constexpr int copies() const { return ring_.second_copy == 0 ? 1 : 2; }
    [[nodiscard]] constexpr std::uint32_t sector_address(int copy, std::uint32_t sector) const {
        return ((copy == 0 ? ring_.first_sector : ring_.second_copy) + sector) *
               static_cast<std::uint32_t>(nor_sector_bytes);
    }
    [[nodiscard]] constexpr std::uint32_t address(int copy, std::uint32_t place) const {
        return sector_address(copy, place / ring_.records_per_sector()) +
               place % ring_.records_per_sector() * ring_.record_bytes;
    }
    [[nodiscard]] std::span<std::uint8_t> record_of(Bytes& bytes) const {
        return std::span{bytes}.first(ring_.record_bytes);
    }

    // Reads the place of one copy; `sequence` gets the number of a whole record.
    [[nodiscard]] Place look_at(int copy, std::uint32_t place, Bytes& bytes,
                                std::uint32_t& sequence);
    [[nodiscard]] Place judge(std::span<const std::uint8_t> record, std::uint32_t place,
                              std::uint32_t& sequence) const;
    [[nodiscard]] Place look_at(int copy, std::uint32_t place) {
        Bytes bytes{};
        std::uint32_t sequence = 0;
        return look_at(copy, place, bytes, sequence);
    }
    // The number of the whole record of one copy; 0 where there is none.
    [[nodiscard]] std::uint32_t sequence_in(int copy, std::uint32_t place) {
        Bytes bytes{};
        std::uint32_t sequence = 0;
        return look_at(copy, place, bytes, sequence) == Place::whole ? sequence : 0;
    }
    // Clears `count` bytes of a record that lives once; true where they read back
    // so.
    bool clear(std::uint32_t place, std::size_t count);
    [[nodiscard]] ScrubResult scrub_single(std::uint32_t sector);
    // The number of the newest whole record at `place` in either copy; 0 where there is
    // none.
    [[nodiscard]] std::uint32_t sequence_at(std::uint32_t place);
    [[nodiscard]] bool complete_newest(std::uint32_t place);
    // What is spoiled at `place` is alone so: a cut tore it. Else the sector is the scrub's: a
    // record written again by every start would go over the oldest ones.
    [[nodiscard]] bool was_torn(int copy, std::uint32_t place);
    enum class Attempt : std::uint8_t {
        done,
        not_taken,  // by this place
        refused,    // the device does not answer, which says nothing of the place
    };
    [[nodiscard]] Attempt prepare(std::uint32_t place);
    [[nodiscard]] Attempt write(std::uint32_t place, std::span<const std::uint8_t> record);
    [[nodiscard]] ScrubResult repair(int damaged, std::uint32_t sector);

    Device& device_;
    const flash_layout::Ring& ring_;
    std::uint32_t next_ = 1;
    std::uint32_t earlier_ = 0;  // see begin_after()
};

template <NorFlash Device>
auto HistoryRing<Device>::look_at(int copy, std::uint32_t place, Bytes& bytes,
                                  std::uint32_t& sequence) -> Place {
    Place found = Place::spoiled;
    // A disturbed line is no damage.
    for (int i = 0; i < reads_at_most && found == Place::spoiled; ++i) {
        if (device_.read(address(copy, place), record_of(bytes))) {
            found = judge(record_of(bytes), place, sequence);
        }
    }
    return found;
}

template <NorFlash Device>
auto HistoryRing<Device>::judge(std::span<const std::uint8_t> record, std::uint32_t place,
                                std::uint32_t& sequence) const -> Place {
    if (is_erased(record)) {
        return Place::erased;
    }
    const std::uint32_t checksum = base::ByteReader{record.last(checksum_size)}.u32();
    sequence = static_cast<std::uint32_t>(base::ByteReader{record}.unsigned_of(sequence_size()));
    const bool is_whole = checksum == base::crc32c(record.first(record.size() - checksum_size)) &&
                          sequence != 0 && sequence % capacity() == place;
    if (is_whole) {
        return Place::whole;
    }
    const auto is_clear = [](std::uint8_t byte) { return byte == 0; };
    if (copies() != 1 ||
        !std::ranges::all_of(record.first(record.size() - checksum_size), is_clear)) {
        return Place::spoiled;
    }
    return checksum == 0 ? Place::passed_over : Place::marked;
}

template <NorFlash Device>
std::uint32_t HistoryRing<Device>::sequence_at(std::uint32_t place) {
    // A copy that took no erase still holds the lap before.
    std::uint32_t newest = 0;
    for (int copy = 0; copy < copies(); ++copy) {
        newest = std::max(newest, sequence_in(copy, place));
    }
    return newest;
}

template <NorFlash Device>
bool HistoryRing<Device>::recover() {
    const std::uint32_t per_sector = ring_.records_per_sector();
    std::uint32_t newest = 0;
    std::uint32_t sector = 0;
    for (std::uint32_t i = 0; i < ring_.sectors; ++i) {
        for (std::uint32_t head = 0; head < heads_tried; ++head) {
            const std::uint32_t sequence = sequence_at(i * per_sector + head);
            if (sequence > newest) {
                newest = sequence;
                sector = i;
            }
            if (sequence != 0) {
                break;
            }
        }
    }
    for (std::uint32_t i = 0; i < per_sector && newest != 0; ++i) {
        newest = std::max(newest, sequence_at(sector * per_sector + i));
    }
    next_ = newest + 1;
    const std::uint32_t place = next_ % capacity();
    if (copies() == 1 && place % per_sector != 0 && look_at(0, place) == Place::spoiled) {
        clear(place, ring_.record_bytes);  // a cut tore it
    }
    return newest != 0 && copies() == 2 && complete_newest(newest % capacity());
}

template <NorFlash Device>
bool HistoryRing<Device>::complete_newest(std::uint32_t place) {
    std::array<Bytes, 2> bytes{};
    std::array<std::uint32_t, 2> sequences{};
    const std::array found{look_at(0, place, bytes[0], sequences[0]),
                           look_at(1, place, bytes[1], sequences[1])};
    for (const std::size_t whole : {std::size_t{0}, std::size_t{1}}) {
        const std::size_t other = 1 - whole;
        if (found[whole] != Place::whole || found[other] == Place::whole) {
            continue;
        }
        const auto record = record_of(bytes[whole]);
        const int copy = static_cast<int>(other);
        if (found[other] == Place::erased) {
            std::ignore = device_.program(address(copy, place), record);
            std::ignore = device_.barrier();
            return look_at(copy, place) == Place::whole;
        }
        return was_torn(copy, place) && append(record.subspan(sequence_size(), payload_size()));
    }
    return false;
}

template <NorFlash Device>
bool HistoryRing<Device>::was_torn(int copy, std::uint32_t place) {
    const std::uint32_t in_sector = place % ring_.records_per_sector();
    const bool is_last = in_sector + 1 == ring_.records_per_sector();
    return (in_sector != 0 && look_at(copy, place - 1) == Place::whole) ||
           (!is_last && look_at(copy, place + 1) == Place::erased);
}

template <NorFlash Device>
std::uint32_t HistoryRing<Device>::oldest() const {
    const std::uint32_t per_sector = ring_.records_per_sector();
    // The sector of the newest record was erased as a whole; all the others hold the lap before.
    const std::uint32_t begin_of_sector = newest() - newest() % per_sector;
    const std::uint32_t kept = capacity() - per_sector;
    return std::max(begin_of_sector > kept ? begin_of_sector - kept : 1, earlier_ + 1);
}

template <NorFlash Device>
bool HistoryRing<Device>::read(std::uint32_t sequence, std::span<std::uint8_t> payload) {
    base::ensure(payload.size() == payload_size());
    for (int copy = 0; copy < copies() && sequence > earlier_; ++copy) {
        Bytes bytes{};
        std::uint32_t found = 0;
        if (look_at(copy, sequence % capacity(), bytes, found) == Place::whole &&
            found == sequence) {
            std::ranges::copy(record_of(bytes).subspan(sequence_size(), payload_size()),
                              payload.begin());
            return true;
        }
    }
    return false;
}

template <NorFlash Device>
bool HistoryRing<Device>::clear(std::uint32_t place, std::size_t count) {
    const Bytes zeros{};
    std::ignore = device_.program(address(0, place), std::span{zeros}.first(count));
    std::ignore = device_.barrier();
    return look_at(0, place) == (count == ring_.record_bytes ? Place::passed_over : Place::marked);
}

template <NorFlash Device>
bool HistoryRing<Device>::was_passed_over(std::uint32_t sequence) {
    return look_at(0, sequence % capacity()) == Place::passed_over;
}

template <NorFlash Device>
auto HistoryRing<Device>::prepare(std::uint32_t place) -> Attempt {
    const std::uint32_t per_sector = ring_.records_per_sector();
    if (place % per_sector == 0) {
        for (int copy = 0; copy < copies(); ++copy) {
            if (!device_.erase_sector(address(copy, place))) {
                return Attempt::refused;
            }
        }
        if (!device_.barrier()) {
            return Attempt::refused;
        }
    }
    const std::uint32_t last = place - place % per_sector + per_sector - 1;
    Attempt attempt = Attempt::not_taken;
    for (int copy = 0; copy < copies(); ++copy) {
        const Place found = look_at(copy, place);
        if (found == Place::erased) {
            attempt = Attempt::done;
        } else if (found != Place::whole && place % per_sector != 0 &&
                   look_at(copy, last) == Place::erased) {
            return Attempt::not_taken;  // what a cut left here cannot be written over
        }
        // Else this copy of the sector took no erase, and the other one has to do.
    }
    return attempt;
}

template <NorFlash Device>
auto HistoryRing<Device>::write(std::uint32_t place, std::span<const std::uint8_t> record)
    -> Attempt {
    for (int copy = 0; copy < copies(); ++copy) {
        if (!device_.program(address(copy, place), record)) {
            return Attempt::refused;
        }
    }
    if (!device_.barrier()) {
        return Attempt::refused;
    }
    for (int copy = 0; copy < copies(); ++copy) {
        Bytes bytes{};
        std::uint32_t sequence = 0;
        if (look_at(copy, place, bytes, sequence) == Place::whole &&
            std::ranges::equal(record_of(bytes), record)) {
            return Attempt::done;
        }
    }
    return Attempt::not_taken;
}

template <NorFlash Device>
bool HistoryRing<Device>::append(std::span<const std::uint8_t> payload) {
    base::ensure(payload.size() == payload_size());
    for (std::uint32_t tried = 0; tried < 2 * ring_.records_per_sector(); ++tried) {
        const std::uint32_t sequence = next_++;
        const std::uint32_t place = sequence % capacity();
        Attempt attempt = prepare(place);
        if (attempt == Attempt::not_taken && place % ring_.records_per_sector() == 0) {
            next_ += ring_.records_per_sector() - 1;  // the whole sector is dead
        }
        if (attempt == Attempt::done) {
            Bytes bytes{};
            const auto record = record_of(bytes);
            base::ByteWriter{record}.unsigned_of(sequence, sequence_size()).bytes(payload);
            base::ByteWriter{record.last(checksum_size)}.u32(
                base::crc32c(record.first(record.size() - checksum_size)));
            attempt = write(place, record);
        }
        if (attempt == Attempt::refused) {
            // Numbers that were passed would go over whole records up to the next sector.
            next_ = sequence;
        }
        if (attempt != Attempt::not_taken) {
            return attempt == Attempt::done;
        }
    }
    return false;
}

template <NorFlash Device>
ScrubResult HistoryRing<Device>::scrub(std::uint32_t sector) {
    if (copies() == 1) {
        return scrub_single(sector);
    }
    const std::uint32_t first = sector * ring_.records_per_sector();
    std::array<std::uint32_t, 2> missing{};  // whole in the other copy and not in this one
    for (std::uint32_t i = 0; i < ring_.records_per_sector(); ++i) {
        const std::array held{sequence_in(0, first + i), sequence_in(1, first + i)};
        missing[0] += held[0] < held[1] ? 1U : 0U;
        missing[1] += held[1] < held[0] ? 1U : 0U;
    }
    if (missing[0] == 0 && missing[1] == 0) {
        return {};
    }
    // Where both copies have losses of their own, each keeps what only it has.
    if (missing[0] != 0 && missing[1] != 0) {
        return {.lost = missing[0] + missing[1]};
    }
    return repair(missing[0] != 0 ? 0 : 1, sector);
}

template <NorFlash Device>
ScrubResult HistoryRing<Device>::scrub_single(std::uint32_t sector) {
    const std::uint32_t per_sector = ring_.records_per_sector();
    const std::uint32_t first = sector * per_sector;
    const std::uint32_t next = next_ % capacity();
    if (next == first) {
        return {};  // it is erased before anything is written to it
    }
    ScrubResult result;
    bool takes_marks = true;
    for (std::uint32_t place = first; place < first + per_sector; ++place) {
        if (look_at(0, place) == Place::spoiled) {
            takes_marks = takes_marks && clear(place, ring_.record_bytes - checksum_size);
            ++result.lost;
        }
    }
    return is_answering(device_) ? result : ScrubResult{};
}

template <NorFlash Device>
ScrubResult HistoryRing<Device>::repair(int damaged, std::uint32_t sector) {
    std::ignore = device_.erase_sector(sector_address(damaged, sector));
    const std::uint32_t first = sector * ring_.records_per_sector();
    const std::uint32_t end = first + ring_.records_per_sector();
    for (std::uint32_t place = first; place < end; ++place) {
        Bytes bytes{};
        std::uint32_t sequence = 0;
        if (look_at(1 - damaged, place, bytes, sequence) == Place::whole) {
            std::ignore = device_.program(address(damaged, place), record_of(bytes));
        }
    }
    if (!device_.barrier()) {
        return {};  // it is found again
    }
    ScrubResult result;
    for (std::uint32_t place = first; place < end; ++place) {
        if (const std::uint32_t held = sequence_in(1 - damaged, place); held != 0) {
            ++(sequence_in(damaged, place) == held ? result.repaired : result.lost);
        }
    }
    return result;
}

}  // namespace meter
