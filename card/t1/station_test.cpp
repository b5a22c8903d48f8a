#include "card/t1/station.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "card/testing/hex.h"
#include "card/testing/serial_line.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;
using testing::SerialLine;
using Bytes = SerialLine::Bytes;

Bytes numbered(std::size_t length) {
    Bytes bytes(length);
    for (std::size_t i = 0; i < length; ++i) {
        bytes[i] = static_cast<std::uint8_t>(i);
    }
    return bytes;
}

// One side alone; what comes from the other is written out.
class Alone {
 public:
    explicit Alone(T1Role role) : station{role} {}

    void hear(const char* block) {
        for (const std::uint8_t byte : bytes_of(block)) {
            station.receive(byte);
        }
    }
    std::string said() {
        const auto block = station.take_output();
        return block ? hex_of(*block) : "";
    }

    T1Station station;
};

TEST(T1Terminal, sends_a_command_and_takes_the_answer) {
    Alone terminal{T1Role::terminal};

    terminal.station.send(bytes_of("00a4"));
    EXPECT_EQ(terminal.said(), "00000200a4a6");
    EXPECT_EQ(terminal.station.patience(), T1Patience::block);
    terminal.hear(
        "0000029000"
        "92");

    EXPECT_EQ(hex_of(*terminal.station.take_message()), "9000");
    EXPECT_EQ(terminal.station.patience(), T1Patience::none);
    terminal.station.send(bytes_of("00a4"));
    EXPECT_EQ(terminal.said(), "00400200a4e6");  // the next sequence number
}

TEST(T1Terminal, asks_again_after_damage_and_after_silence) {
    Alone terminal{T1Role::terminal};
    terminal.station.send(bytes_of("00a4"));
    (void)terminal.said();

    terminal.hear("00000290");  // and no more
    EXPECT_EQ(terminal.station.patience(), T1Patience::character);
    terminal.station.silence();
    EXPECT_EQ(terminal.said(), "00810081");
    terminal.station.silence();
    EXPECT_EQ(terminal.said(), "00820082");
    terminal.hear("000002900092");

    EXPECT_EQ(hex_of(*terminal.station.take_message()), "9000");
}

TEST(T1Terminal, gives_up_after_three_repeats_in_a_row) {
    Alone terminal{T1Role::terminal};
    terminal.station.send(bytes_of("00a4"));
    (void)terminal.said();
    for (unsigned i = 0; i < T1Station::repeats_allowed; ++i) {
        terminal.station.silence();
        EXPECT_FALSE(terminal.said().empty());
    }

    terminal.station.silence();

    EXPECT_TRUE(terminal.station.has_failed());
    EXPECT_EQ(terminal.said(), "");
    terminal.station.reset();
    EXPECT_FALSE(terminal.station.has_failed());
}

TEST(T1Terminal, sends_its_block_again_when_the_card_waits_for_it) {
    Alone terminal{T1Role::terminal};
    terminal.station.send(bytes_of("00a4"));
    const std::string block = terminal.said();

    terminal.hear("00810081");

    EXPECT_EQ(terminal.said(), block);
}

TEST(T1Terminal, grants_the_time_that_the_card_asks_for) {
    Alone terminal{T1Role::terminal};
    terminal.station.send(bytes_of("00a4"));
    (void)terminal.said();

    terminal.hear("00c30105c7");

    EXPECT_EQ(terminal.said(), "00e30105e7");
    EXPECT_EQ(terminal.station.waiting_times(), 5U);
    terminal.hear("000002900092");
    EXPECT_EQ(terminal.station.waiting_times(), 1U);
    EXPECT_TRUE(terminal.station.take_message());
}

TEST(T1Terminal, announces_its_field_before_its_first_command) {
    Alone terminal{T1Role::terminal};
    terminal.station.announce_field(254);
    terminal.station.send(bytes_of("00a4"));
    EXPECT_EQ(terminal.said(), "00c101fe3e");

    terminal.hear("00e101fe1e");

    EXPECT_EQ(terminal.said(), "00000200a4a6");
}

TEST(T1Terminal, does_not_listen_to_what_it_did_not_ask_for) {
    Alone terminal{T1Role::terminal};

    terminal.hear("000002900092");
    terminal.hear("00c30105c7");
    terminal.station.silence();

    EXPECT_EQ(terminal.said(), "");
    EXPECT_FALSE(terminal.station.take_message());
}

