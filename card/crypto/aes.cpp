#include "card/crypto/aes.h"

#include <mbedtls/aes.h>

#include <algorithm>
#include <cstddef>

#include "base/ensure.h"

namespace card {
namespace {

enum class Direction : int { encrypt = MBEDTLS_AES_ENCRYPT, decrypt = MBEDTLS_AES_DECRYPT };

// A key made ready for one direction, wiped with its scope.
class Schedule {
 public:
    Schedule(const AesKey& key, Direction direction) : direction_{direction} {
        mbedtls_aes_init(&context_);
        const auto bits = static_cast<unsigned>(8 * key.bytes().size());
        const int refused = direction == Direction::encrypt
                                ? mbedtls_aes_setkey_enc(&context_, key.bytes().data(), bits)
                                : mbedtls_aes_setkey_dec(&context_, key.bytes().data(), bits);
        base::ensure(refused == 0);  // it refuses wrong key lengths only
    }
    Schedule(const Schedule&) = delete;
    Schedule& operator=(const Schedule&) = delete;
    ~Schedule() { mbedtls_aes_free(&context_); }

    Block apply(const Block& in) {
        Block out{};
        const int refused =
            mbedtls_aes_crypt_ecb(&context_, static_cast<int>(direction_), in.data(), out.data());
        base::ensure(refused == 0);
        return out;
    }

 private:
    mbedtls_aes_context context_{};
    Direction direction_;
};

Block block_at(std::span<const std::uint8_t> data, std::size_t offset) {
    Block block{};
    std::ranges::copy(data.subspan(offset, block.size()), block.begin());
    return block;
}

Block exclusive_or(Block a, const Block& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] ^= b[i];
    }
    return a;
}

}  // namespace

Block aes_encrypt_block(const AesKey& key, const Block& plain) {
    return Schedule{key, Direction::encrypt}.apply(plain);
}

Block aes_decrypt_block(const AesKey& key, const Block& encrypted) {
    return Schedule{key, Direction::decrypt}.apply(encrypted);
}

void aes_cbc_encrypt(const AesKey& key, const Block& start, std::span<std::uint8_t> data) {
    base::ensure(data.size() % start.size() == 0);
    Schedule schedule{key, Direction::encrypt};
    Block previous = start;
    for (std::size_t offset = 0; offset < data.size(); offset += start.size()) {
        previous = schedule.apply(exclusive_or(block_at(data, offset), previous));
        std::ranges::copy(previous, data.subspan(offset).begin());
    }
}

void aes_cbc_decrypt(const AesKey& key, const Block& start, std::span<std::uint8_t> data) {
    base::ensure(data.size() % start.size() == 0);
    Schedule schedule{key, Direction::decrypt};
    Block previous = start;
    for (std::size_t offset = 0; offset < data.size(); offset += start.size()) {
        const Block encrypted = block_at(data, offset);
        std::ranges::copy(exclusive_or(schedule.apply(encrypted), previous),
                          data.subspan(offset).begin());
        previous = encrypted;
    }
}

}  // namespace card
