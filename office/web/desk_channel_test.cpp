#include "office/web/desk_channel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "office/web/desk_registry.h"

namespace office {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

// A desk that answers every message with itself, or always with the same bytes, on a thread of its
// own like the network does.
class EchoDesk {
 public:
    explicit EchoDesk(DeskChannel& channel, const Bytes& always = {}) {
        channel.attach({.send =
                            [this, &channel, always](Bytes message) {
                                threads_.emplace_back(
                                    [&channel, answer = always.empty() ? message : always] {
                                        channel.received(answer);
                                    });
                            },
                        .hang_up = [this] { hung_up_ = true; }});
    }

    [[nodiscard]] bool is_hung_up() const { return hung_up_; }

 private:
    std::atomic<bool> hung_up_ = false;
    std::vector<std::jthread> threads_;
};

TEST(DeskChannel, gives_the_answer_to_what_was_asked) {
    DeskChannel channel{"counter-1"};
    EchoDesk desk{channel};

    EXPECT_EQ(channel.exchange(Bytes{1, 2, 3}, 5s), (Bytes{1, 2, 3}));
    EXPECT_EQ(channel.exchange(Bytes{4}, 5s), Bytes{4});
}

TEST(DeskChannel, is_closed_before_a_desk_is_there_and_after_it_is_lost) {
    DeskChannel channel{"counter-1"};
    EXPECT_EQ(channel.exchange(Bytes{1}, 1ms), std::unexpected{ChannelError::closed});
    EchoDesk desk{channel};
    ASSERT_TRUE(channel.is_open());

    channel.lost();

    EXPECT_EQ(channel.exchange(Bytes{1}, 1ms), std::unexpected{ChannelError::closed});
}

TEST(DeskChannel, ends_with_a_desk_that_does_not_answer_in_time) {
    DeskChannel channel{"counter-1"};
    bool hung_up = false;
    channel.attach({.send = [](Bytes) {}, .hang_up = [&] { hung_up = true; }});

    EXPECT_EQ(channel.exchange(Bytes{1}, 1ms), std::unexpected{ChannelError::timed_out});

    EXPECT_TRUE(hung_up);
    EXPECT_FALSE(channel.is_open());
}

TEST(DeskChannel, ends_with_a_desk_that_speaks_without_being_asked) {
    DeskChannel channel{"counter-1"};
    EchoDesk desk{channel};

    channel.received({1});

    EXPECT_TRUE(desk.is_hung_up());
    EXPECT_FALSE(channel.is_open());
}

TEST(DeskRegistry, refuses_a_desk_that_is_not_connected) {
    DeskRegistry desks;
    const auto entered = desks.enter("counter-1");  // announced, not attached yet

    const auto unknown = desks.open_session("counter-2");
    const auto early = desks.open_session("counter-1");

    ASSERT_FALSE(unknown);
    ASSERT_FALSE(early);
    EXPECT_EQ(unknown.error(), DeskProblem::not_connected);
    EXPECT_EQ(early.error(), DeskProblem::not_connected);
    EXPECT_TRUE(desks.connected().empty());
}

TEST(DeskRegistry, looks_which_card_is_in_a_reader) {
    DeskRegistry desks;
    const auto channel = desks.enter("counter-1");
    const EchoDesk desk{*channel, {0, 0, 0, 0, 7}};

    const auto found = desks.look("counter-1");

    EXPECT_EQ(found, Insertion{7});
    EXPECT_EQ(desks.look("counter-2"), std::unexpected{DeskProblem::not_connected});
}

TEST(DeskRegistry, does_not_look_while_a_session_has_the_desk) {
    DeskRegistry desks;
    const auto channel = desks.enter("counter-1");
    const EchoDesk desk{*channel, {0, 0, 0, 0, 7}};
    const auto session = desks.open_session("counter-1");
    ASSERT_TRUE(session);

    std::expected<Insertion, DeskProblem> found;
    std::thread{[&] { found = desks.look("counter-1"); }}.join();

    EXPECT_EQ(found, std::unexpected{DeskProblem::busy});
}

TEST(DeskRegistry, takes_a_reader_that_does_not_work_for_an_empty_one) {
    DeskRegistry desks;
    const auto channel = desks.enter("counter-1");
    const EchoDesk desk{*channel, {3}};

    EXPECT_EQ(desks.look("counter-1"), Insertion::none);
}

TEST(DeskRegistry, closes_the_first_connection_of_a_desk_that_opens_a_second) {
    DeskRegistry desks;
    const auto first = desks.enter("counter-1");
    EchoDesk first_desk{*first};

    const auto second = desks.enter("counter-1");
    EchoDesk second_desk{*second};

    EXPECT_TRUE(first_desk.is_hung_up());
    EXPECT_FALSE(first->is_open());
    EXPECT_EQ(desks.connected(), std::vector<std::string>{"counter-1"});
}

}  // namespace
}  // namespace office
