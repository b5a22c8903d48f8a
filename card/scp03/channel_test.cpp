// Host and card side against each other, and what happens to whoever stands between them.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

#include "card/instructions.h"
#include "card/scp03/card_channel.h"
#include "card/scp03/host_channel.h"
#include "card/scp03/initialize_update.h"
#include "card/testing/hex.h"

namespace card {
namespace {

const ChannelKeys keys{testing::key_of("000102030405060708090a0b0c0d0e0f"),
                       testing::key_of("101112131415161718191a1b1c1d1e1f")};
constexpr Challenges challenges{{1, 2, 3, 4, 5, 6, 7, 8}, {8, 7, 6, 5, 4, 3, 2, 1}};
const Command plain_command{proprietary_class,
                            instructions::update_binary,
                            0x82,
                            0,
                            CommandData{std::array<std::uint8_t, 3>{1, 2, 3}},
                            {}};

Response answer_of(Cryptogram proof, KeySet set = KeySet::meter) {
    const InitializeUpdateAnswer answer{{}, set, challenges.card, proof};
    return {ResponseData{encode(answer)}, StatusWord::done};
}

// Both ends of one channel, opened before each test.
class Channel : public ::testing::Test {
 protected:
    void SetUp() override {
        static_cast<void>(host.initialize_update(KeySet::meter, challenges.host));
        const Cryptogram proof = card.challenge(KeySet::meter, keys, challenges);
        const auto heard = host.accept_challenge(answer_of(proof));
        ASSERT_TRUE(heard);
        const auto authentication = host.authenticate(session_keys(keys, *heard));
        ASSERT_TRUE(authentication);
        ASSERT_TRUE(card.authenticate(*authentication));
        ASSERT_TRUE(host.accept_authentication(Response{}));
    }

