// A block of AES, and its keys: ours have 16 bytes, those of a secure channel may have 24 or 32.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace card {

using Block = std::array<std::uint8_t, 16>;

// Overwrites `bytes` with zeros in a way that the compiler may not leave out.
void wipe(std::span<std::uint8_t> bytes);

// True where both have the same bytes; the time taken depends on the length only.
[[nodiscard]] bool equal_in_constant_time(std::span<const std::uint8_t> a,
                                          std::span<const std::uint8_t> b);

// Sixteen secret bytes: never printed, never compared, overwritten when they are no longer needed.
class Key128 {
 public:
    Key128() = default;  // sixteen zeros: the place of a key that is not there
    explicit Key128(const Block& bytes) : bytes_{bytes} {}
    Key128(const Key128&) = default;
    Key128& operator=(const Key128&) = default;
    ~Key128() { wipe(bytes_); }

    [[nodiscard]] const Block& bytes() const { return bytes_; }

 private:
    Block bytes_{};
};

// A secret key of any length that AES has, kept as a Key128 is.
class AesKey {
 public:
    AesKey() = default;  // sixteen zeros
    AesKey(const Key128& key) : AesKey{key.bytes()} {}
    // 16, 24 or 32 bytes.
    explicit AesKey(std::span<const std::uint8_t> bytes);
    AesKey(const AesKey&) = default;
    AesKey& operator=(const AesKey&) = default;
    ~AesKey() { wipe(bytes_); }

    [[nodiscard]] std::span<const std::uint8_t> bytes() const {
        return std::span{bytes_}.first(size_);
    }

 private:
    std::array<std::uint8_t, 32> bytes_{};
    std::size_t size_ = 16;
};

}  // namespace card
