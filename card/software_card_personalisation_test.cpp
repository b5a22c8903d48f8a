// How a blank card becomes the card of one meter, and of the next.
#include <gtest/gtest.h>

#include <vector>

#include "card/software_card.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::CardSession;
using testing::example_id;
using testing::example_serial;

class CardAtTheOffice : public ::testing::Test {
 protected:
    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const testing::IssuerKeys issuer =
        testing::issuer_keys(testing::key_of("000102030405060708090a0b0c0d0e0f"), example_serial);
    const ChannelKeys test_keys{blank_card_key(), blank_card_key()};
    const ChannelKeys meter = card_keys(meter_key, example_serial, example_id().generation);

    SoftwareCard card = SoftwareCard::blank(example_serial);
    CardSession session{card};

    // The commands of one personalisation, in order.
    [[nodiscard]] std::vector<Command> steps() const {
        const auto put = [](KeySet set, KeyPurpose purpose, const Key128& under,
                            const Key128& key) {
            return put_key(set, purpose, wrap_key(under, key));
        };
        return {put(KeySet::issuer, KeyPurpose::enc, blank_card_key(), issuer.channel.enc),
                put(KeySet::issuer, KeyPurpose::mac, blank_card_key(), issuer.channel.mac),
                put(KeySet::issuer, KeyPurpose::dek, blank_card_key(), issuer.dek),
                put(KeySet::meter, KeyPurpose::enc, issuer.dek, meter.enc),
                put(KeySet::meter, KeyPurpose::mac, issuer.dek, meter.mac),
                store_identity(encode(example_id()))};
    }
};

TEST_F(CardAtTheOffice, is_blank_and_opens_with_the_published_key_only) {
    ASSERT_EQ(session.send(select_application()).status, StatusWord::done);
    const auto id = decode_id(session.send(read_identity()).data);

    ASSERT_TRUE(id);
    EXPECT_EQ(id->life_cycle, LifeCycle::blank);
    EXPECT_EQ(id->serial, example_serial);
    EXPECT_EQ(session.open(KeySet::meter, test_keys), StatusWord::conditions_not_met);
    EXPECT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
}

TEST_F(CardAtTheOffice, becomes_the_card_of_one_meter) {
    testing::personalise(card, example_id(), meter_key, issuer);

    EXPECT_EQ(card.memory().id, example_id());
    EXPECT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    EXPECT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    EXPECT_ANY_THROW(static_cast<void>(session.open(KeySet::issuer, test_keys)));
}

TEST_F(CardAtTheOffice, takes_its_first_order_in_the_same_channel) {
    ASSERT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
    for (const Command& step : steps()) {
        ASSERT_EQ(session.send_secured(step).status, StatusWord::done);
    }
    const OrderBytes order = testing::signed_order(testing::example_order(), meter_key);

    EXPECT_EQ(session.send_secured(update(File::order, order)).status, StatusWord::done);
    EXPECT_EQ(card.memory().order, order);
}

TEST_F(CardAtTheOffice, pulled_before_the_last_step_is_as_blank_as_before) {
    for (std::size_t done = 0; done < steps().size(); ++done) {
        ASSERT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
        for (std::size_t i = 0; i < done; ++i) {
            ASSERT_EQ(session.send_secured(steps()[i]).status, StatusWord::done);
        }

        SoftwareCard pulled{*decode_image(card.image())};
        testing::personalise(pulled, example_id(), meter_key, issuer);

        EXPECT_EQ(pulled.memory().id, example_id()) << "pulled after step " << done;
    }
}

TEST_F(CardAtTheOffice, refuses_an_identity_while_a_key_is_missing) {
    for (std::size_t missing = 0; missing + 1 < steps().size(); ++missing) {
        ASSERT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
        for (std::size_t i = 0; i + 1 < steps().size(); ++i) {
            // Without the new DEK the meter's keys cannot be unwrapped; that is refused by itself.
            if (i != missing && (missing > 2 || i < 3)) {
                ASSERT_EQ(session.send_secured(steps()[i]).status, StatusWord::done);
            }
        }

        EXPECT_EQ(session.send_secured(steps().back()).status, StatusWord::conditions_not_met);
        EXPECT_EQ(card.memory().id.life_cycle, LifeCycle::blank);
    }
}

