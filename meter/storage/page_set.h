// A set of page numbers below a fixed count.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/ensure.h"

namespace meter {

template <std::uint32_t Count>
class PageSet {
 public:
    constexpr void insert(std::uint32_t page) {
        base::ensure(page < Count);
        words_[page / 32] |= std::uint32_t{1} << page % 32;
    }
    [[nodiscard]] constexpr bool contains(std::uint32_t page) const {
        base::ensure(page < Count);
        return (words_[page / 32] >> page % 32 & 1U) != 0;
    }
    [[nodiscard]] constexpr std::uint32_t size() const {
        std::uint32_t pages = 0;
        for (const std::uint32_t word : words_) {
            pages += static_cast<std::uint32_t>(std::popcount(word));
        }
        return pages;
    }

 private:
    std::array<std::uint32_t, (Count + 31) / 32> words_{};
};

}  // namespace meter
