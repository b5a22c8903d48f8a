#include "card/card_slots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "card/software_card.h"
#include "card/testing/records.h"

namespace card {
namespace {

using Bytes = std::array<std::uint8_t, slots_size>;

CardImage image_of(std::uint64_t serial) {
    return SoftwareCard::blank(CardSerial{serial}).image();
}

void carry_out(Bytes& bytes, const SlotWrite& write) {
    std::ranges::copy(write.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(write.offset));
}

std::uint64_t serial_in(const Bytes& bytes) {
    const auto found = CardSlots::find(bytes);
    const auto memory = found ? decode_image(found->image) : std::unexpected{ImageError::damaged};
    return memory ? std::to_underlying(memory->id.serial) : 0;
}

class CardInSlots : public ::testing::Test {
 protected:
    void keep(std::uint64_t serial) {
        carry_out(bytes, slots.write_of(image_of(serial)));
        slots.written();
    }

    Bytes bytes{};
    CardSlots slots;
};

TEST_F(CardInSlots, that_was_never_written_is_none) {
    EXPECT_FALSE(CardSlots::find(bytes));
}

TEST_F(CardInSlots, is_always_the_one_written_last) {
    for (std::uint64_t serial = 1; serial <= 5; ++serial) {
        keep(serial);

        EXPECT_EQ(serial_in(bytes), serial);
    }
}

TEST_F(CardInSlots, goes_on_in_turn_after_it_was_found_again) {
    keep(1);
    keep(2);

    auto found = CardSlots::find(bytes);
    ASSERT_TRUE(found);

    EXPECT_EQ(found->slots.write_of(image_of(3)).offset, slots.write_of(image_of(3)).offset);
    EXPECT_EQ(found->slots.write_of(image_of(3)).bytes, slots.write_of(image_of(3)).bytes);
}

// What a cut leaves of the byte in progress: what was there, nothing, everything, or a wrong bit.
TEST_F(CardInSlots, is_whole_after_a_cut_at_any_byte_of_any_write) {
    for (std::uint64_t serial = 1; serial <= 4; ++serial) {
        const SlotWrite write = slots.write_of(image_of(serial));
        Bytes after = bytes;
        carry_out(after, write);
        for (std::size_t done = 0; done < write.bytes.size(); ++done) {
            const std::size_t place = write.offset + done;
            for (const unsigned left : {bytes[place] + 0U, 0U, 0xFFU, write.bytes[done] ^ 1U}) {
                Bytes cut = bytes;
                std::copy_n(write.bytes.begin(), done,
                            cut.begin() + static_cast<std::ptrdiff_t>(write.offset));
                cut[place] = static_cast<std::uint8_t>(left);

                const std::uint64_t expected = cut == after ? serial : serial - 1;
                ASSERT_EQ(serial_in(cut), expected) << "write " << serial << ", byte " << done;
            }
        }
        keep(serial);
    }
}

TEST_F(CardInSlots, takes_another_change_after_a_cut_at_any_byte) {
    keep(1);
    keep(2);
    const SlotWrite torn = slots.write_of(image_of(3));
    for (std::size_t done = 0; done < torn.bytes.size(); ++done) {
        Bytes cut = bytes;
        std::copy_n(torn.bytes.begin(), done,
                    cut.begin() + static_cast<std::ptrdiff_t>(torn.offset));
        const auto found = CardSlots::find(cut);
        ASSERT_TRUE(found) << done;

        carry_out(cut, found->slots.write_of(image_of(4)));

        ASSERT_EQ(serial_in(cut), 4U) << done;
    }
}

// A later program's card must not fall back to what it was before.
TEST_F(CardInSlots, of_a_later_version_is_refused_and_not_the_one_before_it) {
    keep(1);
    SlotWrite write = slots.write_of(image_of(2));
    constexpr std::size_t version_at = 8 + 2 + 6;
    write.bytes[version_at] = 0xFE;
    const std::size_t covered = write.bytes.size() - 4;
    base::ByteWriter{std::span{write.bytes}.subspan(covered)}.u32(
        base::crc32c(std::span{write.bytes}.first(covered)));
    carry_out(bytes, write);

    const auto found = CardSlots::find(bytes);
    ASSERT_TRUE(found);
    EXPECT_EQ(decode_image(found->image).error(), ImageError::unknown_version);
}

TEST_F(CardInSlots, survives_any_single_damaged_byte) {
    keep(1);
    keep(2);
    for (std::size_t place = 0; place < slots_size; ++place) {
        Bytes damaged = bytes;
        damaged[place] = static_cast<std::uint8_t>(damaged[place] ^ 0x40);

        EXPECT_NE(serial_in(damaged), 0U) << place;
    }
}

}  // namespace
}  // namespace card
