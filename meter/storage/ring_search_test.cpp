#include "meter/storage/ring_search.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace meter {
namespace {

constexpr std::uint32_t slots = 320;

// A ring of `slots` after `written` records of one slot each, numbered from 1.
std::vector<Slot> ring_after(std::uint32_t written) {
    std::vector<Slot> ring(slots);
    for (std::uint32_t number = 1; number <= written; ++number) {
        ring[(number - 1) % slots] = {.state = SlotState::record, .sequence = number};
    }
    return ring;
}

struct Search {
    std::optional<std::uint32_t> newest;
    std::uint32_t looks = 0;
};

Search search(const std::vector<Slot>& ring) {
    Search result;
    result.newest = find_newest(slots, [&](std::uint32_t index) {
        ++result.looks;
        return ring[index];
    });
    return result;
}

TEST(RingSearch, finds_none_in_a_ring_that_was_never_written) {
    EXPECT_EQ(search(ring_after(0)).newest, std::nullopt);
    EXPECT_EQ(search(ring_after(0)).looks, 3U);
}

TEST(RingSearch, finds_the_newest_of_every_length_with_few_looks) {
    for (std::uint32_t written = 1; written <= 3 * slots; ++written) {
        const Search found = search(ring_after(written));
        ASSERT_EQ(found.newest, (written - 1) % slots) << written;
        ASSERT_LE(found.looks, 28U) << written;
    }
}

TEST(RingSearch, finds_the_newest_around_every_damaged_or_erased_slot) {
    for (const SlotState fault : {SlotState::damaged, SlotState::erased}) {
        for (const std::uint32_t written : {7U, 319U, 320U, 321U, 500U}) {
            for (std::uint32_t hit = 0; hit < slots; ++hit) {
                auto ring = ring_after(written);
                ring[hit] = {.state = fault};
                const std::uint32_t newest = (written - 1) % slots;
                const std::uint32_t before = (written - 2) % slots;
                ASSERT_EQ(search(ring).newest, hit == newest ? before : newest)
                    << written << " written, hit " << hit;
            }
        }
    }
}

TEST(RingSearch, finds_one_record_among_noise) {
    std::vector<Slot> ring(slots, Slot{.state = SlotState::damaged});
    ring[200] = {.state = SlotState::record, .sequence = 9};

    EXPECT_EQ(search(ring).newest, 200U);
}

}  // namespace
}  // namespace meter
