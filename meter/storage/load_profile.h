// The load profile on the flash: a ring of records that live once. What of it is lost leaves a gap
// that readers see, and is told once.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>

#include "meter/ports/nor_flash.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/history_ring.h"
#include "meter/storage/profile_notes.h"
#include "meter/storage/scrub_result.h"

namespace meter {

template <NorFlash Device>
class LoadProfile {
 public:
    using Ring = HistoryRing<Device>;

    explicit LoadProfile(Device& device,
                         const flash_layout::Ring& layout = flash_layout::load_profile)
        : ring_{device, layout}, notes_{device} {}

    // Finds the newest record. What a cut left of a note is repaired; where the whole sector of the
    // newest records is destroyed they are lost. Losses noted before that may not be told are told
    // again.
    [[nodiscard]] ScrubResult recover();

    // Of a format before the notes: takes over what marked places say.
    void take_over_marks();

    // As of a HistoryRing.
    [[nodiscard]] constexpr std::size_t payload_size() const { return ring_.payload_size(); }
    [[nodiscard]] constexpr std::uint32_t sectors() const { return ring_.sectors(); }
    [[nodiscard]] constexpr std::uint32_t kept_at_least() const { return ring_.kept_at_least(); }
    [[nodiscard]] std::uint32_t newest() const { return ring_.newest(); }
    [[nodiscard]] std::uint32_t oldest() const { return ring_.oldest(); }
    void begin_after(std::uint32_t earlier) { ring_.begin_after(earlier); }
    [[nodiscard]] std::uint32_t earlier() const { return ring_.earlier(); }
    [[nodiscard]] bool is_empty() const { return ring_.is_empty(); }
    [[nodiscard]] bool read(std::uint32_t number, std::span<std::uint8_t> payload) {
        return ring_.read(number, payload);
    }
    [[nodiscard]] bool append(std::span<const std::uint8_t> payload);

    // Number `number` was never a record: what it was to say stands under a later number.
    [[nodiscard]] bool was_passed_over(std::uint32_t number) {
        return notes_.tells(NoteKind::passed_over, number);
    }
    // Records between `number` and the one before it are lost.
    [[nodiscard]] bool is_lost_before(std::uint32_t number) {
        const bool may_begin_sector = number == 1 || number % ring_.places().per_sector() == 0;
        return may_begin_sector && notes_.tells(NoteKind::lost_before, number);
    }

    // Looks at one sector, 0 to sectors - 1, for records that are lost and not told of.
    [[nodiscard]] ScrubResult scrub(std::uint32_t sector);
    // The event of all that recover() and scrub() have said to be lost is committed.
    void note_told();
    [[nodiscard]] Ring& notes() { return notes_.ring(); }

 private:
    using Content = Ring::Places::Content;

    [[nodiscard]] bool is_zeroed(std::uint32_t number);
    [[nodiscard]] bool note_passed(std::uint32_t first, std::uint32_t end);
    void note_begun();
    void note_sector(NoteKind kind, std::uint32_t first);

