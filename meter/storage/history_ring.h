// Records of one size that follow each other through a part of the flash, the oldest giving way.
// Readers get what is whole; a record that a power cut tore is passed over for ever.
//
// Where a record lies follows from its number, so nothing else has to be found.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "base/ensure.h"
#include "meter/ports/nor_flash.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/ring_places.h"
#include "meter/storage/scrub_result.h"

namespace meter {

template <NorFlash Device>
class HistoryRing {
 public:
    using Places = RingPlaces<Device>;

    HistoryRing(Device& device, const flash_layout::Ring& ring) : places_{device, ring} {}

    [[nodiscard]] Places& places() { return places_; }
    [[nodiscard]] constexpr std::size_t payload_size() const { return places_.payload_size(); }
    [[nodiscard]] constexpr std::uint32_t sectors() const { return places_.sectors(); }
    [[nodiscard]] constexpr std::uint32_t kept_at_least() const { return places_.kept_at_least(); }

    // Finds the newest record by the heads of the sectors, then within one sector. A record that a
    // cut left once is made to stand twice, or written again after it: true where there was one.
    bool recover();
    // Looks at all of one sector for a newer one.
    void search_sector(std::uint32_t sector);
    // The next record gets `number` at the lowest.
    void go_on_at(std::uint32_t number) { next_ = std::max(next_, number); }

    // The number of the newest record; 0 where there is none.
    [[nodiscard]] std::uint32_t newest() const { return next_ - 1; }
    // The lowest number that may still be there.
    [[nodiscard]] std::uint32_t oldest() const;

    // Records up to number `earlier` are another meter's: they are not read.
    void begin_after(std::uint32_t earlier) { earlier_ = earlier; }
    [[nodiscard]] std::uint32_t earlier() const { return earlier_; }
    [[nodiscard]] bool is_empty() const { return newest() <= earlier_; }

    // The payload of record `sequence` from the copy that is whole; false where none is.
    [[nodiscard]] bool read(std::uint32_t sequence, std::span<std::uint8_t> payload);

    // Adds a record; `payload` is payload_size() bytes. True once it is durable and read back, at
    // least once. Where the device does not answer, no number is used up; what it took before is
    // found by recover().
    [[nodiscard]] bool append(std::span<const std::uint8_t> payload) {
        return append(payload, [](std::uint32_t, std::uint32_t) { return true; });
    }
    // The same; before it is written `pass_over(first, end)` hears of the numbers from `first` to
    // `end` - 1 that are no records. Where that is false nothing is written.
    template <typename PassOver>
    [[nodiscard]] bool append(std::span<const std::uint8_t> payload, PassOver pass_over);

    // Looks at one sector of both copies, 0 to sectors - 1, and writes a damaged copy again from
    // the other, free places too.
    [[nodiscard]] ScrubResult scrub(std::uint32_t sector);

 private:
    using Content = Places::Content;
    // A head that a cut tore is followed by the next record; so many are tried.
    static constexpr std::uint32_t heads_tried = 4;

    enum class Attempt : std::uint8_t {
        done,
        not_taken,  // by this place
        refused,    // the device does not answer, which says nothing of the place
    };

    [[nodiscard]] bool complete_newest(std::uint32_t place);
    [[nodiscard]] Attempt prepare(std::uint32_t place);
    [[nodiscard]] Attempt write(std::uint32_t number, std::span<const std::uint8_t> payload);
    [[nodiscard]] ScrubResult repair(int damaged, std::uint32_t sector);

