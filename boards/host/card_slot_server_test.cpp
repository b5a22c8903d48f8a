#include "boards/host/card_slot_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <vector>

#include "card/t1/contact_stream.h"

namespace boards {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Clock = CardSlotServer::Clock;
using Kind = SlotEvent::Kind;

constexpr std::chrono::milliseconds patience{2000};

const Bytes select{0x00, 0xA4, 0x04, 0x00};
const Bytes done{0x90, 0x00};

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

    template <typename Sent>
    void send(const Sent& bytes) const {
        ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    [[nodiscard]] Bytes hear(std::size_t count) const {
        Bytes bytes(count);
        ::recv(socket_.number(), bytes.data(), bytes.size(), MSG_WAITALL);
        return bytes;
    }
    [[nodiscard]] card::T1Block hear_block() const {
        Bytes bytes = hear(3);
        const Bytes rest = hear(bytes[2] + 1U);
        bytes.insert(bytes.end(), rest.begin(), rest.end());
        const auto block = card::decode_t1_block(bytes);
        EXPECT_TRUE(block);
        return block.value_or(card::T1Block{});
    }
    void say(const card::T1Block& block) const { send(card::encode(block)); }
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
    // What the card has sent is there, and the slot sees nothing in it that the meter must know.
    void take_without_event() {
        pollfd waiting{.fd = slot.descriptor(), .events = POLLIN, .revents = 0};
        ASSERT_EQ(::poll(&waiting, 1, 2000), 1);
        ASSERT_FALSE(slot.next(Clock::now()));
    }

    Visitor inserted_card() {
        Visitor card{slot};
        EXPECT_FALSE(slot.next(Clock::now()));
        EXPECT_EQ(card.hear(2), (Bytes{card::contact_reset.begin(), card::contact_reset.end()}));
        card.send(card::answer_to_reset);
        EXPECT_EQ(next()->kind, Kind::inserted);
        const card::T1Block field = card.hear_block();
        EXPECT_EQ(field.matter(), card::T1Matter::field_size);
        card.say(card::T1Block::response(card::T1Matter::field_size, field.field));
        take_without_event();
        return card;
    }

    CardSlotServer slot = *CardSlotServer::listen("127.0.0.1:0");
};

TEST_F(CardSlotServerTest, resets_a_card_and_tells_of_it_once_it_has_answered) {
    const Visitor card{slot};

    EXPECT_FALSE(slot.next(Clock::now()));
    EXPECT_EQ(card.hear(2), (Bytes{0xDB, 0x01}));
    card.send(card::answer_to_reset);

    EXPECT_EQ(next()->kind, Kind::inserted);
    EXPECT_EQ(card.hear(5), (Bytes{0x00, 0xC1, 0x01, 0xFE, 0x3E}));
}

TEST_F(CardSlotServerTest, carries_a_command_and_its_answer_however_the_bytes_arrive) {
    const Visitor card = inserted_card();

    slot.send(select);
    const card::T1Block heard = card.hear_block();
    for (const std::uint8_t byte : card::encode(card::T1Block::information(0, false, done))) {
        EXPECT_FALSE(slot.next(Clock::now()));
        card.send(Bytes{byte});
    }
    const auto event = next();

    EXPECT_EQ(heard, card::T1Block::information(0, false, select));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::answered);
    EXPECT_EQ(event->answer, done);
}

TEST_F(CardSlotServerTest, asks_again_for_a_damaged_answer) {
    const Visitor card = inserted_card();
    slot.send(select);
    (void)card.hear_block();
    card.send(Bytes{0x00, 0x00, 0x02, 0x91, 0x00, 0x92});
    take_without_event();

    EXPECT_FALSE(slot.next(Clock::now() + CardSlotServer::character_wait));

    EXPECT_EQ(card.hear_block(), card::T1Block::ready(0, card::T1Fault::check));
    card.say(card::T1Block::information(0, false, done));
    EXPECT_EQ(next()->answer, done);
}

