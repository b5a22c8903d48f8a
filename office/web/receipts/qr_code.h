// A QR code as a square of dark and light modules.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace office {

class QrCode {
 public:
    // Of a text without zero bytes, with medium error correction (15 %).
    //   source   ISO/IEC 18004, by libqrencode
    explicit QrCode(const std::string& text);

    [[nodiscard]] std::size_t size() const { return size_; }  // modules a side, without a margin
    // Outside the square everything is light.
    [[nodiscard]] bool is_dark(std::size_t row, std::size_t column) const {
        return row < size_ && column < size_ && dark_.at(row * size_ + column);
    }

 private:
    std::size_t size_ = 0;
    std::vector<bool> dark_;
};

}  // namespace office