TEST(T1Card, answers_a_repeated_question_with_the_same_block) {
    Alone card{T1Role::card};
    card.hear("00000200a4a6");
    EXPECT_EQ(hex_of(*card.station.take_message()), "00a4");
    card.station.send(bytes_of("9000"));
    const std::string answer = card.said();

    card.hear("00820082");

    EXPECT_EQ(card.said(), answer);
    EXPECT_FALSE(card.station.take_message());  // the command is not carried out again
}

TEST(T1Card, does_not_take_one_command_twice) {
    Alone card{T1Role::card};
    card.hear("00000200a4a6");
    (void)card.station.take_message();
    card.station.send(bytes_of("9000"));
    (void)card.said();

    card.hear("00000200a4a6");

    EXPECT_FALSE(card.station.take_message());
    EXPECT_EQ(card.said(), "00920092");
}

TEST(T1Card, begins_again_when_it_is_told_to_resynchronise) {
    Alone card{T1Role::card};
    card.hear("00000200a4a6");
    (void)card.station.take_message();

    card.hear("00c000c0");

    EXPECT_EQ(card.said(), "00e000e0");
    card.hear("00000200a4a6");
    EXPECT_TRUE(card.station.take_message());
}

TEST(T1Card, stops_a_chain_that_is_aborted) {
    Alone card{T1Role::card};
    card.hear("00200200a486");
    EXPECT_EQ(card.said(), "00900090");

    card.hear("00c200c2");
    EXPECT_EQ(card.said(), "00e200e2");
    card.hear("00400200b0f2");

    EXPECT_EQ(hex_of(*card.station.take_message()), "00b0");
}

TEST(T1Card, sends_its_request_for_time_again_until_it_is_answered) {
    Alone card{T1Role::card};
    card.hear("00000200a4a6");
    (void)card.station.take_message();
    card.station.ask_for_time(2);
    const std::string request = card.said();
    EXPECT_EQ(request, "00c30102c0");

    card.hear("00820082");
    EXPECT_EQ(card.said(), request);
    card.hear("00e30102e0");
    EXPECT_EQ(card.said(), "");
    card.station.send(bytes_of("9000"));

    EXPECT_EQ(card.said(), "000002900092");
}

TEST(T1Card, gives_a_message_that_is_too_long_as_an_empty_one) {
    Alone card{T1Role::card};
    const Bytes field = numbered(t1_largest_field);
    for (unsigned i = 0; i < 3; ++i) {
        for (const std::uint8_t byte : encode(T1Block::information(i % 2, i < 2, field))) {
            card.station.receive(byte);
        }
    }

    const auto message = card.station.take_message();

    ASSERT_TRUE(message);
    EXPECT_TRUE(message->empty());
}

TEST(T1Line, carries_messages_of_every_length_in_fields_of_every_length) {
    for (const std::size_t field : {1U, 2U, 31U, 32U, 254U}) {
        SerialLine line{[](std::span<const std::uint8_t> command) {
                            return Bytes{command.rbegin(), command.rend()};
                        },
                        0, 1, field};
        line.reset();
        for (std::size_t length = 1; length <= T1Message::capacity(); ++length) {
            const Bytes command = numbered(length);

            const Bytes answer = line.exchange(command);

            ASSERT_EQ(answer, (Bytes{command.rbegin(), command.rend()})) << field << " " << length;
        }
    }
}

// Two errors in one block pass the check of one byte in one of 255 cases; what is in the messages
// is protected by codes of its own.
TEST(T1Line, with_noise_on_one_byte_in_a_thousand_neither_loses_nor_alters_a_message) {
    SerialLine line{[](std::span<const std::uint8_t> command) {
                        return Bytes{command.rbegin(), command.rend()};
                    },
                    1'000, 7, 16};
    line.reset();
    for (int i = 0; i < 5'000; ++i) {
        const Bytes command = numbered(static_cast<std::size_t>(1 + i % 60));

        const Bytes answer = line.exchange(command);

        ASSERT_EQ(answer, (Bytes{command.rbegin(), command.rend()})) << i;
    }
    EXPECT_GT(line.disturbed(), 300);
}

}  // namespace
}  // namespace card