    HostChannel host;
    CardChannel card;
};

TEST_F(Channel, carries_commands_and_answers_of_every_length) {
    for (std::size_t length = 0; length <= largest_secured_command_data; ++length) {
        Command command = plain_command;
        command.data = CommandData{std::vector<std::uint8_t>(length, 0x80)};
        Response response;
        response.data = ResponseData{std::vector<std::uint8_t>(length, 0x00)};

        const auto wrapped = host.wrap(command);
        ASSERT_TRUE(wrapped);
        const auto opened = card.open(*wrapped);
        ASSERT_TRUE(opened);
        EXPECT_EQ(opened->data, command.data);

        const auto data = host.unwrap(card.protect(response));
        ASSERT_TRUE(data);
        EXPECT_EQ(*data, response.data);
    }
}

TEST_F(Channel, hides_equal_commands_behind_different_bytes) {
    const auto first = host.wrap(plain_command);
    ASSERT_TRUE(card.open(*first));
    ASSERT_TRUE(host.unwrap(card.protect(Response{})));

    const auto second = host.wrap(plain_command);

    EXPECT_NE(first->data, second->data);
}

TEST_F(Channel, closes_at_the_card_after_any_flipped_bit_of_a_command) {
    const auto wrapped = host.wrap(plain_command);
    ASSERT_TRUE(wrapped);
    const ApduBytes whole = encode(*wrapped);

    // The last byte only says how much answer is wanted; the code covers the rest.
    for (std::size_t bit = 0; bit < (whole.size() - 1) * 8; ++bit) {
        ApduBytes damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const auto command = decode_command(damaged);
        if (command) {
            CardChannel copy = card;
            EXPECT_FALSE(copy.open(*command)) << "bit " << bit;
            EXPECT_FALSE(copy.is_open());
        }
    }
}

TEST_F(Channel, closes_at_the_host_after_any_flipped_bit_of_an_answer) {
    const auto opened = card.open(*host.wrap(plain_command));
    ASSERT_TRUE(opened);
    Response response;
    response.data = ResponseData{std::array<std::uint8_t, 5>{1, 2, 3, 4, 5}};
    const ResponseBytes whole = encode(card.protect(response));

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        ResponseBytes damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        HostChannel copy = host;
        EXPECT_FALSE(copy.unwrap(*decode_response(damaged))) << "bit " << bit;
        EXPECT_EQ(copy.wrap(plain_command), std::unexpected{ChannelError::out_of_order});
    }
}

TEST_F(Channel, closes_when_a_command_is_repeated) {
    const auto wrapped = host.wrap(plain_command);
    ASSERT_TRUE(card.open(*wrapped));

    EXPECT_FALSE(card.open(*wrapped));
    EXPECT_FALSE(card.is_open());
}

TEST_F(Channel, closes_when_a_command_is_made_up) {
    Command invented = plain_command;
    invented.cla |= secured_bit;
    invented.data = CommandData{std::array<std::uint8_t, 24>{}};

    EXPECT_FALSE(card.open(invented));
    EXPECT_FALSE(card.is_open());
}

TEST_F(Channel, closes_when_a_command_has_no_room_for_a_code) {
    Command short_one = plain_command;
    short_one.cla |= secured_bit;
    short_one.data.resize(7);

    EXPECT_FALSE(card.open(short_one));
    EXPECT_FALSE(card.is_open());
}

TEST_F(Channel, closes_at_the_host_when_a_refusal_comes_for_an_answer) {
    ASSERT_TRUE(card.open(*host.wrap(plain_command)));

    EXPECT_EQ(host.unwrap(Response{{}, StatusWord::not_allowed}),
              std::unexpected{ChannelError::refused});
    EXPECT_FALSE(host.is_open());
}

TEST_F(Channel, takes_no_bare_done_for_a_written_record) {
    static_cast<void>(host.wrap(plain_command));

    EXPECT_EQ(host.unwrap(Response{}), std::unexpected{ChannelError::wrong_code});
}

TEST_F(Channel, stays_open_after_data_that_do_not_fit) {
    Command command = plain_command;
    command.data.resize(largest_secured_command_data + 1);

    EXPECT_EQ(host.wrap(command), std::unexpected{ChannelError::too_long});
    EXPECT_TRUE(host.is_open());
}

TEST_F(Channel, takes_one_command_at_a_time) {
    ASSERT_TRUE(host.wrap(plain_command));

    EXPECT_EQ(host.wrap(plain_command), std::unexpected{ChannelError::out_of_order});
}

TEST(SecureMessaging, breaks_when_commands_are_left_out_or_change_places) {
    const SessionKeys session = session_keys(keys, challenges);
    SecureMessaging host{session};
    static_cast<void>(host.protect(plain_command));
    const Command second = host.protect(plain_command);
    SecureMessaging card{session};

    EXPECT_FALSE(card.open(second));
}

TEST(SecureMessaging, takes_no_answer_to_another_command) {
    const SessionKeys session = session_keys(keys, challenges);
    SecureMessaging host{session};
    SecureMessaging card{session};
    ASSERT_TRUE(card.open(host.protect(plain_command)));
    const Response first = card.protect(Response{});
    static_cast<void>(host.protect(plain_command));

    EXPECT_FALSE(host.open(first));
}

TEST(HostChannel, opens_with_no_card_that_lacks_the_keys) {
    HostChannel host;
    static_cast<void>(host.initialize_update(KeySet::meter, challenges.host));
    const auto heard = host.accept_challenge(answer_of(Cryptogram{1, 2, 3}));
    ASSERT_TRUE(heard);

    EXPECT_EQ(host.authenticate(session_keys(keys, *heard)),
              std::unexpected{ChannelError::wrong_cryptogram});
}

TEST(HostChannel, refuses_an_answer_of_another_key_set_or_shape) {
    Response other_protocol = answer_of({});
    other_protocol.data[11] = 0x02;
    Response no_protected_answers = answer_of({});
    no_protected_answers.data[12] = 0x00;
    Response short_one = answer_of({});
    short_one.data.resize(28);

    for (const Response& response : {answer_of({}, KeySet::issuer), other_protocol,
                                     no_protected_answers, short_one, Response{}}) {
        HostChannel host;
        static_cast<void>(host.initialize_update(KeySet::meter, challenges.host));
        const auto heard = host.accept_challenge(response);
        ASSERT_FALSE(heard);
        EXPECT_EQ(heard.error(), ChannelError::malformed);
    }
}

TEST(HostChannel, says_when_the_card_refuses) {
    HostChannel host;
    static_cast<void>(host.initialize_update(KeySet::meter, challenges.host));

    const auto heard = host.accept_challenge(Response{{}, StatusWord::blocked});

    ASSERT_FALSE(heard);
    EXPECT_EQ(heard.error(), ChannelError::refused);
}

TEST(HostChannel, refuses_calls_out_of_order) {
    HostChannel host;

    EXPECT_EQ(host.wrap(plain_command), std::unexpected{ChannelError::out_of_order});
    EXPECT_EQ(host.unwrap(Response{}), std::unexpected{ChannelError::out_of_order});
    EXPECT_EQ(host.authenticate(SessionKeys{}), std::unexpected{ChannelError::out_of_order});
    EXPECT_FALSE(host.accept_authentication(Response{}));
    EXPECT_FALSE(host.accept_challenge(answer_of({})));
}

TEST(CardChannel, opens_for_no_host_that_lacks_the_keys) {
    CardChannel card;
    static_cast<void>(card.challenge(KeySet::meter, keys, challenges));
    Command authentication{proprietary_class | secured_bit,
                           instructions::external_authenticate,
                           security_level_33,
                           0,
                           CommandData{std::array<std::uint8_t, 16>{}},
                           {}};

    EXPECT_FALSE(card.authenticate(authentication));
    EXPECT_FALSE(card.is_open());
    EXPECT_FALSE(card.is_challenged());
}

TEST(CardChannel, opens_for_no_proof_made_for_another_challenge) {
    HostChannel host;
    CardChannel card;
    static_cast<void>(host.initialize_update(KeySet::meter, challenges.host));
    const auto heard =
        host.accept_challenge(answer_of(card.challenge(KeySet::meter, keys, challenges)));
    const auto authentication = host.authenticate(session_keys(keys, *heard));
    ASSERT_TRUE(authentication);

    static_cast<void>(card.challenge(KeySet::meter, keys, {challenges.host, {9, 9, 9}}));

    EXPECT_FALSE(card.authenticate(*authentication));
}

}  // namespace
}  // namespace card
