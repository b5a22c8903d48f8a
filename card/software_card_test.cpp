// What a card does for those who may ask it.
#include "card/software_card.h"

#include <gtest/gtest.h>

#include <limits>

#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::CardSession;

class CardInUse : public ::testing::Test {
 protected:
    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const testing::IssuerKeys issuer = testing::issuer_keys(
        testing::key_of("000102030405060708090a0b0c0d0e0f"), testing::example_serial);
    const ChannelKeys meter =
        card_keys(meter_key, testing::example_serial, testing::example_id().generation);
    const OrderBytes order = testing::signed_order(testing::example_order(), meter_key);
    const ReportBytes report = testing::signed_report(testing::example_report(), meter_key);

    SoftwareCard card = testing::personalised_card(testing::example_id(), meter_key, issuer, order);
    CardSession session{card};
};

TEST_F(CardInUse, says_who_it_is_to_anyone) {
    ASSERT_EQ(session.send(select_application()).status, StatusWord::done);

    const Response id = session.send(read_identity());
    const Response life_cycle = session.send(get_life_cycle());

    EXPECT_EQ(decode_id(id.data), testing::example_id());
    EXPECT_EQ(testing::hex_of(life_cycle.data), "0a1b2c3d4e5f607101");
}

TEST_F(CardInUse, gives_its_order_to_its_meter_and_takes_the_report) {
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);

    const Response read_order = session.send_secured(read(File::order));
    const Response written = session.send_secured(update(File::report, report));

    EXPECT_EQ(read_order.data, ResponseData{order});
    EXPECT_EQ(written.status, StatusWord::done);
    EXPECT_EQ(card.memory().report, report);
}

TEST_F(CardInUse, gives_the_report_to_the_office_and_takes_the_next_order) {
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(session.send_secured(update(File::report, report)).status, StatusWord::done);
    Order second = testing::example_order();
    second.sequence = Sequence{2};
    const OrderBytes next_order = testing::signed_order(second, meter_key);

    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    const Response read_report = session.send_secured(read(File::report));
    const Response written = session.send_secured(update(File::order, next_order));

    EXPECT_EQ(read_report.data, ResponseData{report});
    EXPECT_EQ(written.status, StatusWord::done);
    EXPECT_EQ(card.memory().order, next_order);
}

TEST_F(CardInUse, carries_parameters_from_the_office_to_the_meter_only) {
    const auto set = testing::signed_parameter_set(testing::example_parameter_set(), meter_key);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    const Response written = session.send_secured(update(File::parameters, set));

    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    const Response read_set = session.send_secured(read(File::parameters));
    const Response overwritten = session.send_secured(update(File::parameters, set));

    EXPECT_EQ(written.status, StatusWord::done);
    EXPECT_EQ(read_set.data, ResponseData{set});
    EXPECT_EQ(overwritten.status, StatusWord::not_allowed);
}

TEST_F(CardInUse, counts_meter_sessions_and_office_sessions_apart) {
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);

    const Response counters = session.send_secured(get_counters());

    EXPECT_EQ(decode_counters(counters.data), (CardCounters{2, 1, most_tries, most_tries}));
}

TEST_F(CardInUse, changes_its_image_before_a_channel_gives_anything_away) {
    const CardImage before = card.image();
    const std::uint32_t changes_before = card.changes();

    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);

    EXPECT_NE(card.image(), before);
    EXPECT_GT(card.changes(), changes_before);
}

TEST_F(CardInUse, changes_nothing_by_being_read) {
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);
    const CardImage before = card.image();
    const std::uint32_t changes_before = card.changes();

    for (const File file : {File::id, File::order, File::report, File::log}) {
        EXPECT_EQ(session.send_secured(read(file)).status, StatusWord::done);
    }

    EXPECT_EQ(card.image(), before);
    EXPECT_EQ(card.changes(), changes_before);
}

TEST_F(CardInUse, notes_what_was_done_newest_first) {
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    ASSERT_EQ(session.send_secured(update(File::report, report)).status, StatusWord::done);
    ASSERT_EQ(session.open(KeySet::issuer, issuer.channel), StatusWord::done);

    const auto log = decode_log(session.send_secured(read(File::log)).data);

    ASSERT_TRUE(log);
    EXPECT_EQ((*log)[0], (CardLogRecord{CardOperation::session_opened, 0x30, 1}));
    EXPECT_EQ((*log)[1], (CardLogRecord{CardOperation::report_written, 0x31, 1}));
    EXPECT_EQ((*log)[2], (CardLogRecord{CardOperation::session_opened, 0x31, 1}));
    EXPECT_EQ((*log)[3], CardLogRecord{});
}

TEST_F(CardInUse, opens_no_more_channels_once_the_count_is_full) {
    CardMemory memory = card.memory();
    memory.meter.sessions = std::numeric_limits<std::uint32_t>::max();
    SoftwareCard worn{memory};
    CardSession with_worn{worn};

    EXPECT_EQ(with_worn.open(KeySet::meter, meter), StatusWord::conditions_not_met);
    EXPECT_EQ(with_worn.open(KeySet::issuer, issuer.channel), StatusWord::done);
}

TEST_F(CardInUse, is_the_same_card_from_its_image) {
    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);

    const auto memory = decode_image(card.image());
    ASSERT_TRUE(memory);
    SoftwareCard again{*memory};
    CardSession with_again{again};

    EXPECT_EQ(with_again.open(KeySet::meter, meter), StatusWord::done);
    EXPECT_EQ(again.memory().meter.sessions, 2U);
}

}  // namespace
}  // namespace card
