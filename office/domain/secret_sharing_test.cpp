#include "office/domain/secret_sharing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace office {
namespace {

const card::Key128 secret{card::Block{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99,
                                      0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF}};

std::vector<std::uint8_t> coefficients(std::uint8_t needed, std::uint8_t first = 0x5A) {
    std::vector<std::uint8_t> bytes(coefficient_bytes(needed));
    for (auto& byte : bytes) {
        byte = first = static_cast<std::uint8_t>(first * 29U + 7U);
    }
    return bytes;
}

TEST(SecretSharing, multiplies_as_fips_197_does) {
    EXPECT_EQ(field_product(0x57, 0x83), 0xC1);  // section 4.2
    EXPECT_EQ(field_product(0x57, 0x13), 0xFE);  // section 4.2.1
}

TEST(SecretSharing, every_element_but_zero_has_an_inverse) {
    for (unsigned a = 1; a < 256; ++a) {
        const auto element = static_cast<std::uint8_t>(a);
        EXPECT_EQ(field_product(element, field_inverse(element)), 1);
    }
    EXPECT_EQ(field_inverse(0), 0);
}

// y = s + c x at x = 1, 2, 3, by hand: 01 + 02 * 1, 01 + 02 * 2 = 01 + 04, 01 + 02 * 3 = 01 + 06.
TEST(SecretSharing, splits_as_computed_by_hand) {
    card::Block one{};
    one.fill(0x01);
    const std::vector<std::uint8_t> two(16, 0x02);

    const auto parts = split_secret(card::Key128{one}, 2, 3, two);

    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].y[0], 0x03);
    EXPECT_EQ(parts[1].y[0], 0x05);
    EXPECT_EQ(parts[2].y[15], 0x07);
}

TEST(SecretSharing, any_two_of_three_and_all_three_give_the_secret_back) {
    const auto parts = split_secret(secret, 2, 3, coefficients(2));

    for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 2}, std::pair{2, 0}}) {
        const std::array two{parts[static_cast<std::size_t>(a)],
                             parts[static_cast<std::size_t>(b)]};
        EXPECT_EQ(join_secret(two).bytes(), secret.bytes());
    }
    EXPECT_EQ(join_secret(parts).bytes(), secret.bytes());
}

TEST(SecretSharing, any_three_of_five_give_the_secret_back_and_two_do_not) {
    auto parts = split_secret(secret, 3, 5, coefficients(3));
    do {
        const std::span some{parts};
        EXPECT_EQ(join_secret(some.first(3)).bytes(), secret.bytes());
        EXPECT_NE(join_secret(some.first(2)).bytes(), secret.bytes());
    } while (std::ranges::next_permutation(parts, {}, &SecretPart::x).found);
}

// For whatever secret one likes there is a second part that goes with the first: it tells nothing.
TEST(SecretSharing, one_part_fits_every_secret) {
    const SecretPart part = split_secret(secret, 2, 2, coefficients(2)).front();
    for (unsigned wanted = 0; wanted < 256; ++wanted) {
        unsigned fits = 0;
        for (unsigned y = 0; y < 256; ++y) {
            SecretPart other{.x = 2, .y = {}};
            other.y.fill(static_cast<std::uint8_t>(y));
            const std::array both{part, other};
            fits += join_secret(both).bytes()[0] == wanted ? 1U : 0U;
        }
        EXPECT_EQ(fits, 1U);
    }
}

}  // namespace
}  // namespace office
