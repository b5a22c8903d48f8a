#include "meter/terminal/history_on_card.h"

#include <gtest/gtest.h>

#include <vector>

namespace meter {
namespace {

constexpr card::CardSerial serial{7};
constexpr card::Generation generation{1};

HistoryPart days(std::uint32_t first, std::uint32_t last) {
    return {HistoryKind::day_ends, first, last};
}

class HistoryOnCardTest : public ::testing::Test {
 protected:
    HistoryOnCard on_card;

    // What a card gets that has time for `parts`.
    std::vector<HistoryPart> insert(const NewestNumbers& newest, std::size_t parts = 1'000,
                                    card::CardSerial of = serial) {
        on_card.begin(of, generation, newest);
        std::vector<HistoryPart> told;
        while (told.size() < parts) {
            const auto part = on_card.next();
            if (!part) {
                break;
            }
            on_card.note_told(*part);
            told.push_back(*part);
        }
        return told;
    }
};

TEST_F(HistoryOnCardTest, begins_with_the_newest_and_goes_down_place_by_place) {
    EXPECT_EQ(insert({14, 0, 0}), (std::vector{days(12, 14), days(6, 11), days(1, 5)}));
}

TEST_F(HistoryOnCardTest, takes_the_kinds_in_turn) {
    const auto told = insert({7, 1, 2});

    EXPECT_EQ(told, (std::vector{days(6, 7), HistoryPart{HistoryKind::month_ends, 1, 1},
                                 HistoryPart{HistoryKind::events, 2, 2}, days(1, 5),
                                 HistoryPart{HistoryKind::events, 1, 1}}));
}

TEST_F(HistoryOnCardTest, is_complete_with_62_days_24_months_and_16_events) {
    const auto told = insert({1'000, 500, 2'000});

    std::array<std::uint32_t, history_kinds> oldest{1'000, 500, 2'000};
    for (const HistoryPart& part : told) {
        auto& number = oldest[static_cast<std::size_t>(part.kind)];
        number = std::min(number, part.first);
    }
    EXPECT_LE(oldest[0], 1'000U - 61U);
    EXPECT_LE(oldest[1], 500U - 23U);
    EXPECT_EQ(oldest[2], 2'000U - 15U);
    EXPECT_LE(told.size(), card::history_places);
}

TEST_F(HistoryOnCardTest, never_has_two_parts_of_one_round_in_one_place) {
    for (std::uint32_t newest = 990; newest < 1'010; ++newest) {
        on_card = {};
        std::vector<std::pair<card::File, std::uint8_t>> places;
        for (const HistoryPart& part : insert({newest, newest, newest})) {
            const std::pair place{part.file(), part.place()};
            EXPECT_EQ(std::ranges::find(places, place), places.end()) << newest;
            places.push_back(place);
        }
    }
}

TEST_F(HistoryOnCardTest, gives_at_the_next_insertion_only_what_is_new) {
    (void)insert({14, 0, 0});

    EXPECT_TRUE(insert({14, 0, 0}).empty());
    // 13 and 14 share their place with 15.
    EXPECT_EQ(insert({15, 0, 0}), (std::vector{days(12, 15)}));
    EXPECT_EQ(insert({18, 0, 0}), (std::vector{days(18, 18), days(12, 17)}));
    EXPECT_TRUE(insert({18, 0, 0}).empty());
}

TEST_F(HistoryOnCardTest, goes_on_with_what_there_was_no_time_for) {
    EXPECT_EQ(insert({20, 0, 0}, 2), (std::vector{days(18, 20), days(12, 17)}));
    EXPECT_EQ(insert({21, 0, 0}, 2), (std::vector{days(18, 21), days(6, 11)}));
    EXPECT_EQ(insert({21, 0, 0}), (std::vector{days(1, 5)}));
}

TEST_F(HistoryOnCardTest, forgets_what_lies_behind_a_gap) {
    (void)insert({8, 0, 0});
    EXPECT_EQ(insert({26, 0, 0}, 1), (std::vector{days(24, 26)}));

    EXPECT_EQ(insert({26, 0, 0}),
              (std::vector{days(18, 23), days(12, 17), days(6, 11), days(1, 5)}));
}

TEST_F(HistoryOnCardTest, knows_nothing_of_another_card) {
    (void)insert({3, 0, 0});

    EXPECT_EQ(insert({3, 0, 0}, 1'000, card::CardSerial{8}), (std::vector{days(1, 3)}));
    EXPECT_EQ(insert({3, 0, 0}), (std::vector{days(1, 3)}));
}

}  // namespace
}  // namespace meter
