#include "boards/host/card_slot_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace boards {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Clock = CardSlotServer::Clock;
using Kind = SlotEvent::Kind;

constexpr std::chrono::milliseconds patience{2000};

// What connects to the slot: a card, or something that is none.
class Visitor {
 public:
    explicit Visitor(const CardSlotServer& slot)
        : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(slot.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
        EXPECT_TRUE(
            socket_.is_open() &&
            ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    }

    void say(const Bytes& body) const {
        Bytes message{static_cast<std::uint8_t>(body.size() >> 8),
                      static_cast<std::uint8_t>(body.size())};
        message.insert(message.end(), body.begin(), body.end());
        send_raw(message);
    }
    void send_raw(const Bytes& bytes) const {
        ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    [[nodiscard]] Bytes hear() const {
        std::array<std::uint8_t, 2> length{};
        ::recv(socket_.number(), length.data(), length.size(), MSG_WAITALL);
        Bytes body(static_cast<std::size_t>(length[0] << 8 | length[1]));
        ::recv(socket_.number(), body.data(), body.size(), MSG_WAITALL);
        return body;
    }
    void leave() { socket_.close(); }

 private:
    Descriptor socket_;
};

class CardSlotServerTest : public ::testing::Test {
 protected:
    // The next event, waiting for what the other side has sent.
    std::optional<SlotEvent> next(Clock::duration ahead = {}) {
        const auto end = Clock::now() + patience;
        while (Clock::now() < end) {
            if (auto event = slot.next(Clock::now() + ahead)) {
                return event;
            }
            pollfd waiting{.fd = slot.descriptor(), .events = POLLIN, .revents = 0};
            if (::poll(&waiting, 1, 50) == 0) {
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    Visitor inserted_card() {
        Visitor card{slot};
        card.say({0x3B, 0x00});
        EXPECT_EQ(next()->kind, Kind::inserted);
        (void)card.hear();
        (void)card.hear();
        return card;
    }

    CardSlotServer slot = *CardSlotServer::listen("127.0.0.1:0");
};

TEST_F(CardSlotServerTest, powers_a_card_and_asks_for_its_answer_to_reset) {
    const Visitor card{slot};

    (void)slot.next(Clock::now());

    EXPECT_EQ(card.hear(), (Bytes{0x01}));
    EXPECT_EQ(card.hear(), (Bytes{0x04}));
}

TEST_F(CardSlotServerTest, carries_a_command_and_its_answer_however_the_bytes_arrive) {
    const Visitor card = inserted_card();

    slot.send(Bytes{0x00, 0xA4, 0x04, 0x00});
    const Bytes heard = card.hear();
    card.send_raw({0x00});
    card.send_raw({0x02, 0x90});
    card.send_raw({0x00});
    const auto event = next();

    EXPECT_EQ(heard, (Bytes{0x00, 0xA4, 0x04, 0x00}));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::answered);
    EXPECT_EQ(event->answer, (Bytes{0x90, 0x00}));
}

TEST_F(CardSlotServerTest, tells_when_the_card_is_pulled_and_takes_the_next_one) {
    Visitor card = inserted_card();

    card.leave();
    const auto event = next();

    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::pulled);
    (void)inserted_card();
}

TEST_F(CardSlotServerTest, gives_up_waiting_and_hears_no_late_answer_as_a_new_one) {
    const Visitor card = inserted_card();
    slot.send(Bytes{0x00, 0xA4, 0x04, 0x00});

    const auto silence = next(CardSlotServer::longest_silence);
    slot.send(Bytes{0x00, 0xB0, 0x81, 0x00});
    card.say({0x11, 0x11});
    card.say({0x22, 0x22});
    const auto answer = next();

    ASSERT_TRUE(silence);
    EXPECT_EQ(silence->kind, Kind::silent);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->answer, (Bytes{0x22, 0x22}));
}

TEST_F(CardSlotServerTest, turns_away_what_gives_no_answer_to_reset) {
    const Visitor silent{slot};
    (void)slot.next(Clock::now());

    EXPECT_FALSE(slot.next(Clock::now() + CardSlotServer::longest_silence));

    (void)inserted_card();
}

TEST_F(CardSlotServerTest, listens_to_nothing_that_nobody_asked_for) {
    const Visitor card = inserted_card();

    card.say({0x90, 0x00});

    EXPECT_FALSE(next());
}

TEST_F(CardSlotServerTest, pulls_out_what_never_stops_talking) {
    const Visitor card = inserted_card();

    for (int i = 0; i <= CardSlotServer::most_unasked; ++i) {
        card.say({});
    }
    const auto event = next();

    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::pulled);
}

TEST_F(CardSlotServerTest, receives_once_a_time_however_much_there_is) {
    const Visitor card = inserted_card();
    slot.send(Bytes{0x00, 0xA4, 0x04, 0x00});
    card.say(Bytes(60'000));

    EXPECT_FALSE(slot.next(Clock::now()));

    const auto event = next();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->answer.size(), 60'000U);
}

TEST_F(CardSlotServerTest, calls_a_card_silent_that_trickles_bytes_but_ends_no_answer) {
    const Visitor card = inserted_card();
    slot.send(Bytes{0x00, 0xA4, 0x04, 0x00});
    card.send_raw({0x01, 0x00, 0x55});

    pollfd waiting{.fd = slot.descriptor(), .events = POLLIN, .revents = 0};
    ASSERT_EQ(::poll(&waiting, 1, 2000), 1);
    const auto event = slot.next(Clock::now() + CardSlotServer::longest_silence);

    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::silent);
}

TEST(CardSlotAddress, is_refused_where_it_is_none) {
    for (const char* address : {"", "127.0.0.1", "127.0.0.1:", "somewhere:1", "127.0.0.1:65536"}) {
        EXPECT_FALSE(CardSlotServer::listen(address)) << address;
    }
}

}  // namespace
}  // namespace boards
