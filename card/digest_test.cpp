#include "card/digest.h"

#include <gtest/gtest.h>

#include "card/crypto/aes.h"

namespace card {
namespace {

TEST(Digest, is_the_block_encrypted_under_the_chained_one_and_added_to_itself) {
    const Digest8 before{1, 2, 3, 4, 5, 6, 7, 8};
    const Block first{9};
    const Block second{10, 11};
    Block chained{1, 2, 3, 4, 5, 6, 7, 8};
    for (const Block& block : {first, second}) {
        Block next = aes_encrypt_block(Key128{chained}, block);
        for (std::size_t i = 0; i < next.size(); ++i) {
            next[i] ^= block[i];
        }
        chained = next;
    }
    std::array<std::uint8_t, 18> message{};  // the second block is filled with zeros
    message[0] = 9;
    message[16] = 10;
    message[17] = 11;

    const Digest8 digest = digest_after(before, message);

    EXPECT_TRUE(std::equal(digest.begin(), digest.end(), chained.begin()));
}

TEST(Digest, of_nothing_is_what_was_before) {
    EXPECT_EQ(digest_after({}, {}), Digest8{});
    EXPECT_EQ(digest_after({1, 2}, {}), (Digest8{1, 2}));
}

}  // namespace
}  // namespace card
