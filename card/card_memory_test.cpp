#include "card/card_memory.h"

#include <gtest/gtest.h>

#include <vector>

#include <cstddef>

#include "base/byte_writer.h"
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
    memory.history.day_ends.back().front() = 1;
    memory.history.month_ends.back().front() = 2;
    memory.history.events.back().front() = 3;
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
    EXPECT_EQ(memory->history.day_ends.back().front(), 1);
    EXPECT_EQ(memory->history.month_ends.back().front(), 2);
    EXPECT_EQ(memory->history.events.back().front(), 3);
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
        const bool is_as_long_as_before =
            length == image_size_of_version_3 || length == image_size_of_version_2;
        EXPECT_EQ(error_of(std::span{whole}.first(length)),
                  is_as_long_as_before ? ImageError::unknown_version : ImageError::not_an_image);
    }
}

// `image` of an earlier version with its checksum.
std::vector<std::uint8_t> of_version(std::uint8_t version, std::vector<std::uint8_t> image) {
    image[6] = version;
    const std::uint32_t checksum = base::crc32c(image);
    image.resize(image.size() + 4);
    base::ByteWriter{std::span{image}.last(4)}.u32(checksum);
    return image;
}

// Version 3 had no history.
TEST(CardImage, of_version_3_is_read) {
    const CardMemory memory = example_memory();
    const CardImage whole = encode(memory);

    const auto read =
        decode_image(of_version(3, {whole.begin(), whole.begin() + image_size_of_version_3 - 4}));

    ASSERT_TRUE(read);
    EXPECT_EQ(read->order, memory.order);
    EXPECT_EQ(read->report, memory.report);
    EXPECT_EQ(read->log, memory.log);
    EXPECT_EQ(read->next_meter.enc.bytes(), memory.next_meter.enc.bytes());
    EXPECT_EQ(history_counters_of(read->history), history_counters_of({}));
}

// Version 2 had neither a second meter key set nor a KEYS record.
TEST(CardImage, of_version_2_is_read) {
    const CardMemory memory = example_memory();
    const CardImage whole = encode(memory);
    const auto part = [&](std::size_t from, std::size_t until) {
        return std::span{whole}.subspan(from, until - from);
    };
    std::vector<std::uint8_t> before;
    for (const auto bytes :
         {part(0, 129), part(162, 546), part(610, image_size_of_version_3 - 4)}) {
        before.insert(before.end(), bytes.begin(), bytes.end());
    }
    before[38] = 0;  // spare where the identity names the next key version now

    const auto read = decode_image(of_version(2, before));

    ASSERT_TRUE(read);
    EXPECT_EQ(read->order, memory.order);
    EXPECT_EQ(read->report, memory.report);
    EXPECT_EQ(read->log, memory.log);
    EXPECT_EQ(read->meter.keys.mac.bytes(), memory.meter.keys.mac.bytes());
    EXPECT_EQ(read->next_meter.enc.bytes(), Block{});
    EXPECT_TRUE(is_blank(read->keys));
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
    EXPECT_EQ(error_of(with_byte(whole, 161, 11)), ImageError::impossible);  // next meter tries
    EXPECT_EQ(error_of(with_byte(whole, 7, 9)), ImageError::impossible);     // identity
    EXPECT_EQ(error_of(with_byte(whole, 610, 11)), ImageError::impossible);  // log, operation
    EXPECT_EQ(error_of(with_byte(whole, 612, 1)), ImageError::impossible);   // log, spare
}

}  // namespace
}  // namespace card
