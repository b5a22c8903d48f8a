#include "card/digest.h"

#include <algorithm>
#include <cstddef>

#include "card/crypto/aes.h"

namespace card {

Digest8 digest_after(const Digest8& before, std::span<const std::uint8_t> bytes) {
    Block chained{};
    std::ranges::copy(before, chained.begin());
    while (!bytes.empty()) {
        const std::size_t size = std::min(bytes.size(), chained.size());
        Block block{};
        std::ranges::copy(bytes.first(size), block.begin());
        chained = aes_encrypt_block(Key128{chained}, block);
        for (std::size_t i = 0; i < block.size(); ++i) {
            chained[i] ^= block[i];
        }
        bytes = bytes.subspan(size);
    }
    Digest8 digest{};
    std::ranges::copy_n(chained.begin(), digest.size(), digest.begin());
    return digest;
}

}  // namespace card
