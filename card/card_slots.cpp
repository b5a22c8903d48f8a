#include "card/card_slots.h"

#include <optional>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"

namespace card {
namespace {

constexpr std::size_t head_size = 8 + 2;
constexpr std::size_t checksum_size = 4;

struct WholeSlot {
    std::uint64_t sequence;
    std::span<const std::uint8_t> image;
};

// Nothing where a write was not finished, or none was ever begun.
std::optional<WholeSlot> whole_slot(std::span<const std::uint8_t> page) {
    base::ByteReader head{page.first(head_size)};
    const std::uint64_t sequence = head.u64();
    const std::size_t length = head.u16();
    if (sequence == 0 || length > page.size() - head_size - checksum_size) {
        return std::nullopt;
    }
    const auto covered = page.first(head_size + length);
    const auto checksum = page.subspan(covered.size(), checksum_size);
    if (base::crc32c(covered) != base::ByteReader{checksum}.u32()) {
        return std::nullopt;
    }
    return WholeSlot{sequence, covered.subspan(head_size)};
}

}  // namespace

std::optional<CardSlots::Found> CardSlots::find(std::span<const std::uint8_t, slots_size> bytes) {
    std::optional<Found> newest;
    for (unsigned slot = 0; slot < 2; ++slot) {
        const auto whole = whole_slot(bytes.subspan(slot * slot_page, slot_page));
        if (whole && (!newest || whole->sequence > newest->slots.sequence_)) {
            newest = Found{.slots = {}, .image = whole->image};
            newest->slots.sequence_ = whole->sequence;
            newest->slots.holding_ = slot;
        }
    }
    return newest;
}

SlotWrite CardSlots::write_of(const CardImage& image) const {
    SlotWrite write{.offset = (1U - holding_) * slot_page};
    base::ByteWriter writer{write.bytes};
    writer.u64(sequence_ + 1).u16(static_cast<std::uint16_t>(image.size())).bytes(image);
    writer.u32(base::crc32c(writer.written()));
    return write;
}

void CardSlots::written() {
    ++sequence_;
    holding_ = 1U - holding_;
}

}  // namespace card
