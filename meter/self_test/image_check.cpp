#include "meter/self_test/image_check.h"

#include <algorithm>

#include "base/crc32c.h"

namespace meter {

std::optional<bool> ImageCheck::step(std::span<const std::uint8_t> image, std::uint32_t expected) {
    const std::size_t left = image.size() - std::min(position_, image.size());
    const std::size_t piece = std::min(left, piece_bytes);
    checksum_ = base::crc32c(image.subspan(image.size() - left, piece), checksum_);
    position_ += piece;
    if (position_ < image.size()) {
        return std::nullopt;
    }
    const bool is_right = checksum_ == expected;
    *this = {};
    return is_right;
}

}  // namespace meter
