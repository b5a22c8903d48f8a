// Attacks on the roll-over: a thief writes on the card what the office would have to write, with
// what he has recorded elsewhere. In the best case for him he writes it straight into the chip.
#include <gtest/gtest.h>

#include "meter/storage/commit_schedule.h"
#include "tests/attacks/home.h"

namespace attacks {
namespace {

using base::WattHours;
using card::KeyVersion;
using meter::InsertionResult;

const card::Key128 roll_master{card::Block{0x77, 0x66}};
const card::Key128 next_master{card::Block{0x22, 0x33}};

card::Key128 next_key_of(card::MeterId meter) {
    return card::derive(next_master, card::meter_key_block(meter));
}

// A home whose office rolls over.
struct RollingHome : Home {
    explicit RollingHome(card::MeterId id = card::testing::example_meter,
                         card::CardSerial serial = card::testing::example_serial)
        : Home{id, serial, card::derive(roll_master, card::roll_key_block(id))} {}

    void roll_over() {
        card::testing::bring_keys(card, KeyVersion{2}, next_key_of(keying.meter), *keying.roll_key,
                                  issuer());
        EXPECT_TRUE(insert() == InsertionResult::credited);
        ASSERT_EQ(meter.state().renewed_key.key_version, KeyVersion{2});
    }
    // The card says that it brings `version`; under it lies `record`.
    void forge(KeyVersion version, const card::KeysRecordBytes& record) {
        card::CardMemory memory = card.memory();
        memory.id.next_key_version = version;
        memory.keys = record;
        card = card::SoftwareCard{memory};
    }
    [[nodiscard]] KeyVersion version() const { return meter.state().renewed_key.key_version; }
};

TEST(ForgedKeys, are_refused_with_every_bit_flipped_and_under_every_key_but_the_meters_own) {
    RollingHome home;
    home.sell(WattHours{30'000});
    const auto genuine = card::testing::signed_keys_record(
        KeyVersion{2}, home.keying.meter, next_key_of(home.keying.meter), *home.keying.roll_key);
    int insertions = 0;
    for (std::size_t bit = 0; bit < 8 * card::keys_record_size; ++bit) {
        auto record = genuine;
        record[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        home.forge(KeyVersion{2}, record);
        (void)home.insert();
        ++insertions;
        ASSERT_EQ(home.version(), KeyVersion{0}) << bit;
    }
    for (const card::Key128& key : {home.keying.meter_key, home.card.memory().meter.keys.mac,
                                    home.card.memory().issuer_dek, card::Key128{}}) {
        home.forge(KeyVersion{2},
                   card::testing::signed_keys_record(KeyVersion{2}, home.keying.meter, key, key));
        (void)home.insert();
        ASSERT_EQ(home.version(), KeyVersion{0});
    }
    // Each may have taken a commit. Once the meter has made up for them a card that brings nothing
    // new gets its report again.
    for (; insertions > 0; --insertions) {
        home.meter.meter().step({}, meter::CommitSchedule::between_commits);
    }
    home.expect_nothing_gained();
    home.expect_still_served();
}

TEST(ForeignKeys, of_another_meter_are_refused_on_this_one) {
    RollingHome home;
    RollingHome neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    home.sell(WattHours{30'000});
    const auto of_neighbour = card::testing::signed_keys_record(
        KeyVersion{2}, neighbour.keying.meter, next_key_of(neighbour.keying.meter),
        *neighbour.keying.roll_key);
    // The neighbour's, with this meter's number written over its own.
    card::KeysRecord renumbered = *card::decode_keys_record(of_neighbour);
    renumbered.meter = home.keying.meter;
    auto renamed = card::encode(renumbered);
    card::set_mac(renamed, card::mac_of(of_neighbour));
    for (const auto& record : {of_neighbour, renamed}) {
        home.forge(KeyVersion{2}, record);
        (void)home.insert();
        EXPECT_EQ(home.version(), KeyVersion{0});
    }
    home.expect_nothing_gained();
}

TEST(ReplayedKeys, bring_no_meter_back_to_a_key_that_it_has_left) {
    RollingHome home;
    home.sell(WattHours{30'000});
    card::testing::bring_keys(home.card, KeyVersion{2}, next_key_of(home.keying.meter),
                              *home.keying.roll_key, home.issuer());
    const auto recorded = home.card.memory().keys;
    EXPECT_EQ(home.insert(), InsertionResult::credited);
    const auto third =
        card::derive(card::Key128{card::Block{0x33}}, card::meter_key_block(home.keying.meter));
    card::testing::retire_old_key(home.card, next_key_of(home.keying.meter), home.issuer());
    card::testing::bring_keys(home.card, KeyVersion{3}, third, *home.keying.roll_key,
                              home.issuer());
    EXPECT_EQ(home.insert(), InsertionResult::already_loaded);
    ASSERT_EQ(home.version(), KeyVersion{3});
    card::testing::retire_old_key(home.card, third, home.issuer());

    for (const KeyVersion claimed : {KeyVersion{4}, KeyVersion{255}}) {
        home.forge(claimed, recorded);
        EXPECT_EQ(home.insert(), InsertionResult::already_loaded);
        EXPECT_EQ(home.version(), KeyVersion{3});
    }
}

// The old master key has leaked: that is what the roll-over was for.
TEST(LeakedMasterKey, makes_no_order_and_no_card_for_a_meter_that_has_rolled_over) {
    RollingHome home;
    home.sell(WattHours{30'000});
    home.roll_over();
    card::Order wish = home.newest();
    wish.sequence = card::Sequence{2};
    wish.ordered_total = WattHours{900'000};
    for (const KeyVersion claimed : {KeyVersion{1}, KeyVersion{2}}) {
        wish.key_version = claimed;
        card::SoftwareCard forged =
            with_order(home.card, card::testing::signed_order(wish, home.keying.meter_key));
        EXPECT_EQ(home.meter.insert(forged), InsertionResult::bad_order);
        home.card = card::SoftwareCard{forged.memory()};
    }
    card::SoftwareCard made_from_scratch = card::testing::personalised_card(
        home.card.memory().id, home.keying.meter_key, home.issuer(),
        card::testing::signed_order(wish, home.keying.meter_key));
    EXPECT_EQ(home.meter.insert(made_from_scratch), InsertionResult::card_not_genuine);

    EXPECT_EQ(home.credited(), WattHours{30'000});
}

}  // namespace
}  // namespace attacks