    Ring ring_;
    ProfileNotes<Device> notes_;
    // By the notes, the first number of the newest sector, and whether it is lost.
    std::uint32_t sector_ = 0;
    bool is_sector_lost_ = false;
    bool has_untold_ = false;       // losses that are noted
    std::uint32_t found_lost_ = 0;  // since the last scrub
};

template <NorFlash Device>
ScrubResult LoadProfile<Device>::recover() {
    ScrubResult result{.repaired = notes_.ring().recover() ? 1U : 0U};
    std::ignore = ring_.recover();
    const ProfileNote newest_sector = notes_.newest_sector();
    sector_ = newest_sector.first;
    is_sector_lost_ = newest_sector.kind == NoteKind::lost_before;
    if (sector_ > newest()) {
        // Its head may be damaged alone.
        ring_.search_sector(sector_ % ring_.places().capacity() / ring_.places().per_sector());
    }
    if (sector_ > newest()) {
        ring_.go_on_at(sector_);
        if (!is_sector_lost_) {
            note_sector(NoteKind::lost_before, sector_);
            ++result.lost;
        }
    }
    note_begun();
    const std::uint32_t untold = notes_.untold();
    has_untold_ = untold != 0;
    result.lost = std::max(result.lost, untold);
    return result;
}

template <NorFlash Device>
void LoadProfile<Device>::note_told() {
    // What append() has noted is told by the next scrub.
    if (has_untold_ && found_lost_ == 0) {
        has_untold_ = !notes_.add({.kind = NoteKind::told, .first = 1});
    }
}

template <NorFlash Device>
void LoadProfile<Device>::note_begun() {
    const std::uint32_t first =
        std::max(newest() - newest() % ring_.places().per_sector(), std::uint32_t{1});
    const bool is_noted = !is_sector_lost_ && first <= sector_;
    if (newest() != 0 && newest() >= sector_ && !is_noted) {
        note_sector(NoteKind::sector_begun, first);
    }
}

template <NorFlash Device>
void LoadProfile<Device>::note_sector(NoteKind kind, std::uint32_t first) {
    if (notes_.add({.kind = kind, .first = first})) {
        sector_ = first;
        is_sector_lost_ = kind == NoteKind::lost_before;
    }
}

template <NorFlash Device>
bool LoadProfile<Device>::append(std::span<const std::uint8_t> payload) {
    const bool is_written = ring_.append(payload, [this](std::uint32_t first, std::uint32_t end) {
        return note_passed(first, end);
    });
    if (is_written) {
        note_begun();
    }
    return is_written;
}

template <NorFlash Device>
bool LoadProfile<Device>::is_zeroed(std::uint32_t number) {
    // No power cut leaves zeros: it clears only what the record has cleared.
    const auto record = ring_.places().look_at(0, number % ring_.places().capacity());
    return std::ranges::all_of(record.bytes, [](std::uint8_t byte) { return byte == 0; });
}

template <NorFlash Device>
bool LoadProfile<Device>::note_passed(std::uint32_t first, std::uint32_t end) {
    const std::uint32_t count = end - first;
    const bool is_dead_sector = count >= ring_.places().per_sector();
    bool has_zeros = false;
    for (std::uint32_t number = first; number < end && !is_dead_sector; ++number) {
        has_zeros = has_zeros || is_zeroed(number);
    }
    const NoteKind kind = has_zeros ? NoteKind::lost : NoteKind::passed_over;
    if (!notes_.add({.kind = kind, .first = first, .count = count}) && !ring_.places().barrier()) {
        return false;
    }
    has_untold_ = has_untold_ || has_zeros;
    found_lost_ += has_zeros ? count : 0;
    found_lost_ += is_dead_sector ? 1 : 0;
    return true;
}

template <NorFlash Device>
ScrubResult LoadProfile<Device>::scrub(std::uint32_t sector) {
    ScrubResult result{.lost = std::exchange(found_lost_, 0)};
    const std::uint32_t capacity = ring_.places().capacity();
    const std::uint32_t begin = sector * ring_.places().per_sector();
    if ((newest() + 1) % capacity == begin) {
        return result;  // it is erased before anything is written to it
    }
    ProfileNote run{.kind = NoteKind::lost, .first = 0, .count = 0};
    const auto tell_run = [&] {
        if (run.count != 0 && (notes_.add(run) || ring_.places().barrier())) {
            has_untold_ = true;
            result.lost += run.count;
        }
        run.count = 0;
    };
    for (std::uint32_t place = begin; place < begin + ring_.places().per_sector(); ++place) {
        // The last lap that has come to it.
        const std::uint32_t number = newest() - (newest() + capacity - place) % capacity;
        const bool is_expected = number >= oldest() && number <= newest();
        const bool is_lost = is_expected && ring_.places().sequence_in(0, place) != number &&
                             !was_passed_over(number) && !notes_.tells(NoteKind::lost, number);
        if (!is_lost) {
            tell_run();
            continue;
        }
        run.first = run.count == 0 ? number : run.first;
        ++run.count;
    }
    tell_run();
    return result;
}

template <NorFlash Device>
void LoadProfile<Device>::take_over_marks() {
    constexpr std::size_t before_checksum = 12;
    for (std::uint32_t number = oldest(); number <= newest(); ++number) {
        const auto record = ring_.places().look_at(0, number % ring_.places().capacity());
        const auto marked = std::span{record.bytes}.first(before_checksum);
        if (record.content == Content::spoiled &&
            std::ranges::all_of(marked, [](std::uint8_t byte) { return byte == 0; })) {
            const NoteKind kind = is_zeroed(number) ? NoteKind::passed_over : NoteKind::lost;
            std::ignore = notes_.add({.kind = kind, .first = number});
            has_untold_ = true;
        }
    }
    note_told();  // by the program that marked them
}

}  // namespace meter
