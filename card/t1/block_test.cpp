#include "card/t1/block.h"

#include <gtest/gtest.h>

#include <vector>

#include "card/testing/hex.h"

namespace card {
namespace {

using testing::bytes_of;
using testing::hex_of;

std::optional<T1Block> received(std::span<const std::uint8_t> bytes) {
    T1Receiver receiver;
    for (const std::uint8_t byte : bytes) {
        receiver.add(byte);
    }
    return receiver.block();
}

// ISO/IEC 7816-3:2006, 11.3.2.2: control bytes; the check is the exclusive-or of what stands
// before.
TEST(T1Block, stands_on_the_line_as_the_standard_says) {
    EXPECT_EQ(hex_of(encode(T1Block::information(1, true, bytes_of("00b0")))),
              "006002"
              "00b0d2");
    EXPECT_EQ(hex_of(encode(T1Block::ready(1, T1Fault::check))), "00910091");
    EXPECT_EQ(hex_of(encode(T1Block::request(T1Matter::field_size, bytes_of("fe")))), "00c101fe3e");
    EXPECT_EQ(hex_of(encode(T1Block::response(T1Matter::more_time, bytes_of("02")))), "00e30102e0");
    EXPECT_EQ(hex_of(encode(T1Block::request(T1Matter::resynchronise, {}))), "00c000c0");
}

TEST(T1Block, comes_back_as_it_was_sent) {
    const std::vector<std::uint8_t> longest(t1_largest_field, 0x5A);
    for (const T1Block& block :
         {T1Block::information(0, false, {}), T1Block::information(1, true, longest),
          T1Block::ready(0, T1Fault::none), T1Block::ready(1, T1Fault::other),
          T1Block::request(T1Matter::more_time, bytes_of("03")),
          T1Block::response(T1Matter::abort, {})}) {
        EXPECT_EQ(decode_t1_block(encode(block)), block);
        EXPECT_EQ(received(encode(block)), block);
    }
}

TEST(T1Block, says_its_kind_and_what_belongs_to_it) {
    const T1Block information = T1Block::information(1, true, {});
    EXPECT_EQ(information.kind(), T1Kind::information);
    EXPECT_EQ(information.sequence(), 1U);
    EXPECT_TRUE(information.has_more());
    const T1Block ready = T1Block::ready(1, T1Fault::none);
    EXPECT_EQ(ready.kind(), T1Kind::ready);
    EXPECT_EQ(ready.sequence(), 1U);
    const T1Block response = T1Block::response(T1Matter::abort, {});
    EXPECT_EQ(response.kind(), T1Kind::supervisory);
    EXPECT_TRUE(response.is_response());
    EXPECT_EQ(response.matter(), T1Matter::abort);
}

TEST(T1Block, with_any_flipped_bit_is_refused) {
    const auto sent = encode(T1Block::information(0, false, bytes_of("00a4040007")));
    for (std::size_t bit = 0; bit < 8 * sent.size(); ++bit) {
        T1Wire altered = sent;
        altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));

        EXPECT_EQ(decode_t1_block(altered), std::nullopt) << bit;
        EXPECT_EQ(received(altered), std::nullopt) << bit;
    }
}

TEST(T1Block, that_the_standard_does_not_have_is_refused) {
    for (const char* block : {"",               // nothing
                              "000000",         // no check
                              "01000001",       // another node address
                              "00010001",       // spare bits of an information block
                              "00840084",       // of a ready block
                              "0080010081",     // a ready block with a field
                              "00c400c4",       // an unknown matter
                              "00c100c1",       // a field size without a size
                              "00c00100c1",     // a field for nothing
                              "0000ff00ff"}) {  // a length that there is not
        EXPECT_EQ(decode_t1_block(bytes_of(block)), std::nullopt) << block;
    }
}

TEST(T1Receiver, listens_to_nothing_after_damage_until_it_begins_anew) {
    const auto good = encode(T1Block::ready(0, T1Fault::none));
    T1Receiver receiver;
    for (const std::uint8_t byte : bytes_of("00800081")) {
        receiver.add(byte);
    }
    for (const std::uint8_t byte : good) {
        receiver.add(byte);
    }
    EXPECT_FALSE(receiver.block());
    EXPECT_TRUE(receiver.is_in_the_middle());

    receiver.begin_anew();
    for (const std::uint8_t byte : good) {
        receiver.add(byte);
    }

    EXPECT_EQ(receiver.block(), T1Block::ready(0, T1Fault::none));
}

}  // namespace
}  // namespace card
