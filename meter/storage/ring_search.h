// Finds the newest record of a ring by asking for few of its slots.
#pragma once

#include <cstdint>
#include <optional>

namespace meter {

enum class SlotState : std::uint8_t {
    record,   // holds a whole record
    damaged,  // holds something else
    erased,   // was never written, as far as one slot can tell
};

struct Slot {
    SlotState state = SlotState::erased;
    std::uint32_t sequence = 0;  // of a record
};

// The index of the newest record among `slots` slots that are written in turn, the first one after
// the last, with numbers that never fall; nothing where there is no record.
//
//   look_at   gives the Slot at an index, from 0 to slots - 1
//   cost      about 2 + log2(slots) looks, and one more for each damaged slot on the way. Slots
//   that
//             were never written lie at the end: three erased ones side by side end the search
//             there, so that two destroyed ones cannot.
template <typename LookAt>
[[nodiscard]] std::optional<std::uint32_t> find_newest(std::uint32_t slots, LookAt look_at) {
    constexpr std::uint32_t erased_in_a_row = 3;

    // The first record from `index` up to `end`, or `end`.
    const auto record_from = [&](std::uint32_t index, std::uint32_t end, Slot& found) {
        std::uint32_t erased = 0;
        for (; index < end && erased < erased_in_a_row; ++index) {
            found = look_at(index);
            if (found.state == SlotState::record) {
                return index;
            }
            erased = found.state == SlotState::erased ? erased + 1 : 0;
        }
        return end;
    };

    Slot slot;
    std::uint32_t newest = record_from(0, slots, slot);
    if (newest == slots) {
        return std::nullopt;
    }
    const std::uint32_t first_sequence = slot.sequence;
    // Every record up to `newest` is of this lap; none from `end` on is.
    std::uint32_t end = slots;
    while (end - newest > 1) {
        const std::uint32_t middle = newest + (end - newest) / 2;
        const std::uint32_t index = record_from(middle, end, slot);
        if (index < end && slot.sequence >= first_sequence) {
            newest = index;
        } else {
            end = middle;
        }
    }
    return newest;
}

}  // namespace meter
