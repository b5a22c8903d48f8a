// A card in a process's hands: a reader that listens on this machine, and the hand that pulls.
#include "card/host/insertion.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <expected>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#include "card/host/vpcd.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"
#include "card/testing/temporary_folder.h"

namespace card {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// What a reader does: it listens, and talks to the card that comes.
class Reader {
 public:
    Reader() : listening_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(listening_.get(), plain, size), 0);
        EXPECT_EQ(::listen(listening_.get(), 1), 0);
        EXPECT_EQ(::getsockname(listening_.get(), plain, &size), 0);
        port_ = ntohs(address.sin_port);
    }

    [[nodiscard]] ReaderAddress address() const { return {"127.0.0.1", std::to_string(port_)}; }

    void accept() { card_ = FileDescriptor{::accept(listening_.get(), nullptr, nullptr)}; }
    void go() { card_ = {}; }

    void control(VpcdControl what) {
        const std::array<std::uint8_t, 1> body{static_cast<std::uint8_t>(what)};
        EXPECT_TRUE(send_message(card_.get(), body));
    }
    [[nodiscard]] std::vector<std::uint8_t> receive() {
        const auto message = receive_message(card_.get());
        EXPECT_TRUE(message);
        return message.value_or(std::vector<std::uint8_t>{});
    }
    [[nodiscard]] std::vector<std::uint8_t> transmit(std::span<const std::uint8_t> command) {
        EXPECT_TRUE(send_message(card_.get(), command));
        return receive();
    }

 private:
    FileDescriptor listening_;
    FileDescriptor card_;
    std::uint16_t port_ = 0;
};

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
        ended = std::async(std::launch::async, [this] {
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
    Reader reader;
    FileDescriptor hand_watched;
    FileDescriptor hand;
    std::future<std::expected<InsertionEnd, CardFileFault>> ended;
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

    EXPECT_EQ(ended.get(), InsertionEnd::pulled_out);
}

TEST_F(InsertedCard, ends_when_the_reader_goes) {
    reader.go();

    EXPECT_EQ(ended.get(), InsertionEnd::reader_gone);
}

TEST(Insertion, says_that_no_reader_listens_after_its_patience) {
    const ReaderAddress nobody{"127.0.0.1", "1"};

    const auto socket = connect_to_reader(nobody, 20ms, -1);

    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().find("no reader at 127.0.0.1:1"), std::string::npos);
}

}  // namespace
}  // namespace card
