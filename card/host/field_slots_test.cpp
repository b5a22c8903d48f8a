// A field card's places: whatever part of a change is done, the places are those of one card.
#include "card/host/field_slots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace card {
namespace {

using Bytes = std::vector<std::uint8_t>;

FieldPlaceBytes place_of_meter(std::uint64_t meter) {
    FieldPlace place;
    place.meter = MeterId{meter};
    place.key_version = KeyVersion{2};
    place.keys = {Key128{Block{1}}, Key128{Block{2}}};
    place.tries = 10;
    place.parameters[0] = 3;
    place.report[127] = 4;
    place.events[15][63] = 5;
    return encode(place);
}

FieldSlots read(const Bytes& bytes, std::uint64_t sequence) {
    return FieldSlots{std::span<const std::uint8_t, places_size>{bytes}, sequence};
}

// The first `count` bytes of a write.
void write(Bytes& bytes, const PlaceWrite& what, std::size_t count = place_record_size) {
    std::copy_n(what.bytes.begin(), count,
                bytes.begin() + static_cast<std::ptrdiff_t>(what.offset));
}

class FieldSlotsTest : public ::testing::Test {
 protected:
    Bytes bytes = Bytes(places_size);

    FieldSlotsTest() { write(bytes, read(bytes, 0).write_of(7, place_of_meter(1), 1)); }
};

TEST_F(FieldSlotsTest, give_back_what_was_written_and_nothing_elsewhere) {
    const FieldSlots slots = read(bytes, 1);

    EXPECT_EQ(slots.place(7), place_of_meter(1));
    EXPECT_EQ(encode(decode_field_place(slots.place(7))), place_of_meter(1));
    EXPECT_EQ(slots.place(6), FieldPlaceBytes{});
    EXPECT_TRUE(slots.unfinished().empty());
}

TEST_F(FieldSlotsTest, are_those_of_before_after_a_cut_at_any_byte_before_the_image_holds) {
    const PlaceWrite next = read(bytes, 1).write_of(7, place_of_meter(2), 2);
    for (std::size_t count = 0; count <= place_record_size; ++count) {
        Bytes cut = bytes;
        write(cut, next, count);

        EXPECT_EQ(read(cut, 1).place(7), place_of_meter(1)) << count;
    }
    write(bytes, next);
    EXPECT_EQ(read(bytes, 2).place(7), place_of_meter(2));
}

TEST_F(FieldSlotsTest, name_what_a_change_that_never_held_has_left_behind) {
    const PlaceWrite next = read(bytes, 1).write_of(7, place_of_meter(2), 2);
    write(bytes, next);

    const FieldSlots slots = read(bytes, 1);

    EXPECT_EQ(slots.unfinished(), std::vector<std::size_t>{next.offset});
}

TEST_F(FieldSlotsTest, survive_a_damaged_newest_copy_by_no_other_content) {
    const PlaceWrite next = read(bytes, 1).write_of(7, place_of_meter(2), 2);
    write(bytes, next);
    bytes[next.offset + 100] ^= 1U;

    EXPECT_EQ(read(bytes, 2).place(7), place_of_meter(1));
}

}  // namespace
}  // namespace card
