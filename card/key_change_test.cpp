// A card on which the office has put its meter's next key: it opens to the meter of before and to
// the meter of afterwards, until the office retires the old key.
#include <gtest/gtest.h>

#include <stdexcept>

#include "card/software_card.h"
#include "card/testing/cards.h"

namespace card {
namespace {

using testing::CardSession;
using testing::example_id;
using testing::example_serial;

class KeyChangeAtTheCard : public ::testing::Test {
 protected:
    const Key128 meter_key{Block{1}};
    const Key128 next_meter_key{Block{2}};
    const Key128 roll_key{Block{3}};
    const testing::IssuerKeys issuer = testing::issuer_keys(Key128{Block{4}}, example_serial);
    const OrderBytes order = testing::signed_order(testing::example_order(), meter_key);
    const ChannelKeys old_keys = card_keys(meter_key, example_serial, Generation{1});
    const ChannelKeys new_keys = card_keys(next_meter_key, example_serial, Generation{1});

    SoftwareCard card = testing::personalised_card(example_id(), meter_key, issuer, order);
    CardSession session{card};

    void bring_keys() {
        testing::bring_keys(card, KeyVersion{2}, next_meter_key, roll_key, issuer);
    }
    [[nodiscard]] std::uint32_t meter_sessions() {
        return decode_counters(session.send_secured(get_counters()).data)->meter_sessions;
    }
};

TEST_F(KeyChangeAtTheCard, opens_to_the_meter_of_either_version_and_counts_both_as_one) {
    bring_keys();

    ASSERT_EQ(session.open(KeySet::meter, old_keys), StatusWord::done);
    EXPECT_EQ(meter_sessions(), 1U);
    ASSERT_EQ(session.open(KeySet::next_meter, new_keys), StatusWord::done);
    EXPECT_EQ(meter_sessions(), 2U);
    EXPECT_THROW(static_cast<void>(session.open(KeySet::next_meter, old_keys)), std::runtime_error);
}

TEST_F(KeyChangeAtTheCard, keeps_order_and_report_and_gives_the_record_to_the_meter) {
    bring_keys();

    EXPECT_EQ(card.memory().order, order);
    ASSERT_EQ(session.open(KeySet::meter, old_keys), StatusWord::done);
    const Response read_back = session.send_secured(read(File::keys));
    EXPECT_TRUE(std::ranges::equal(
        read_back.data, testing::signed_keys_record(KeyVersion{2}, testing::example_meter,
                                                    next_meter_key, roll_key)));
}

TEST_F(KeyChangeAtTheCard, lets_no_meter_write_the_record) {
    bring_keys();
    ASSERT_EQ(session.open(KeySet::meter, old_keys), StatusWord::done);

    EXPECT_EQ(session.send_secured(update(File::keys, KeysRecordBytes{})).status,
              StatusWord::not_allowed);
}

TEST_F(KeyChangeAtTheCard, has_no_second_set_before_and_none_afterwards) {
    EXPECT_EQ(session.open(KeySet::next_meter, new_keys), StatusWord::data_not_found);
    bring_keys();

    testing::retire_old_key(card, next_meter_key, issuer);

    EXPECT_EQ(session.open(KeySet::next_meter, new_keys), StatusWord::data_not_found);
    EXPECT_THROW(static_cast<void>(session.open(KeySet::meter, old_keys)), std::runtime_error);
    EXPECT_EQ(session.open(KeySet::meter, new_keys), StatusWord::done);
    EXPECT_TRUE(is_blank(card.memory().keys));
    EXPECT_EQ(card.memory().order, order);
}

TEST_F(KeyChangeAtTheCard, refuses_a_second_version_without_its_keys) {
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    IdRecord id = example_id();
    id.next_key_version = KeyVersion{2};

    EXPECT_EQ(session.send_secured(store_identity(encode(id))).status,
              StatusWord::conditions_not_met);
    EXPECT_EQ(card.memory().id, example_id());
}

TEST_F(KeyChangeAtTheCard, locks_the_second_set_alone_when_it_is_guessed_at) {
    bring_keys();
    for (int i = 0; i < most_tries; ++i) {
        static_cast<void>(session.send(select_application()));
        static_cast<void>(
            session.send(session.channel().initialize_update(KeySet::next_meter, {})));
        const Command guess{0x84, 0x82, 0x33, 0, CommandData{Block{}}, {}};
        EXPECT_NE(session.send(guess).status, StatusWord::done);
    }

    EXPECT_EQ(session.open(KeySet::next_meter, new_keys), StatusWord::blocked);
    EXPECT_EQ(session.open(KeySet::meter, old_keys), StatusWord::done);
}

TEST_F(KeyChangeAtTheCard, survives_in_its_image_and_reads_the_image_of_before) {
    bring_keys();

    const auto kept = decode_image(card.image());

    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->id, card.memory().id);
    EXPECT_EQ(kept->keys, card.memory().keys);
    EXPECT_EQ(kept->next_meter.enc.bytes(), new_keys.enc.bytes());
    EXPECT_EQ(encode(*kept), card.image());
}

}  // namespace
}  // namespace card
