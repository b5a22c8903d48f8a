// A thief who has opened a card, or a meter, and printed everything that it stores. He takes every
// sixteen bytes of it for a key of any level, and forges orders with what he finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
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

// Every run of `size` bytes, without the empty ones.
std::vector<std::span<const std::uint8_t>> runs_of(std::span<const std::uint8_t> storage,
                                                   std::size_t size) {
    std::vector<std::span<const std::uint8_t>> runs;
    for (std::size_t at = 0; at + size <= storage.size(); ++at) {
        const auto run = storage.subspan(at, size);
        if (std::ranges::adjacent_find(run, std::not_equal_to{}) != run.end()) {
            runs.push_back(run);
        }
    }
    return runs;
}

// Whether anything in `storage` makes the code of `genuine`: sixteen bytes as the order key itself,
// as the meter's key or as the master key, or an order key of AES-192 or AES-256.
bool can_forge(std::span<const std::uint8_t> storage, const card::OrderBytes& genuine,
               card::MeterId meter) {
    const auto makes_the_code = [&](const card::AesKey& key) {
        return card::cmac(key, card::mac_input(genuine)) == card::mac_of(genuine);
    };
    const auto makes_it_as_a_longer_key = [&](std::size_t size) {
        return std::ranges::any_of(runs_of(storage, size), [&](const auto& run) {
            return makes_the_code(card::AesKey{run});
        });
    };
    return makes_it_as_a_longer_key(24) || makes_it_as_a_longer_key(32) ||
           std::ranges::any_of(runs_of(storage, 16), [&](const auto& run) {
               Block bytes{};
               std::ranges::copy(run, bytes.begin());
               const Key128 key{bytes};
               const Key128 as_master = card::derive(key, card::meter_key_block(meter));
               return makes_the_code(key) ||
                      makes_the_code(card::derive(key, card::order_key_block())) ||
                      makes_the_code(card::derive(as_master, card::order_key_block()));
           });
}

TEST(StolenStorage, is_searched_for_keys_of_every_length_and_level) {
    Home home;
    const auto genuine = home.sell(WattHours{30'000});
    std::vector<std::uint8_t> storage(100, 0xFF);
    const auto with = [&storage](std::span<const std::uint8_t> key) {
        std::vector<std::uint8_t> found = storage;
        std::ranges::copy(key, found.begin() + 37);
        return found;
    };
    EXPECT_FALSE(can_forge(storage, genuine, home.keying.meter));
    for (const Key128& key : {master_key, home.keying.meter_key,
                              card::derive(home.keying.meter_key, card::order_key_block())}) {
        EXPECT_TRUE(can_forge(with(key.bytes()), genuine, home.keying.meter));
    }
    for (const std::size_t size : {24U, 32U}) {
        std::vector<std::uint8_t> key(size);
        std::iota(key.begin(), key.end(), std::uint8_t{1});
        auto order = genuine;
        card::set_mac(order, card::cmac(card::AesKey{key}, card::mac_input(order)));
        EXPECT_TRUE(can_forge(with(key), order, home.keying.meter)) << size;
    }
}

TEST(StolenCard, holds_no_key_that_makes_an_order_for_any_meter) {
    Home home;
    const auto own = home.sell(WattHours{30'000});
    (void)home.insert();
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    const auto foreign = neighbour.sell(WattHours{30'000});

    const auto image = home.card.image();

    EXPECT_FALSE(can_forge(image, own, home.keying.meter));
    EXPECT_FALSE(can_forge(image, foreign, neighbour.keying.meter));
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

// All that the meter of the power-loss tests stores: its real storage on the models of its devices.
std::vector<std::uint8_t> printed_storage(power_loss::World& world) {
    world.hand_over(card::OrderKind::opening, 1, WattHours{30'000});
    power_loss::PoweredMeter meter{world};
    EXPECT_EQ(meter.insert_card(), InsertionResult::credited);
    meter.use(WattHours{60});
    std::vector<std::uint8_t> bytes(world.eeprom.size_bytes() + world.flash.size_bytes());
    const auto flash = std::span{bytes}.subspan(world.eeprom.size_bytes());
    EXPECT_TRUE(world.eeprom.read(0, std::span{bytes}.first(world.eeprom.size_bytes())));
    EXPECT_TRUE(world.flash.read(0, flash));
    return bytes;
}

TEST(StolenMeter, printed_byte_by_byte_makes_no_order_for_another_meter) {
    power_loss::World world;
    const auto storage = printed_storage(world);
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    const auto foreign = neighbour.sell(WattHours{30'000});

    EXPECT_FALSE(can_forge(storage, foreign, neighbour.keying.meter));
    // The search does find the key that is there: the owner of an opened meter has that meter.
    EXPECT_TRUE(can_forge(storage, world.card->memory().order, power_loss::keying.meter));
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
