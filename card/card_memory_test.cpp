#include "card/card_memory.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "base/crc32c.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"

namespace card {
namespace {

CardMemory example_memory() {
    const Key128 meter_key = testing::key_of("101112131415161718191a1b1c1d1e1f");
    const Key128 master_key = testing::key_of("000102030405060708090a0b0c0d0e0f");
    CardMemory memory =
        testing::personalised_card(testing::example_id(), meter_key,
                                   testing::issuer_keys(master_key, testing::example_serial),
                                   testing::signed_order(testing::example_order(), meter_key))
            .memory();
    memory.report = testing::signed_report(testing::example_report(), meter_key);
    memory.issuer.sessions = 7;
    memory.meter.sessions = 0xFFFF'FFFF;
    memory.meter.tries = 3;
    memory.log.front() = {CardOperation::order_written, 0x30, 7};
    return memory;
}

// `image` with one byte changed and a checksum that fits again.
CardImage with_byte(CardImage image, std::size_t offset, std::uint8_t value) {
    image[offset] = value;
    const std::uint32_t checksum = base::crc32c(std::span{image}.first(image_size - 4));
    for (std::size_t i = 0; i < 4; ++i) {
        image[image_size - 4 + i] = static_cast<std::uint8_t>(checksum >> (24 - 8 * i));
    }
    return image;
}

ImageError error_of(std::span<const std::uint8_t> bytes) {
    const auto memory = decode_image(bytes);
    EXPECT_FALSE(memory);
    return memory ? ImageError{0xFF} : memory.error();
}

TEST(CardImage, comes_back_as_it_was_written) {
    const CardImage image = encode(example_memory());

    const auto memory = decode_image(image);

    ASSERT_TRUE(memory);
    EXPECT_EQ(encode(*memory), image);
    EXPECT_EQ(memory->meter.sessions, 0xFFFF'FFFFU);
    EXPECT_EQ(memory->meter.tries, 3);
    EXPECT_EQ(memory->log, example_memory().log);
}

TEST(CardImage, with_any_flipped_bit_is_refused) {
    const CardImage whole = encode(example_memory());

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        CardImage damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(decode_image(damaged)) << "bit " << bit;
    }
}

TEST(CardImage, cut_short_anywhere_is_refused) {
    const CardImage whole = encode(example_memory());

    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(error_of(std::span{whole}.first(length)), ImageError::not_an_image);
    }
}

TEST(CardImage, is_refused_by_name) {
    const CardImage whole = encode(example_memory());
    CardImage damaged = whole;
    damaged[100] ^= 1;

    EXPECT_EQ(error_of(with_byte(whole, 0, 'X')), ImageError::not_an_image);
    EXPECT_EQ(error_of(with_byte(whole, 6, 1)), ImageError::unknown_version);
    EXPECT_EQ(error_of(damaged), ImageError::damaged);
    EXPECT_EQ(error_of(with_byte(whole, 71, 11)), ImageError::impossible);   // issuer tries
    EXPECT_EQ(error_of(with_byte(whole, 124, 11)), ImageError::impossible);  // meter tries
    EXPECT_EQ(error_of(with_byte(whole, 7, 9)), ImageError::impossible);     // identity
    EXPECT_EQ(error_of(with_byte(whole, 513, 9)), ImageError::impossible);   // log, operation
    EXPECT_EQ(error_of(with_byte(whole, 515, 1)), ImageError::impossible);   // log, spare
}

}  // namespace
}  // namespace card
