#include "card/command_assembly.h"

#include <gtest/gtest.h>

#include <vector>

#include "card/software_card.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;

std::optional<Command> taken(CommandAssembly& assembly, const std::string& hex) {
    const auto outcome = assembly.take(bytes_of(hex));
    EXPECT_TRUE(outcome) << hex;
    return outcome ? *outcome : std::nullopt;
}

StatusWord refusal(CommandAssembly& assembly, const std::string& hex) {
    const auto outcome = assembly.take(bytes_of(hex));
    EXPECT_FALSE(outcome) << hex;
    return outcome ? StatusWord::done : outcome.error();
}

TEST(CommandAssembly, takes_each_extended_case_for_the_short_one_that_it_means) {
    CommandAssembly assembly;
    EXPECT_EQ(hex_of(encode(*taken(assembly, "00b08100000000"))), "00b0810000");
    EXPECT_EQ(hex_of(encode(*taken(assembly, "00b08100000020"))), "00b0810020");
    EXPECT_EQ(hex_of(encode(*taken(assembly, "00b08100000100"))), "00b0810000");
    EXPECT_EQ(hex_of(encode(*taken(assembly,
                                   "00a4040000000301020"
                                   "3"))),
              "00a4040003010203");
    EXPECT_EQ(hex_of(encode(*taken(assembly, "00a404000000030102030000"))), "00a404000301020300");
}

TEST(CommandAssembly, refuses_lengths_that_do_not_say_what_follows) {
    CommandAssembly assembly;
    for (const char* command : {"", "00a4", "00a4040000000001", "00a40400000003010203040506",
                                "00a40400000004010203", "00a404000000030102030000ff"}) {
        EXPECT_EQ(refusal(assembly, command), StatusWord::wrong_length);
    }
    EXPECT_EQ(refusal(assembly, "00d68100000100" + std::string(512, '0')),
              StatusWord::wrong_length);
}

TEST(CommandAssembly, adds_the_parts_of_a_chain_up) {
    CommandAssembly assembly;

    EXPECT_FALSE(taken(assembly, "10a40400020102"));
    EXPECT_FALSE(taken(assembly, "10a404000103"));
    const auto whole = taken(assembly,
                             "00a404000104"
                             "00");

    ASSERT_TRUE(whole);
    EXPECT_EQ(hex_of(encode(*whole)),
              "00a404000401020304"
              "00");
}

TEST(CommandAssembly, forgets_a_chain_that_another_command_breaks) {
    CommandAssembly assembly;
    EXPECT_FALSE(taken(assembly, "10a40400020102"));

    EXPECT_EQ(refusal(assembly, "00b0810000"), StatusWord::chain_broken);

    EXPECT_TRUE(taken(assembly, "00b0810000"));
}

TEST(CommandAssembly, refuses_a_chain_of_more_than_255_bytes) {
    CommandAssembly assembly;
    const std::string part = "10d6820080" + std::string(256, '1');
    EXPECT_FALSE(taken(assembly, part));

    EXPECT_EQ(refusal(assembly, part), StatusWord::wrong_length);
}

// One order written by the office, each of its protected commands cut into parts, and each read
// with an extended length.
TEST(SoftwareCardOverAnyReader, serves_extended_lengths_and_chains_inside_the_channel) {
    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const auto issuer = testing::issuer_keys(Key128{}, testing::example_serial);
    SoftwareCard card = testing::personalised_card(testing::example_id(), meter_key, issuer, {});
    std::uint8_t fresh = 0;
    const auto answer = [&](const std::vector<std::uint8_t>& command) {
        const ResponseBytes bytes = card.process(command, Challenge{++fresh});
        return std::vector<std::uint8_t>{bytes.begin(), bytes.end()};
    };
    testing::CardSession office{[&](std::span<const std::uint8_t> bytes) {
        const auto command = decode_command(bytes);
        std::span<const std::uint8_t> rest{command->data};
        while (rest.size() > 50) {
            std::vector<std::uint8_t> part{static_cast<std::uint8_t>(command->cla | 0x10),
                                           command->ins,
                                           command->p1,
                                           command->p2,
                                           0,
                                           0,
                                           50};
            part.insert(part.end(), rest.begin(), rest.begin() + 50);
            EXPECT_EQ(hex_of(answer(part)), "9000");
            rest = rest.subspan(50);
        }
        std::vector<std::uint8_t> last{command->cla, command->ins, command->p1, command->p2, 0};
        if (!rest.empty()) {
            last.insert(last.end(), {0, static_cast<std::uint8_t>(rest.size())});
            last.insert(last.end(), rest.begin(), rest.end());
        }
        if (command->expected_length) {
            last.insert(last.end(), {0, 0});
        }
        return answer(last);
    }};
    const OrderBytes order = testing::signed_order(testing::example_order(), meter_key);

    ASSERT_EQ(office.open(KeySet::issuer, issuer.channel), StatusWord::done);
    ASSERT_EQ(office.send_secured(update(File::order, order)).status, StatusWord::done);

    EXPECT_EQ(hex_of(office.send_secured(read(File::order)).data), hex_of(order));
}

}  // namespace
}  // namespace card
