// A short digest without a key: it names what it was made of and chains records to each other. What
// carries it has a code of its own.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace card {

using Digest8 = std::array<std::uint8_t, 8>;  // zeros: of nothing

// What `before` becomes by `bytes`: AES-128 as a compression function after Matyas, Meyer and
// Oseas. The chained block begins as `before` and 8 zeros; each block of 16 bytes, the last one
// filled with zeros, turns it into AES-128 of that block, keyed with it, exclusive-or the block.
// The first 8 bytes of the last are the digest. What is digested for one purpose always has one
// length.
[[nodiscard]] Digest8 digest_after(const Digest8& before, std::span<const std::uint8_t> bytes);

}  // namespace card
