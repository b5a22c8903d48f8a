#include "card/crypto/key_wrap.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "card/testing/hex.h"

namespace card {
namespace {

using testing::array_of;
using testing::hex_of;
using testing::key_of;

const Key128 wrapping_key = key_of("000102030405060708090A0B0C0D0E0F");
const Block key_bytes = array_of<16>("00112233445566778899AABBCCDDEEFF");

TEST(KeyWrap, gives_the_bytes_of_rfc_3394_section_4_1) {
    const WrappedKey wrapped = wrap_key(wrapping_key, Key128{key_bytes});

    EXPECT_EQ(hex_of(wrapped), "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
}

TEST(KeyWrap, is_undone_under_the_same_key) {
    const auto key = unwrap_key(wrapping_key, wrap_key(wrapping_key, Key128{key_bytes}));

    ASSERT_TRUE(key);
    EXPECT_EQ(key->bytes(), key_bytes);
}

TEST(KeyWrap, gives_nothing_after_any_flipped_bit) {
    const WrappedKey whole = wrap_key(wrapping_key, Key128{key_bytes});

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        WrappedKey damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(unwrap_key(wrapping_key, damaged)) << "bit " << bit;
    }
}

TEST(KeyWrap, gives_nothing_under_another_key) {
    const WrappedKey wrapped = wrap_key(wrapping_key, Key128{key_bytes});

    EXPECT_FALSE(unwrap_key(Key128{key_bytes}, wrapped));
}

}  // namespace
}  // namespace card
