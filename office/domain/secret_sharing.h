// Shamir's secret sharing: a key is split into parts of which any `needed` give it back and fewer
// say nothing about it. Each byte is the value at 0 of a polynomial of its own over GF(2^8), the
// field of AES (FIPS 197, section 4); a part holds the polynomials' values at its `x`.
//
//   source   A. Shamir, "How to share a secret", Communications of the ACM 22 (1979)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "card/crypto/key128.h"

namespace office {

struct SecretPart {
    std::uint8_t x = 0;  // 1 to 255, another one in each part
    card::Block y{};
};

// The product of two elements of the field; takes as long for all of them.
[[nodiscard]] std::uint8_t field_product(std::uint8_t a, std::uint8_t b);
// The element whose product with `a` is 1; 0 for 0.
[[nodiscard]] std::uint8_t field_inverse(std::uint8_t a);

[[nodiscard]] constexpr std::size_t coefficient_bytes(std::uint8_t needed) {
    return std::size_t{16} * (needed - 1U);
}

// `count` parts, x from 1.
//   needed         2 to count
//   coefficients   coefficient_bytes(needed) random bytes, used for this one split
[[nodiscard]] std::vector<SecretPart> split_secret(const card::Key128& secret, std::uint8_t needed,
                                                   std::uint8_t count,
                                                   std::span<const std::uint8_t> coefficients);

// The secret of `parts`, which all come from one split, are as many as it needs or more, and differ
// in x (a programming error where they do not). Of other parts it makes something else.
[[nodiscard]] card::Key128 join_secret(std::span<const SecretPart> parts);

}  // namespace office
