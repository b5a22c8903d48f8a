// What the load profile's own places cannot say of its records, which live once: notes beside it,
// which live twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>

#include "meter/ports/nor_flash.h"
#include "meter/storage/flash_layout.h"
#include "meter/storage/history_ring.h"

namespace meter {

enum class NoteKind : std::uint8_t {
    sector_begun = 1,  // record `first` begins a sector in which one stood
    passed_over = 2,   // never records: what was to stand there stands under a later number
    lost = 3,          // found lost, and told
    lost_before = 4,   // those before number `first` were; their numbers are used again
    told = 5,          // the event of all losses noted before it is committed
};

struct ProfileNote {
    NoteKind kind{};
    std::uint32_t first = 0;
    std::uint32_t count = 1;  // of numbers from `first` on

    bool operator==(const ProfileNote&) const = default;
};

inline constexpr std::size_t profile_note_size = 9;
using ProfileNotePayload = std::array<std::uint8_t, profile_note_size>;

[[nodiscard]] ProfileNotePayload encode_profile_note(const ProfileNote& note);
// Nothing where it is none.
[[nodiscard]] std::optional<ProfileNote> decode_profile_note(std::span<const std::uint8_t> payload);

template <NorFlash Device>
class ProfileNotes {
 public:
    using Ring = HistoryRing<Device>;

    explicit ProfileNotes(Device& device) : ring_{device, flash_layout::profile_notes} {}

    [[nodiscard]] Ring& ring() { return ring_; }

    // True once it is durable.
    [[nodiscard]] bool add(const ProfileNote& note) {
        return ring_.append(encode_profile_note(note));
    }
    // Whether a note of that kind says so of `number`.
    [[nodiscard]] bool tells(NoteKind kind, std::uint32_t number) {
        return find([&](const ProfileNote& note) {
                   return note.kind == kind && number >= note.first &&
                          number - note.first < note.count;
               }).count != 0;
    }
    // How many losses are noted whose event may never have been committed.
    [[nodiscard]] std::uint32_t untold() {
        std::uint32_t lost = 0;
        std::ignore = find([&lost](const ProfileNote& note) {
            const bool is_loss = note.kind == NoteKind::lost || note.kind == NoteKind::lost_before;
            lost += is_loss ? note.count : 0;
            return note.kind == NoteKind::told;
        });
        return lost;
    }
    // Of the newest sector: begun, or lost and not begun anew. Its `first` is 0 where there is
    // none.
    [[nodiscard]] ProfileNote newest_sector() {
        return find([](const ProfileNote& note) {
            return note.kind == NoteKind::sector_begun || note.kind == NoteKind::lost_before;
        });
    }

 private:
    // The newest note that `is_wanted`; one with a count of 0 where none is.
    template <typename IsWanted>
    [[nodiscard]] ProfileNote find(IsWanted is_wanted) {
        for (std::uint32_t number = ring_.newest(); number >= ring_.oldest(); --number) {
            ProfileNotePayload payload{};
            const bool is_there = ring_.read(number, payload);
            const auto note = decode_profile_note(payload);
            if (is_there && note && is_wanted(*note)) {
                return *note;
            }
        }
        return {.count = 0};
    }

    Ring ring_;
};

}  // namespace meter
