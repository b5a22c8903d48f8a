#include "card/crypto/aes.h"

#include <gtest/gtest.h>

#include "card/testing/hex.h"

namespace card {
namespace {

using testing::array_of;
using testing::bytes_of;
using testing::hex_of;
using testing::key_of;

TEST(Aes, gives_the_blocks_of_fips_197_appendix_c_both_ways) {
    const Block plain = array_of<16>("00112233445566778899aabbccddeeff");
    const auto longest =
        bytes_of("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    for (const auto& [size, expected] : {std::pair{16U, "69c4e0d86a7b0430d8cdb78070b4c55a"},
                                         std::pair{24U, "dda97ca4864cdfe06eaf70a0ec0d7191"},
                                         std::pair{32U, "8ea2b7ca516745bfeafc49904b496089"}}) {
        const AesKey key{std::span{longest}.first(size)};

        const Block encrypted = aes_encrypt_block(key, plain);

        EXPECT_EQ(hex_of(encrypted), expected);
        EXPECT_EQ(aes_decrypt_block(key, encrypted), plain);
    }
}

TEST(Aes, chains_blocks_as_in_sp_800_38a_example_f_2_1) {
    const Key128 key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
    const Block start = array_of<16>("000102030405060708090a0b0c0d0e0f");
    const auto plain =
        bytes_of("6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51");
    auto data = plain;

    aes_cbc_encrypt(key, start, data);

    EXPECT_EQ(hex_of(data), "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2");

    aes_cbc_decrypt(key, start, data);

    EXPECT_EQ(data, plain);
}

TEST(AesDeathTest, a_part_of_a_block_is_a_programming_error) {
    auto data = bytes_of("001122");

    EXPECT_DEATH(aes_cbc_encrypt(Key128{}, Block{}, data), "internal rule");
    EXPECT_DEATH(AesKey{data}, "internal rule");
}

}  // namespace
}  // namespace card
