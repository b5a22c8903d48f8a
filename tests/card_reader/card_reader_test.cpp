// A card goes through an office's real reader: personalised, given an order, reset, torn out.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "card/host/card_file.h"
#include "card/t0/responder.h"
#include "card/t1/answer_to_reset.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"
#include "card/testing/temporary_folder.h"
#include "office/reader/pcsc_reader.h"
#include "tests/card_reader/card_process.h"
#include "tests/card_reader/pcsc_client.h"
#include "tests/card_reader/private_pcscd.h"

namespace card_reader {
namespace {

using card::StatusWord;
using card::testing::CardSession;

class CardInAReader : public ::testing::Test {
 protected:
    // One service for all: its client library looks for it once.
    static void SetUpTestSuite() { pcscd = std::make_unique<PrivatePcscd>(); }
    static void TearDownTestSuite() { pcscd.reset(); }
    static std::unique_ptr<PrivatePcscd> pcscd;

    // A card that comes before the last one was missed would be taken for it.
    void TearDown() override { client.wait_for_removal(); }

    CardSession session{[this](std::span<const std::uint8_t> command) {
        const auto answer = client.transmit(command);
        if (!answer) {
            throw std::runtime_error{"the card is gone"};
        }
        return *answer;
    }};

    const card::Key128 meter_key = card::testing::key_of("101112131415161718191a1b1c1d1e1f");
    const card::testing::IssuerKeys issuer = card::testing::issuer_keys(
        card::testing::key_of("000102030405060708090a0b0c0d0e0f"), card::testing::example_serial);
    const card::OrderBytes order =
        card::testing::signed_order(card::testing::example_order(), meter_key);

    card::testing::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "card";
    PcscClient client;
};

std::unique_ptr<PrivatePcscd> CardInAReader::pcscd;

TEST_F(CardInAReader, is_personalised_takes_an_order_and_forgets_the_channel_at_a_reset) {
    ASSERT_TRUE(card::CardFile::create(
        file, card::SoftwareCard::blank(card::testing::example_serial).image()));
    CardProcess process{file, pcscd->reader_address()};
    client.wait_for_card();
    EXPECT_EQ(card::testing::hex_of(client.answer_to_reset()),
              card::testing::hex_of(card::answer_to_reset));

    card::testing::personalise(session, card::testing::example_id(), meter_key, issuer);
    const auto written = session.send_secured(card::update(card::File::order, order));
    client.reset_card();
    const auto after_reset = session.send(card::read_identity());

    EXPECT_EQ(written.status, StatusWord::done);
    EXPECT_EQ(after_reset.status, StatusWord::conditions_not_met);
    EXPECT_EQ(process.pull(), 0);
    EXPECT_EQ(card::look_at_card(file)->order, order);
}

// GET RESPONSE, 61xx and 6Cxx in the whole stack: a card that speaks nothing but T=0.
TEST_F(CardInAReader, that_speaks_t0_alone_is_served_by_the_desks_reader) {
    ASSERT_TRUE(card::CardFile::create(
        file, card::SoftwareCard::blank(card::testing::example_serial).image()));
    CardProcess process{file, pcscd->reader_address(), "--t0"};
    office::PcscReader reader{""};
    const auto reset_answer = reader.connect();
    ASSERT_TRUE(reset_answer);
    EXPECT_EQ(card::testing::hex_of(*reset_answer),
              card::testing::hex_of(card::answer_to_reset_t0));
    CardSession over_t0{[&reader](std::span<const std::uint8_t> command) {
        const auto answer = reader.transmit(command);
        if (!answer) {
            throw std::runtime_error{"the card is gone"};
        }
        return *answer;
    }};

    card::testing::personalise(over_t0, card::testing::example_id(), meter_key, issuer);
    const auto written = over_t0.send_secured(card::update(card::File::order, order));
    const auto read = over_t0.send_secured(card::read(card::File::order));
    reader.release();

    EXPECT_EQ(written.status, StatusWord::done);
    EXPECT_EQ(read.data, card::ResponseData{std::span<const std::uint8_t>{order}});
    EXPECT_EQ(process.pull(), 0);
    EXPECT_EQ(card::look_at_card(file)->order, order);
}

TEST_F(CardInAReader, torn_out_in_a_dialogue_is_noticed_and_works_again) {
    const card::SoftwareCard ready = card::testing::personalised_card(
        card::testing::example_id(), meter_key, issuer, card::OrderBytes{});
    ASSERT_TRUE(card::CardFile::create(file, ready.image()));
    {
        CardProcess process{file, pcscd->reader_address()};
        client.wait_for_card();
        ASSERT_EQ(session.open(card::KeySet::issuer, issuer.channel), StatusWord::done);

        process.kill();

        EXPECT_ANY_THROW(
            static_cast<void>(session.send_secured(card::update(card::File::order, order))));
    }
    client.wait_for_removal();
    EXPECT_EQ(card::look_at_card(file)->order, card::OrderBytes{});

    const CardProcess again{file, pcscd->reader_address()};
    client.wait_for_card();

    ASSERT_EQ(session.open(card::KeySet::issuer, issuer.channel), StatusWord::done);
    EXPECT_EQ(session.send_secured(card::update(card::File::order, order)).status,
              StatusWord::done);
    EXPECT_EQ(card::look_at_card(file)->issuer.sessions, 2U);
}

}  // namespace
}  // namespace card_reader
