#include "card/crypto/key128.h"

#include <algorithm>
#include <cstddef>

#include "base/ensure.h"

namespace card {

void wipe(std::span<std::uint8_t> bytes) {
    volatile std::uint8_t* place = bytes.data();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        place[i] = 0;
    }
}

AesKey::AesKey(std::span<const std::uint8_t> bytes) : size_{bytes.size()} {
    base::ensure(size_ == 16 || size_ == 24 || size_ == 32);
    std::ranges::copy(bytes, bytes_.begin());
}

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    if (a.size() != b.size()) {
        return false;
    }
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(a[i] ^ b[i]);
    }
    return difference == 0;
}

}  // namespace card
