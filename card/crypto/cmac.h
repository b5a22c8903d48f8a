// AES-CMAC: a message authentication code of one block (NIST SP 800-38B, RFC 4493).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "card/crypto/key128.h"

namespace card {

// The code of a message that comes in pieces: add() each in order, then finish() once.
class Cmac {
 public:
    explicit Cmac(const AesKey& key) : key_{key} {}

    Cmac& add(std::span<const std::uint8_t> piece);
    [[nodiscard]] Block finish();

 private:
    AesKey key_;
    Block chained_{};            // everything before the last block, which may be short or whole
    Block last_{};               // its first `last_size_` bytes are filled, the rest is zero
    std::size_t last_size_ = 0;  // 0 to 16; 0 for the empty message only
};

[[nodiscard]] Block cmac(const AesKey& key, std::span<const std::uint8_t> message);

}  // namespace card