    Places places_;
    std::uint32_t next_ = 1;
    std::uint32_t earlier_ = 0;  // see begin_after()
};

template <NorFlash Device>
bool HistoryRing<Device>::recover() {
    const std::uint32_t per_sector = places_.per_sector();
    std::uint32_t newest = 0;
    std::uint32_t sector = 0;
    for (std::uint32_t i = 0; i < sectors(); ++i) {
        for (std::uint32_t head = 0; head < heads_tried; ++head) {
            const std::uint32_t sequence = places_.sequence_at(i * per_sector + head);
            if (sequence > newest) {
                newest = sequence;
                sector = i;
            }
            if (sequence != 0) {
                break;
            }
        }
    }
    next_ = newest + 1;
    if (newest == 0) {
        return false;
    }
    search_sector(sector);
    return places_.copies() == 2 && complete_newest(this->newest() % places_.capacity());
}

template <NorFlash Device>
void HistoryRing<Device>::search_sector(std::uint32_t sector) {
    for (std::uint32_t i = 0; i < places_.per_sector(); ++i) {
        go_on_at(places_.sequence_at(sector * places_.per_sector() + i) + 1);
    }
}

template <NorFlash Device>
bool HistoryRing<Device>::complete_newest(std::uint32_t place) {
    const std::array held{places_.look_at(0, place), places_.look_at(1, place)};
    for (const std::size_t whole : {std::size_t{0}, std::size_t{1}}) {
        const int other = whole == 0 ? 1 : 0;
        const Content found = held[1 - whole].content;
        if (held[whole].content != Content::whole || found == Content::whole) {
            continue;
        }
        if (found == Content::erased) {
            std::ignore = places_.program(other, place, held[whole].bytes);
            std::ignore = places_.barrier();
            return places_.look_at(other, place).content == Content::whole;
        }
        // Else the sector is the scrub's: a record written again by every start would go over the
        // oldest ones.
        return places_.was_torn(other, place) && append(places_.payload_of(held[whole]));
    }
    return false;
}

template <NorFlash Device>
std::uint32_t HistoryRing<Device>::oldest() const {
    const std::uint32_t per_sector = places_.per_sector();
    // The sector of the newest record was erased as a whole; all the others hold the lap before.
    const std::uint32_t begin_of_sector = newest() - newest() % per_sector;
    const std::uint32_t kept = places_.capacity() - per_sector;
    return std::max(begin_of_sector > kept ? begin_of_sector - kept : 1, earlier_ + 1);
}

template <NorFlash Device>
bool HistoryRing<Device>::read(std::uint32_t sequence, std::span<std::uint8_t> payload) {
    base::ensure(payload.size() == payload_size());
    for (int copy = 0; copy < places_.copies() && sequence > earlier_; ++copy) {
        const auto record = places_.look_at(copy, sequence % places_.capacity());
        if (record.content == Content::whole && record.sequence == sequence) {
            std::ranges::copy(places_.payload_of(record), payload.begin());
            return true;
        }
    }
    return false;
}

template <NorFlash Device>
auto HistoryRing<Device>::prepare(std::uint32_t place) -> Attempt {
    const std::uint32_t per_sector = places_.per_sector();
    if (place % per_sector == 0) {
        for (int copy = 0; copy < places_.copies(); ++copy) {
            if (!places_.erase_sector(copy, place / per_sector)) {
                return Attempt::refused;
            }
        }
        if (!places_.barrier()) {
            return Attempt::refused;
        }
    }
    const std::uint32_t last = place - place % per_sector + per_sector - 1;
    Attempt attempt = Attempt::not_taken;
    for (int copy = 0; copy < places_.copies(); ++copy) {
        const Content found = places_.look_at(copy, place).content;
        if (found == Content::erased) {
            attempt = Attempt::done;
        } else if (found != Content::whole && place % per_sector != 0 &&
                   places_.look_at(copy, last).content == Content::erased) {
            return Attempt::not_taken;  // what a cut left here cannot be written over
        }
        // Else this copy of the sector took no erase, and the other one has to do.
    }
    return attempt;
}

template <NorFlash Device>
auto HistoryRing<Device>::write(std::uint32_t number, std::span<const std::uint8_t> payload)
    -> Attempt {
    const std::uint32_t place = number % places_.capacity();
    const auto record = places_.encode(number, payload);
    for (int copy = 0; copy < places_.copies(); ++copy) {
        if (!places_.program(copy, place, record)) {
            return Attempt::refused;
        }
    }
    if (!places_.barrier()) {
        return Attempt::refused;
    }
    for (int copy = 0; copy < places_.copies(); ++copy) {
        if (places_.look_at(copy, place).bytes == record) {
            return Attempt::done;
        }
    }
    return Attempt::not_taken;
}

template <NorFlash Device>
template <typename PassOver>
bool HistoryRing<Device>::append(std::span<const std::uint8_t> payload, PassOver pass_over) {
    base::ensure(payload.size() == payload_size());
    const std::uint32_t per_sector = places_.per_sector();
    std::uint32_t passed = next_;  // of the numbers before it `pass_over` has heard
    for (std::uint32_t tried = 0; tried < 2 * per_sector; ++tried) {
        const std::uint32_t number = next_++;
        const std::uint32_t place = number % places_.capacity();
        Attempt attempt = prepare(place);
        if (attempt == Attempt::not_taken && place % per_sector == 0) {
            next_ += per_sector - 1;  // the whole sector is dead
        }
        if (attempt == Attempt::done) {
            if (number != passed && !pass_over(passed, number)) {
                next_ = passed;
                return false;
            }
            passed = number;
            attempt = write(number, payload);
        }
        if (attempt == Attempt::refused) {
            // Numbers that were passed would go over whole records up to the next sector.
            next_ = passed;
        }
        if (attempt != Attempt::not_taken) {
            return attempt == Attempt::done;
        }
    }
    return false;
}

template <NorFlash Device>
ScrubResult HistoryRing<Device>::scrub(std::uint32_t sector) {
    const std::uint32_t first = sector * places_.per_sector();
    std::array<std::uint32_t, 2> missing{};   // whole in the other copy and not in this one
    std::array<std::uint32_t, 2> not_free{};  // and free there
    for (std::uint32_t i = 0; i < places_.per_sector(); ++i) {
        const std::array held{places_.look_at(0, first + i), places_.look_at(1, first + i)};
        for (const std::size_t copy : {std::size_t{0}, std::size_t{1}}) {
            const auto& other = held[1 - copy];
            const bool is_not_free =
                held[copy].content == Content::spoiled && other.content == Content::erased;
            missing[copy] += held[copy].sequence < other.sequence ? 1U : 0U;
            not_free[copy] += is_not_free ? 1U : 0U;
        }
    }
    if (missing[0] == 0 && missing[1] == 0) {
        missing = {not_free[0], not_free[0] == 0 ? not_free[1] : 0};  // one after the other
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
ScrubResult HistoryRing<Device>::repair(int damaged, std::uint32_t sector) {
    std::ignore = places_.erase_sector(damaged, sector);
    const std::uint32_t first = sector * places_.per_sector();
    const std::uint32_t end = first + places_.per_sector();
    for (std::uint32_t place = first; place < end; ++place) {
        const auto record = places_.look_at(1 - damaged, place);
        if (record.content == Content::whole) {
            std::ignore = places_.program(damaged, place, record.bytes);
        }
    }
    if (!places_.barrier()) {
        return {};  // it is found again
    }
    ScrubResult result;
    for (std::uint32_t place = first; place < end; ++place) {
        const auto wanted = places_.look_at(1 - damaged, place);
        const bool is_whole = wanted.content == Content::whole;
        if (places_.look_at(damaged, place).bytes == wanted.bytes) {
            result.repaired += is_whole ? 1U : 0U;
        } else if (wanted.content != Content::spoiled) {
            ++result.lost;
        }
    }
    // Where a sector holds no record yet it is free again.
    return result == ScrubResult{} ? ScrubResult{.repaired = 1} : result;
}

}  // namespace meter
