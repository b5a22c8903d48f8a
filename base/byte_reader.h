// Reads big-endian fields from bytes that came from outside. After the first field that is missing
// every further one reads as zero and `is_whole()` stays false: one check at the end is enough.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace base {

class ByteReader {
 public:
    constexpr explicit ByteReader(std::span<const std::uint8_t> bytes) : rest_{bytes} {}

    constexpr std::uint8_t u8() { return static_cast<std::uint8_t>(unsigned_of(1)); }
    constexpr std::uint16_t u16() { return static_cast<std::uint16_t>(unsigned_of(2)); }
    constexpr std::uint32_t u32() { return static_cast<std::uint32_t>(unsigned_of(4)); }
    constexpr std::uint64_t u64() { return unsigned_of(8); }

    // A two's complement field of `width` bytes, 1 to 8, its sign carried upward.
    constexpr std::int64_t signed_of(std::size_t width) {
        const std::uint64_t sign = std::uint64_t{1} << (8 * width - 1);
        return static_cast<std::int64_t>((unsigned_of(width) ^ sign) - sign);
    }

    // A field of `width` bytes, 1 to 8, without sign.
    constexpr std::uint64_t unsigned_of(std::size_t width) {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : bytes(width)) {
            value = value << 8 | byte;
        }
        return value;
    }

    // The next `count` bytes as they are; empty where they are missing.
    constexpr std::span<const std::uint8_t> bytes(std::size_t count) {
        if (count > rest_.size()) {
            whole_ = false;
            rest_ = {};
            return {};
        }
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    // The next N bytes as an array; zeros where they are missing.
    template <std::size_t N>
    constexpr std::array<std::uint8_t, N> array() {
        std::array<std::uint8_t, N> value{};
        std::ranges::copy(bytes(N), value.begin());
        return value;
    }

    [[nodiscard]] constexpr std::size_t left() const { return rest_.size(); }
    // Every field asked for was there.
    [[nodiscard]] constexpr bool is_whole() const { return whole_; }
    // Every field asked for was there and nothing is left over.
    [[nodiscard]] constexpr bool is_used_up() const { return whole_ && rest_.empty(); }

 private:
    std::span<const std::uint8_t> rest_;
    bool whole_ = true;
};

}  // namespace base
