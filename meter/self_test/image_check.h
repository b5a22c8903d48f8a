// The checksum of the program, a piece at a time, so that no step takes long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace meter {

class ImageCheck {
 public:
    static constexpr std::size_t piece_bytes = 4096;

    // Takes the next piece of `image`. Nothing until the last one; then whether its CRC-32C is
    // `expected`, and the next call begins anew.
    [[nodiscard]] std::optional<bool> step(std::span<const std::uint8_t> image,
                                           std::uint32_t expected);

 private:
    std::size_t position_ = 0;
    std::uint32_t checksum_ = 0;
};

}  // namespace meter
