#include "card/key_derivation.h"

#include <gtest/gtest.h>

#include <set>

#include "card/crypto/aes.h"
#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace card {
namespace {

using testing::example_meter;
using testing::example_serial;
using testing::hex_of;
using testing::key_of;

TEST(KeyDerivation, puts_label_identity_and_purpose_into_one_block) {
    EXPECT_EQ(hex_of(meter_key_block(example_meter)), "010000001cbe991a1400000000000000");
    EXPECT_EQ(hex_of(order_key_block()), "03000000000000000000000000000000");
    EXPECT_EQ(hex_of(report_key_block()), "04000000000000000000000000000000");
    EXPECT_EQ(hex_of(random_key_block()), "06000000000000000000000000000000");
    EXPECT_EQ(hex_of(card_key_block(example_serial, Generation{0x0102}, KeyPurpose::mac)),
              "070a1b2c3d4e5f607101020200000000");
    EXPECT_EQ(hex_of(issuer_key_block(example_serial, KeyPurpose::dek)),
              "080a1b2c3d4e5f607103000000000000");
}

TEST(KeyDerivation, is_one_aes_block_under_the_parent) {
    const Key128 parent = key_of("000102030405060708090a0b0c0d0e0f");
    const Block block = meter_key_block(example_meter);

    EXPECT_EQ(derive(parent, block).bytes(), aes_encrypt_block(parent, block));
}

TEST(KeyDerivation, gives_no_two_purposes_the_same_block) {
    std::set<Block> blocks{order_key_block(), report_key_block(), random_key_block()};
    blocks.insert(meter_key_block(MeterId{1}));
    blocks.insert(meter_key_block(MeterId{2}));
    for (const auto purpose : {KeyPurpose::enc, KeyPurpose::mac, KeyPurpose::dek}) {
        blocks.insert(issuer_key_block(CardSerial{1}, purpose));
        blocks.insert(card_key_block(CardSerial{1}, Generation{1}, purpose));
        blocks.insert(card_key_block(CardSerial{1}, Generation{2}, purpose));
    }

    EXPECT_EQ(blocks.size(), 14U);
}

TEST(KeyDerivation, gives_each_generation_of_a_card_other_channel_keys) {
    const Key128 meter_key = key_of("101112131415161718191a1b1c1d1e1f");

    const ChannelKeys first = card_keys(meter_key, example_serial, Generation{1});
    const ChannelKeys second = card_keys(meter_key, example_serial, Generation{2});

    EXPECT_NE(first.enc.bytes(), first.mac.bytes());
    EXPECT_NE(first.enc.bytes(), second.enc.bytes());
    EXPECT_NE(first.mac.bytes(), second.mac.bytes());
}

}  // namespace
}  // namespace card
