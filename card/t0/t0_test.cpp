// Reader and card over T=0, which says lengths in one direction only.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "card/software_card.h"
#include "card/t0/exchange.h"
#include "card/t0/responder.h"
#include "card/testing/card_session.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;

Command with_lengths(std::size_t data, std::optional<std::uint8_t> expected) {
    Command command{0x80, 0x10, 1, 2, {}, expected};
    command.data.resize(data);
    return command;
}

std::string sent(CardProtocol protocol, const Command& command) {
    return hex_of(CardExchange{protocol, command}.message());
}

TEST(CardExchange, sends_each_case_of_command_as_its_protocol_has_it) {
    EXPECT_EQ(sent(CardProtocol::t0, with_lengths(0, {})), "8010010200");
    EXPECT_EQ(sent(CardProtocol::t0, with_lengths(0, 8)), "8010010208");
    EXPECT_EQ(sent(CardProtocol::t0, with_lengths(2, {})), "80100102020000");
    EXPECT_EQ(sent(CardProtocol::t0, with_lengths(2, 0)), "80100102020000");
    EXPECT_EQ(sent(CardProtocol::t1, with_lengths(0, {})), "80100102");
    EXPECT_EQ(sent(CardProtocol::t1, with_lengths(2, 0)), "8010010202000000");
}

TEST(CardExchange, fetches_an_answer_that_waits_in_parts) {
    CardExchange exchange{CardProtocol::t0, with_lengths(1, 0)};

    ASSERT_TRUE(exchange.accept(bytes_of("6103")));
    EXPECT_EQ(hex_of(exchange.message()), "00c0000003");
    ASSERT_TRUE(exchange.accept(bytes_of("AABB6101")));
    EXPECT_EQ(hex_of(exchange.message()), "00c0000001");
    EXPECT_FALSE(exchange.accept(bytes_of("CC9000")));

    ASSERT_TRUE(exchange.answer());
    EXPECT_EQ(hex_of(*exchange.answer()), "aabbcc9000");
}

TEST(CardExchange, puts_a_length_right_once) {
    CardExchange exchange{CardProtocol::t0, with_lengths(0, 0)};

    ASSERT_TRUE(exchange.accept(bytes_of("6C02")));
    EXPECT_EQ(hex_of(exchange.message()), "8010010202");
    EXPECT_FALSE(exchange.accept(bytes_of("6C02")));

    EXPECT_EQ(hex_of(*exchange.answer()), "6c02");
}

TEST(CardExchange, is_ended_by_a_card_that_promises_and_never_gives) {
    CardExchange exchange{CardProtocol::t0, with_lengths(1, 0)};

    ASSERT_TRUE(exchange.accept(bytes_of("6110")));
    EXPECT_FALSE(exchange.accept(bytes_of("6110")));
    EXPECT_EQ(hex_of(*exchange.answer()), "6110");
}

TEST(CardExchange, has_no_answer_where_the_card_gives_none_or_too_much) {
    CardExchange exchange{CardProtocol::t0, with_lengths(1, 0)};
    EXPECT_FALSE(exchange.accept(bytes_of("90")));
    EXPECT_FALSE(exchange.answer());

    CardExchange other{CardProtocol::t0, with_lengths(1, 0)};
    std::vector<std::uint8_t> part(200);
    part.insert(part.end(), {0x61, 200});
    ASSERT_TRUE(other.accept(part));
    EXPECT_FALSE(other.accept(part));
    EXPECT_FALSE(other.answer());
}

TEST(CardExchange, passes_on_every_other_status_of_either_protocol) {
    for (const char* status : {"9000", "6982", "6283", "6700"}) {
        for (const auto protocol : {CardProtocol::t0, CardProtocol::t1}) {
            CardExchange exchange{protocol, with_lengths(1, 0)};

            EXPECT_FALSE(exchange.accept(bytes_of(status)));

            EXPECT_EQ(hex_of(*exchange.answer()), status);
        }
    }
}

// A card behind T=0, and what it says to raw bytes.
class CardOverT0 : public ::testing::Test {
 protected:
    std::string answer(const std::string& hex) { return hex_of(transmit(bytes_of(hex))); }
    ResponseBytes transmit(std::span<const std::uint8_t> bytes) {
        const auto command = t0.take(bytes);
        return command ? t0.give(card.process(*command, Challenge{9})) : t0.fetched();
    }

    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    SoftwareCard card = testing::personalised_card(
        testing::example_id(), meter_key, testing::issuer_keys(Key128{}, testing::example_serial),
        testing::signed_order(testing::example_order(), meter_key));
    T0Responder t0;
};

TEST_F(CardOverT0, says_the_right_length_to_a_wish_for_another) {
    ASSERT_EQ(answer("00A4040007F0545741545401"), "9000");

    EXPECT_EQ(answer("00B0810000"), "6c20");
    EXPECT_EQ(answer("00B0810021"), "6c20");
    EXPECT_EQ(answer("00B0810020").size(), 2U * (32 + 2));
}

TEST_F(CardOverT0, keeps_an_answer_until_it_is_fetched_and_no_longer) {
    ASSERT_EQ(answer("00A4040007F0545741545401"), "9000");

    EXPECT_EQ(answer("80503100080001020304050607"), "611d");
    EXPECT_EQ(answer("00C000001E"), "6c1d");
    EXPECT_EQ(answer("00C0000010").substr(32), "610d");
    EXPECT_EQ(answer("00C000000D").substr(26), "9000");
    EXPECT_EQ(answer("00C0000001"), "6985");
    EXPECT_EQ(answer("80503100080001020304050607"), "611d");
    EXPECT_EQ(answer("00B0810020").size(), 2U * (32 + 2));
    EXPECT_EQ(answer("00C000001D"), "6985");
}

TEST_F(CardOverT0, refuses_lengths_that_do_not_say_what_follows) {
    for (const char* bytes : {"", "00A404", "00A40400070102", "00A4040001010203"}) {
        EXPECT_EQ(answer(bytes), "6700") << bytes;
    }
}

TEST_F(CardOverT0, has_the_whole_dialogue_of_its_meter) {
    testing::CardSession session{[this](std::span<const std::uint8_t> bytes) {
        CardExchange exchange{CardProtocol::t0, *decode_command(bytes)};
        while (exchange.accept(transmit(exchange.message()))) {
        }
        return std::vector<std::uint8_t>{exchange.answer()->begin(), exchange.answer()->end()};
    }};
    const ReportBytes report = testing::signed_report(testing::example_report(), meter_key);

    EXPECT_EQ(
        session.open(KeySet::meter, card_keys(meter_key, testing::example_serial, Generation{1})),
        StatusWord::done);
    EXPECT_EQ(session.send_secured(read(File::order)).data,
              ResponseData{std::span<const std::uint8_t>{card.memory().order}});
    EXPECT_EQ(session.send_secured(update(File::report, report)).status, StatusWord::done);
    EXPECT_EQ(card.memory().report, report);
}

}  // namespace
}  // namespace card
