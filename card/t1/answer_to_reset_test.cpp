#include "card/t1/answer_to_reset.h"

#include <gtest/gtest.h>

#include <vector>

#include "card/testing/hex.h"

namespace card {
namespace {

AnswerToReset of(const char* hex) {
    const auto answer = decode_answer_to_reset(testing::bytes_of(hex));
    EXPECT_TRUE(answer) << hex;
    return answer.value_or(AnswerToReset{0xFF, 0});
}

ResetAnswerFault fault_of(const char* hex) {
    const auto answer = decode_answer_to_reset(testing::bytes_of(hex));
    EXPECT_FALSE(answer) << hex;
    return answer ? ResetAnswerFault{0xFF} : answer.error();
}

TEST(AnswerToReset, of_ours_says_t1_and_the_largest_field) {
    EXPECT_EQ(decode_answer_to_reset(answer_to_reset),
              (AnswerToReset{.protocol = 1, .card_field = 254}));
}

TEST(AnswerToReset, says_the_first_protocol_and_the_field_of_t1_wherever_it_stands) {
    EXPECT_EQ(of("3B00"), (AnswerToReset{.protocol = 0, .card_field = 32}));
    EXPECT_EQ(of("3B06545741545431"), (AnswerToReset{.protocol = 0, .card_field = 32}));
    EXPECT_EQ(of("3B86800154574154543174"), (AnswerToReset{.protocol = 0, .card_field = 32}));
    EXPECT_EQ(of("3B80810100"), (AnswerToReset{.protocol = 1, .card_field = 32}));
    EXPECT_EQ(of("3B808131FE458B"), (AnswerToReset{.protocol = 1, .card_field = 254}));
}

TEST(AnswerToReset, is_incomplete_at_every_byte_before_its_last) {
    for (std::size_t length = 0; length < answer_to_reset.size(); ++length) {
        EXPECT_EQ(decode_answer_to_reset(std::span{answer_to_reset}.first(length)).error(),
                  ResetAnswerFault::incomplete)
            << length;
    }
}

TEST(AnswerToReset, with_any_flipped_bit_is_not_taken_for_the_same) {
    for (std::size_t bit = 0; bit < 8 * answer_to_reset.size(); ++bit) {
        auto flipped = answer_to_reset;
        flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));

        EXPECT_FALSE(decode_answer_to_reset(flipped)) << bit;
    }
}

TEST(AnswerToReset, that_the_standard_does_not_have_is_refused) {
    EXPECT_EQ(fault_of("3F00"), ResetAnswerFault::malformed);          // the inverse convention
    EXPECT_EQ(fault_of("3B0000"), ResetAnswerFault::malformed);        // a byte after the last
    EXPECT_EQ(fault_of("3B8081110010"), ResetAnswerFault::malformed);  // a field of no length
    std::vector<std::uint8_t> endless(longest_answer_to_reset + 1, 0x80);
    endless[0] = 0x3B;
    EXPECT_EQ(decode_answer_to_reset(endless).error(), ResetAnswerFault::malformed);
}

}  // namespace
}  // namespace card
