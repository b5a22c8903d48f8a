// A thief who has opened a card, or a meter, and printed everything that it stores. He takes every
// sixteen bytes of it for a key of any level, and forges orders with what he finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "card/crypto/cmac.h"
#include "tests/attacks/home.h"
#include "tests/power_loss/powered_meter.h"

namespace attacks {
namespace {

using base::WattHours;
using card::Block;
using card::Key128;
using meter::InsertionResult;

// Every run of sixteen bytes, without the empty ones.
std::vector<Key128> candidates_in(std::span<const std::uint8_t> storage) {
    std::vector<Key128> candidates;
    for (std::size_t at = 0; at + 16 <= storage.size(); ++at) {
        Block block{};
        std::ranges::copy(storage.subspan(at, 16), block.begin());
        if (std::ranges::adjacent_find(block, std::not_equal_to{}) != block.end()) {
            candidates.emplace_back(block);
        }
    }
    return candidates;
}

// Whether any of them makes the code of `genuine`: as the order key itself, as the meter's key, or
// as the master key.
bool can_forge(const std::vector<Key128>& candidates, const card::OrderBytes& genuine,
               card::MeterId meter) {
    const auto makes_the_code = [&](const Key128& key) { return card::is_genuine(genuine, key); };
    return std::ranges::any_of(candidates, [&](const Key128& key) {
        const Key128 as_meter_key = card::derive(key, card::order_key_block());
        const Key128 as_master =
            card::derive(card::derive(key, card::meter_key_block(meter)), card::order_key_block());
        return makes_the_code(key) || makes_the_code(as_meter_key) || makes_the_code(as_master);
    });
}

TEST(StolenCard, holds_no_key_that_makes_an_order_for_any_meter) {
    Home home;
    const auto own = home.sell(WattHours{30'000});
    (void)home.insert();
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    const auto foreign = neighbour.sell(WattHours{30'000});

    const auto candidates = candidates_in(home.card.image());

    EXPECT_FALSE(can_forge(candidates, own, home.keying.meter));
    EXPECT_FALSE(can_forge(candidates, foreign, neighbour.keying.meter));
    const auto holds = [&](const Key128& key) {
        return std::ranges::any_of(
            candidates, [&](const Key128& found) { return found.bytes() == key.bytes(); });
    };
    EXPECT_TRUE(holds(home.card.memory().meter.keys.mac));  // the search does find what is there
    EXPECT_TRUE(holds(home.card.memory().issuer_dek));
}

TEST(StolenCard, opens_a_channel_to_its_own_meter_and_brings_nothing_but_genuine_orders) {
    Home home;
    home.sell(WattHours{30'000});
    (void)home.insert();
    card::Order wish = home.newest();
    wish.sequence = card::Sequence{2};
    wish.ordered_total = WattHours{900'000};
    const auto& stolen = home.card.memory();
    for (const Key128& key : {stolen.meter.keys.enc, stolen.meter.keys.mac, stolen.issuer.keys.enc,
                              stolen.issuer.keys.mac, stolen.issuer_dek}) {
        for (const bool as_parent : {false, true}) {
            const Key128 used = as_parent ? card::derive(key, card::order_key_block()) : key;
            card::SoftwareCard forged =
                with_order(home.card, card::testing::signed_record(card::encode(wish), used));

            EXPECT_EQ(home.meter.insert(forged), InsertionResult::bad_order);
            home.card = card::SoftwareCard{forged.memory()};
            home.expect_nothing_gained();
        }
    }
}

// The meter of the power-loss tests: its real storage on the models of its real devices.
std::vector<std::uint8_t> printed_storage(power_loss::World& world) {
    world.hand_over(card::OrderKind::opening, 1, WattHours{30'000});
    power_loss::PoweredMeter meter{world};
    EXPECT_EQ(meter.insert_card(), InsertionResult::credited);
    meter.use(WattHours{60});
    std::vector<std::uint8_t> bytes(world.eeprom.size_bytes());
    EXPECT_TRUE(world.eeprom.read(0, bytes).has_value());
    return bytes;
}

TEST(StolenMeter, printed_byte_by_byte_makes_no_order_for_another_meter) {
    power_loss::World world;
    const auto storage = printed_storage(world);
    const auto candidates = candidates_in(storage);
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    const auto foreign = neighbour.sell(WattHours{30'000});

    EXPECT_FALSE(can_forge(candidates, foreign, neighbour.keying.meter));
    // The search does find the key that is there: the owner of an opened meter has that meter.
    EXPECT_TRUE(can_forge(candidates, world.card->memory().order, power_loss::keying.meter));
}

TEST(StolenMeter, makes_no_card_that_another_meter_takes) {
    Home stolen;
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    neighbour.sell(WattHours{30'000});
    (void)neighbour.insert();
    card::Order wish = neighbour.newest();
    wish.sequence = card::Sequence{2};
    wish.ordered_total = WattHours{900'000};
    const auto order = card::testing::signed_order(wish, stolen.keying.meter_key);
    card::SoftwareCard made_from_scratch = card::testing::personalised_card(
        neighbour.card.memory().id, stolen.keying.meter_key, stolen.issuer(), order);
    card::SoftwareCard genuine_card = with_order(neighbour.card, order);

    EXPECT_EQ(neighbour.meter.insert(made_from_scratch), InsertionResult::card_not_genuine);
    EXPECT_EQ(neighbour.meter.insert(genuine_card), InsertionResult::bad_order);

    neighbour.expect_nothing_gained();
}

}  // namespace
}  // namespace attacks
