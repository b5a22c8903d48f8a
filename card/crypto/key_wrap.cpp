#include "card/crypto/key_wrap.h"

#include <algorithm>
#include <cstddef>

#include "card/crypto/aes.h"

namespace card {
namespace {

using Half = std::array<std::uint8_t, 8>;

constexpr Half check_value{0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6};
constexpr std::uint8_t passes = 6;

Block joined(const Half& first, const Half& second) {
    Block block{};
    std::ranges::copy(first, block.begin());
    std::ranges::copy(second, block.begin() + 8);
    return block;
}

Half first_half(const Block& block) {
    Half half{};
    std::ranges::copy_n(block.begin(), 8, half.begin());
    return half;
}

Half second_half(const Block& block) {
    Half half{};
    std::ranges::copy_n(block.begin() + 8, 8, half.begin());
    return half;
}

}  // namespace

WrappedKey wrap_key(const Key128& wrapping_key, const Key128& key) {
    Half check = check_value;
    std::array<Half, 2> halves{first_half(key.bytes()), second_half(key.bytes())};
    std::uint8_t step = 0;
    for (std::uint8_t pass = 0; pass < passes; ++pass) {
        for (Half& half : halves) {
            const Block mixed = aes_encrypt_block(wrapping_key, joined(check, half));
            check = first_half(mixed);
            check.back() ^= ++step;
            half = second_half(mixed);
        }
    }
    WrappedKey wrapped{};
    std::ranges::copy(check, wrapped.begin());
    std::ranges::copy(joined(halves[0], halves[1]), wrapped.begin() + 8);
    return wrapped;
}

std::optional<Key128> unwrap_key(const Key128& wrapping_key,
                                 std::span<const std::uint8_t, 24> wrapped) {
    Half check{};
    std::array<Half, 2> halves{};
    std::ranges::copy(wrapped.first<8>(), check.begin());
    std::ranges::copy(wrapped.subspan<8, 8>(), halves[0].begin());
    std::ranges::copy(wrapped.subspan<16, 8>(), halves[1].begin());
    std::uint8_t step = passes * halves.size();
    for (std::uint8_t pass = 0; pass < passes; ++pass) {
        for (std::size_t i = halves.size(); i > 0; --i) {
            check.back() ^= step--;
            const Block mixed = aes_decrypt_block(wrapping_key, joined(check, halves[i - 1]));
            check = first_half(mixed);
            halves[i - 1] = second_half(mixed);
        }
    }
    if (!equal_in_constant_time(check, check_value)) {
        return std::nullopt;
    }
    Block key = joined(halves[0], halves[1]);
    const Key128 unwrapped{key};
    wipe(key);
    return unwrapped;
}

}  // namespace card
