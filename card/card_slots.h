// A card's image in two slots, as an EEPROM keeps it: a change is written over the older of the
// two, each in a page of its own. Whatever part of a write is done when the power goes, the other
// slot is whole, so the card is the one before the change or the one after it.
//
//   sequence 8 | length of the image 2 | image | CRC-32C of all before 4
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "card/card_memory.h"

namespace card {

inline constexpr std::size_t slot_page = 4'096;  // no write to one slot touches the other's cells
inline constexpr std::size_t slots_size = 2 * slot_page;
inline constexpr std::size_t slot_record_size = 8 + 2 + image_size + 4;
static_assert(slot_record_size <= slot_page);

// What to write where, so that an image holds from its last byte on and not before.
struct SlotWrite {
    std::size_t offset = 0;
    std::array<std::uint8_t, slot_record_size> bytes{};
};

// Which of the two slots holds. The bytes themselves are the caller's.
class CardSlots {
 public:
    struct Found;

    // The image of the newest whole slot; nothing where neither is whole. An image that is refused
    // is never replaced by the older one.
    [[nodiscard]] static std::optional<Found> find(std::span<const std::uint8_t, slots_size> bytes);

    // Two empty slots.
    CardSlots() = default;

    // For the slot that does not hold now. The same place again until it is written().
    [[nodiscard]] SlotWrite write_of(const CardImage& image) const;
    void written();
    // Of the change that holds; the next one has the next number.
    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }

 private:
    std::uint64_t sequence_ = 0;  // of the slot that holds; a card does not live 2^64 changes
    unsigned holding_ = 1;
};

struct CardSlots::Found {
    CardSlots slots;
    std::span<const std::uint8_t> image;  // in the bytes searched
};

}  // namespace card