TEST_F(CardAtTheOffice, refuses_a_key_that_was_altered_or_wrapped_for_another_card) {
    WrappedKey altered = wrap_key(blank_card_key(), issuer.dek);
    altered[5] ^= 1;
    const WrappedKey foreign = wrap_key(issuer.dek, issuer.dek);

    for (const WrappedKey& wrapped : {altered, foreign}) {
        ASSERT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
        EXPECT_EQ(session.send_secured(put_key(KeySet::issuer, KeyPurpose::dek, wrapped)).status,
                  StatusWord::wrong_data);
    }
}

TEST_F(CardAtTheOffice, refuses_keys_that_there_are_not) {
    const WrappedKey wrapped = wrap_key(blank_card_key(), issuer.dek);
    const auto status = [&](const Command& command) {
        EXPECT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
        return session.send_secured(command).status;
    };

    EXPECT_EQ(status(put_key(KeySet::meter, KeyPurpose::dek, wrapped)), StatusWord::wrong_data);
    EXPECT_EQ(status(put_key(KeySet::issuer, KeyPurpose::single, wrapped)), StatusWord::wrong_data);
    EXPECT_EQ(status(put_key(KeySet{0x34}, KeyPurpose::enc, wrapped)), StatusWord::data_not_found);
}

TEST_F(CardAtTheOffice, refuses_the_identity_of_another_card_or_life_cycle) {
    IdRecord other_card = example_id();
    other_card.serial = CardSerial{1};
    IdRecord blocked = example_id();
    blocked.life_cycle = LifeCycle::blocked;

    for (const IdRecord& id : {other_card, blocked, IdRecord{.serial = example_serial}}) {
        ASSERT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);
        for (std::size_t i = 0; i + 1 < steps().size(); ++i) {
            ASSERT_EQ(session.send_secured(steps()[i]).status, StatusWord::done);
        }
        EXPECT_EQ(session.send_secured(store_identity(encode(id))).status, StatusWord::wrong_data);
    }
}

TEST_F(CardAtTheOffice, takes_no_order_while_it_is_blank) {
    ASSERT_EQ(session.open(KeySet::issuer, test_keys), StatusWord::done);

    EXPECT_EQ(session.send_secured(update(File::order, OrderBytes{1})).status,
              StatusWord::conditions_not_met);
}

TEST_F(CardAtTheOffice, given_to_another_meter_needs_its_keys_and_forgets_order_and_report) {
    testing::personalise(card, example_id(), meter_key, issuer);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    ASSERT_EQ(session.send_secured(update(File::order, OrderBytes{1})).status, StatusWord::done);
    IdRecord next_id = example_id();
    next_id.meter = MeterId{2};
    const Key128 next_meter_key = testing::key_of("202122232425262728292a2b2c2d2e2f");
    const ChannelKeys next = card_keys(next_meter_key, example_serial, next_id.generation);

    const Command without_keys = store_identity(encode(next_id));
    EXPECT_EQ(session.send_secured(without_keys).status, StatusWord::conditions_not_met);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    for (const Command& step :
         {put_key(KeySet::meter, KeyPurpose::enc, wrap_key(issuer.dek, next.enc)),
          put_key(KeySet::meter, KeyPurpose::mac, wrap_key(issuer.dek, next.mac)), without_keys}) {
        ASSERT_EQ(session.send_secured(step).status, StatusWord::done);
    }

    EXPECT_EQ(card.memory().id, next_id);
    EXPECT_EQ(card.memory().order, OrderBytes{});
    EXPECT_EQ(session.open(KeySet::meter, next), StatusWord::done);
    EXPECT_ANY_THROW(static_cast<void>(session.open(KeySet::meter, meter)));
}

TEST_F(CardAtTheOffice, gets_a_blocked_meter_set_back_with_its_keys) {
    testing::personalise(card, example_id(), meter_key, issuer);
    CardMemory memory = card.memory();
    memory.meter.tries = 0;
    card = SoftwareCard{memory};
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::blocked);

    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    for (const Command& step :
         {put_key(KeySet::meter, KeyPurpose::enc, wrap_key(issuer.dek, meter.enc)),
          put_key(KeySet::meter, KeyPurpose::mac, wrap_key(issuer.dek, meter.mac)),
          store_identity(encode(example_id()))}) {
        ASSERT_EQ(session.send_secured(step).status, StatusWord::done);
    }

    EXPECT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
}

}  // namespace
}  // namespace card
