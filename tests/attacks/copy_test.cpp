// Replays, clones and rolled-back images of a card: everything that was on it once, used again.
#include <gtest/gtest.h>

#include <set>

#include "tests/attacks/home.h"
#include "tests/attacks/shim.h"

namespace attacks {
namespace {

using base::WattHours;
using card::SoftwareCard;
using meter::InsertionResult;
using meter::testing::MeterBench;

// Gives the recorded answers to whatever it is asked.
meter::testing::MeterBench::Line replaying(const std::vector<Exchange>& exchanges) {
    return through([&exchanges](int position, const Bytes&, SoftwareCard&) {
        return exchanges.at(static_cast<std::size_t>(position)).answer;
    });
}

TEST(Replay, of_a_whole_recorded_dialogue_is_not_genuine) {
    Home home;
    home.sell(WattHours{30'000});
    const auto recording = recorded(home.meter, home.card);

    EXPECT_EQ(home.meter.insert(home.card, replaying(recording)),
              InsertionResult::card_not_genuine);

    home.expect_nothing_gained();
}

TEST(Replay, is_not_genuine_after_a_restart_of_the_meter_at_any_time) {
    for (int pulled_at = 0; pulled_at < commands_of_a_dialogue; ++pulled_at) {
        Home home;
        home.sell(WattHours{30'000});
        const auto recording = recorded(home.meter, home.card);
        (void)home.meter.insert(
            home.card,
            [=](int index, const Bytes& command, SoftwareCard& card) -> std::optional<Bytes> {
                return index == pulled_at ? std::nullopt
                                          : std::optional{MeterBench::answer_of(card, command)};
            });
        home.meter.restart();

        EXPECT_EQ(home.meter.insert(home.card, replaying(recording)),
                  InsertionResult::card_not_genuine);

        home.expect_nothing_gained();
        home.expect_still_served();
    }
}

// A thief with the card in his hand asks it for answers now, to give them to the meter later.
TEST(Replay, of_answers_harvested_for_every_challenge_seen_so_far_is_of_no_use_after_a_restart) {
    Home home;
    home.sell(WattHours{30'000});
    std::set<Bytes> seen;
    std::vector<Exchange> harvest;
    for (int restarts = 0; restarts < 50; ++restarts) {
        harvest = recorded(home.meter, home.card);
        EXPECT_TRUE(seen.insert(harvest.at(2).command).second);
        home.meter.restart();
        EXPECT_EQ(home.meter.insert(home.card, replaying(harvest)),
                  InsertionResult::card_not_genuine);
    }
    home.expect_nothing_gained();
}

TEST(Replay, of_an_old_order_file_loads_nothing_twice) {
    Home home;
    const auto first = home.sell(WattHours{30'000});
    (void)home.insert();
    home.sell(WattHours{20'000});
    (void)home.insert();
    home.meter.use(WattHours{5'000});

    home.card = with_order(home.card, first);

    EXPECT_EQ(home.insert(), InsertionResult::old_order);
    home.expect_nothing_gained();
}

TEST(Replay, of_the_newest_order_loads_nothing_twice) {
    Home home;
    home.sell(WattHours{30'000});
    for (int i = 0; i < 20; ++i) {
        (void)home.insert();
        home.expect_nothing_gained();
    }
    EXPECT_EQ(home.credited(), WattHours{30'000});
}

TEST(Clone, of_a_card_brings_nothing_however_the_two_take_turns) {
    Home home;
    home.sell(WattHours{30'000});
    SoftwareCard clone{home.card.memory()};

    EXPECT_EQ(home.insert(), InsertionResult::credited);
    EXPECT_EQ(home.meter.insert(clone), InsertionResult::card_copied);
    EXPECT_EQ(home.meter.insert(clone), InsertionResult::already_loaded);
    EXPECT_EQ(home.insert(), InsertionResult::card_copied);

    home.expect_nothing_gained();
    EXPECT_EQ(home.credited(), WattHours{30'000});
}

TEST(Clone, of_a_card_opens_no_other_meter) {
    Home home;
    home.sell(WattHours{30'000});
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    SoftwareCard clone{home.card.memory()};
    card::CardMemory renamed = home.card.memory();
    renamed.id.meter = card::MeterId{5};
    SoftwareCard disguised{renamed};

    EXPECT_EQ(neighbour.meter.insert(clone), InsertionResult::wrong_meter);
    EXPECT_EQ(neighbour.meter.insert(disguised), InsertionResult::card_not_genuine);

    neighbour.expect_nothing_gained();
}

TEST(RollBack, of_a_cards_image_is_noticed_and_neither_credits_nor_clears) {
    Home home;
    home.sell(WattHours{30'000});
    const auto saved = home.card.memory();
    (void)home.insert();
    home.meter.use(WattHours{10'000});  // down to the reminder, which a genuine card clears
    ASSERT_FALSE(home.meter.supply_is_closed());
    SoftwareCard rolled_back{saved};

    EXPECT_EQ(home.meter.insert(rolled_back), InsertionResult::card_copied);

    EXPECT_FALSE(home.meter.supply_is_closed());
    home.expect_nothing_gained();
    home.expect_still_served();
}

TEST(RollBack, of_a_card_and_restart_of_the_meter_together_are_noticed) {
    Home home;
    home.sell(WattHours{30'000});
    const auto saved = home.card.memory();
    (void)home.insert();
    home.meter.restart();
    SoftwareCard rolled_back{saved};

    EXPECT_EQ(home.meter.insert(rolled_back), InsertionResult::card_copied);

    home.expect_nothing_gained();
}

}  // namespace
}  // namespace attacks
