// AES, one block and in cipher block chaining (FIPS 197, NIST SP 800-38A).
#pragma once

#include <cstdint>
#include <span>

#include "card/crypto/key128.h"

namespace card {

[[nodiscard]] Block aes_encrypt_block(const AesKey& key, const Block& plain);
[[nodiscard]] Block aes_decrypt_block(const AesKey& key, const Block& encrypted);

// In place. `data` is whole blocks, none is allowed; any other length is a programming error.
void aes_cbc_encrypt(const AesKey& key, const Block& start, std::span<std::uint8_t> data);
void aes_cbc_decrypt(const AesKey& key, const Block& start, std::span<std::uint8_t> data);

}  // namespace card