TEST_F(CardSlotServerTest, grants_the_time_that_a_card_asks_for) {
    const Visitor card = inserted_card();
    slot.send(select);
    (void)card.hear_block();

    card.say(card::T1Block::request(card::T1Matter::more_time, Bytes{5}));
    take_without_event();

    EXPECT_EQ(card.hear_block(), card::T1Block::response(card::T1Matter::more_time, Bytes{5}));
    EXPECT_GT(*slot.deadline(), Clock::now() + 4 * CardSlotServer::block_wait);
}

TEST_F(CardSlotServerTest, tells_when_the_card_is_pulled_and_takes_the_next_one) {
    Visitor card = inserted_card();

    card.leave();
    const auto event = next();

    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::pulled);
    (void)inserted_card();
}

TEST_F(CardSlotServerTest, asks_three_times_and_then_tells_of_the_silence) {
    const Visitor card = inserted_card();
    slot.send(select);
    for (unsigned i = 1; i <= card::T1Station::repeats_allowed; ++i) {
        EXPECT_FALSE(slot.next(Clock::now() + i * 2 * CardSlotServer::block_wait)) << i;
    }

    const auto event = next(8 * CardSlotServer::block_wait);

    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::silent);
}

TEST_F(CardSlotServerTest, hears_no_answer_from_before_a_reset_as_a_new_one) {
    const Visitor card = inserted_card();
    slot.send(select);
    (void)card.hear_block();

    slot.reset();
    slot.send(Bytes{0x00, 0xB0, 0x81, 0x00});
    card.say(card::T1Block::information(0, false, Bytes{0x11, 0x11}));
    take_without_event();
    EXPECT_FALSE(slot.next(Clock::now() + CardSlotServer::character_wait));
    EXPECT_EQ(card.hear(4), (Bytes{0xDB, 0x01, 0xDB, 0x01}));
    card.send(card::answer_to_reset);
    take_without_event();
    card.say(card::T1Block::response(card::T1Matter::field_size, card.hear_block().field));
    take_without_event();

    EXPECT_EQ(card.hear_block(),
              card::T1Block::information(0, false, Bytes{0x00, 0xB0, 0x81, 0x00}));
}

TEST_F(CardSlotServerTest, turns_away_what_gives_no_answer_to_reset) {
    const Visitor silent{slot};
    EXPECT_FALSE(slot.next(Clock::now()));
    for (int i = 1; i <= CardSlotServer::resets_allowed; ++i) {
        EXPECT_FALSE(slot.next(Clock::now() + i * 2 * CardSlotServer::block_wait));
    }

    EXPECT_TRUE(slot.is_empty());
    (void)inserted_card();
}

TEST_F(CardSlotServerTest, turns_away_a_card_that_does_not_begin_with_t1) {
    const Visitor card{slot};
    EXPECT_FALSE(slot.next(Clock::now()));
    card.send(Bytes{0x3B, 0x00});

    EXPECT_FALSE(next());
}

TEST_F(CardSlotServerTest, listens_to_nothing_that_nobody_asked_for) {
    const Visitor card = inserted_card();

    card.say(card::T1Block::information(0, false, done));

    EXPECT_FALSE(next());
}

TEST_F(CardSlotServerTest, pulls_out_what_never_stops_talking) {
    const Visitor card = inserted_card();

    card.send(Bytes(CardSlotServer::most_unasked + 1));
    const auto event = next();

    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Kind::pulled);
}

// Bytes that go on and on in a block that never ends do not hold the slot beyond its wait.
TEST_F(CardSlotServerTest, waits_no_longer_for_a_card_that_trickles_bytes) {
    const Visitor card = inserted_card();
    slot.send(select);
    (void)card.hear_block();
    const auto begun = Clock::now();

    card.send(Bytes{0x00, 0x00, 0xFE});
    take_without_event();

    EXPECT_LE(*slot.deadline(), begun + CardSlotServer::block_wait);
}

TEST(CardSlotAddress, is_refused_where_it_is_none) {
    for (const char* address : {"", "127.0.0.1", "127.0.0.1:", "somewhere:1", "127.0.0.1:65536"}) {
        EXPECT_FALSE(CardSlotServer::listen(address)) << address;
    }
}

}  // namespace
}  // namespace boards
