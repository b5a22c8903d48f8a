#include "card/crypto/cmac.h"

#include <algorithm>

#include "card/crypto/aes.h"

namespace card {
namespace {

// Multiplication by x in GF(2^128), polynomial x^128 + x^7 + x^2 + x + 1, without a branch on
// the secret bit.
Block doubled(const Block& value) {
    Block result{};
    unsigned carry = 0;
    for (std::size_t i = value.size(); i > 0; --i) {
        const unsigned shifted = static_cast<unsigned>(value[i - 1]) << 1 | carry;
        result[i - 1] = static_cast<std::uint8_t>(shifted);
        carry = shifted >> 8;
    }
    result.back() = static_cast<std::uint8_t>(result.back() ^ (carry * 0x87U));
    return result;
}

void exclusive_or_into(Block& target, const Block& other) {
    for (std::size_t i = 0; i < target.size(); ++i) {
        target[i] ^= other[i];
    }
}

}  // namespace

Cmac& Cmac::add(std::span<const std::uint8_t> piece) {
    while (!piece.empty()) {
        if (last_size_ == last_.size()) {
            exclusive_or_into(last_, chained_);
            chained_ = aes_encrypt_block(key_, last_);
            last_ = {};
            last_size_ = 0;
        }
        const std::size_t taken = std::min(piece.size(), last_.size() - last_size_);
        std::ranges::copy(piece.first(taken),
                          last_.begin() + static_cast<std::ptrdiff_t>(last_size_));
        last_size_ += taken;
        piece = piece.subspan(taken);
    }
    return *this;
}

Block Cmac::finish() {
    Block subkey = doubled(aes_encrypt_block(key_, Block{}));
    if (last_size_ < last_.size()) {
        last_[last_size_] = 0x80;
        subkey = doubled(subkey);
    }
    exclusive_or_into(last_, subkey);
    exclusive_or_into(last_, chained_);
    wipe(subkey);
    return aes_encrypt_block(key_, last_);
}

Block cmac(const AesKey& key, std::span<const std::uint8_t> message) {
    return Cmac{key}.add(message).finish();
}

}  // namespace card
