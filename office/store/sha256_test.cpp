#include "office/store/sha256.h"

#include <gtest/gtest.h>

#include <array>

namespace office {
namespace {

// FIPS 180-4's example "abc", as published with the standard.
constexpr Digest digest_of_abc{0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40,
                               0xDE, 0x5D, 0xAE, 0x22, 0x23, 0xB0, 0x03, 0x61, 0xA3, 0x96, 0x17,
                               0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61, 0xF2, 0x00, 0x15, 0xAD};

TEST(Sha256, of_abc_is_the_published_digest) {
    EXPECT_EQ(sha256(std::array<std::uint8_t, 3>{'a', 'b', 'c'}), digest_of_abc);
}

TEST(Sha256, begins_anew_after_each_digest) {
    Sha256 digest;
    static_cast<void>(digest.add(std::array<std::uint8_t, 1>{'x'}).take());

    digest.add(std::array<std::uint8_t, 2>{'a', 'b'}).add(std::array<std::uint8_t, 1>{'c'});

    EXPECT_EQ(digest.take(), digest_of_abc);
}

}  // namespace
}  // namespace office
