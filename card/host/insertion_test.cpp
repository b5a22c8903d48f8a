// A card in a process's hands: a reader that listens on this machine, and the hand that pulls.
#include "card/host/insertion.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <expected>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "card/host/testing/loopback_reader.h"
#include "card/host/vpcd.h"
#include "card/t1/answer_to_reset.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"
#include "card/testing/temporary_folder.h"

namespace card {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class InsertedCard : public ::testing::Test {
 protected:
    void SetUp() override {
        const SoftwareCard card = testing::personalised_card(
            testing::example_id(), meter_key,
            testing::issuer_keys(Key128{}, testing::example_serial), OrderBytes{});
        ASSERT_TRUE(CardFile::create(path, card.image()));
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe(ends.data()), 0);
        hand_watched = FileDescriptor{ends[0]};
        hand = FileDescriptor{ends[1]};
        inserted = std::async(std::launch::async, [this] {
            auto file = CardFile::open(path, Durability::through_kills);
            const auto socket = connect_to_reader(reader.address(), 5s, hand_watched.get());
            return serve(*file, socket->get(), hand_watched.get());
        });
        reader.accept();
    }
    void TearDown() override { pull(); }

    void pull() { EXPECT_EQ(::write(hand.get(), "x", 1), 1); }

    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const ChannelKeys meter = card_keys(meter_key, testing::example_serial, Generation{1});
    testing::TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "card";
    testing::LoopbackReader reader;
    FileDescriptor hand_watched;
    FileDescriptor hand;
    std::future<std::expected<InsertionEnd, CardFileFault>> inserted;
};

TEST_F(InsertedCard, answers_the_reader_and_keeps_each_change_before_its_answer) {
    reader.control(VpcdControl::power_on);
    reader.control(VpcdControl::get_answer_to_reset);
    EXPECT_EQ(testing::hex_of(reader.receive()), testing::hex_of(answer_to_reset));
    testing::CardSession session{
        [this](std::span<const std::uint8_t> command) { return reader.transmit(command); }};

    ASSERT_EQ(session.open(KeySet::meter, meter), StatusWord::done);
    EXPECT_EQ(look_at_card(path)->meter.sessions, 1U);
    const ReportBytes report = testing::signed_report(testing::example_report(), meter_key);
    ASSERT_EQ(session.send_secured(update(File::report, report)).status, StatusWord::done);

    EXPECT_EQ(look_at_card(path)->report, report);
}

TEST_F(InsertedCard, forgets_its_selection_at_each_reset) {
    for (const auto control : {VpcdControl::reset, VpcdControl::power_off, VpcdControl::power_on}) {
        EXPECT_EQ(testing::hex_of(reader.transmit(encode(select_application()))), "9000");
        reader.control(control);
        EXPECT_EQ(testing::hex_of(reader.transmit(encode(read_identity()))), "6985");
    }
}

TEST_F(InsertedCard, answers_commands_of_any_shape) {
    EXPECT_EQ(testing::hex_of(reader.transmit({})), "6700");
    EXPECT_EQ(testing::hex_of(reader.transmit(std::vector<std::uint8_t>(65'535))), "6700");
}

TEST_F(InsertedCard, ends_when_it_is_pulled_out) {
    pull();

    EXPECT_EQ(inserted.get(), InsertionEnd::pulled_out);
}

TEST_F(InsertedCard, ends_when_the_reader_goes) {
    reader.go();

    EXPECT_EQ(inserted.get(), InsertionEnd::reader_gone);
}

TEST(Insertion, says_that_no_reader_listens_after_its_patience) {
    const ReaderAddress nobody{"127.0.0.1", "1"};

    const auto socket = connect_to_reader(nobody, 20ms, -1);

    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().find("no reader at 127.0.0.1:1"), std::string::npos);
}

TEST(Insertion, is_given_up_when_the_card_is_pulled_before_a_reader_listens) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const FileDescriptor hand_watched{ends[0]};
    const FileDescriptor hand{ends[1]};
    ASSERT_EQ(::write(hand.get(), "x", 1), 1);

    const auto socket = connect_to_reader({"127.0.0.1", "1"}, 60s, hand_watched.get());

    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().find("pulled out before"), std::string::npos);
}

}  // namespace
}  // namespace card
