// A block and a key of AES-128.
#pragma once

#include <array>
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

}  // namespace card
