// Sets of page numbers.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/ensure.h"

namespace meter {

// Any of the numbers below `Count`.
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

// The numbers that were put in last, at most `Capacity` of them.
template <std::size_t Capacity>
class LastPages {
 public:
    constexpr void insert(std::uint32_t page) {
        pages_[next_ % Capacity] = static_cast<std::uint16_t>(page);
        next_ = static_cast<std::uint8_t>(next_ + 1 == 2 * Capacity ? Capacity : next_ + 1);
    }
    [[nodiscard]] constexpr bool contains(std::uint32_t page) const {
        const auto* const end = pages_.begin() + size();
        return std::find(pages_.begin(), end, page) != end;
    }
    [[nodiscard]] constexpr std::uint32_t size() const {
        return std::min<std::uint32_t>(next_, Capacity);
    }

 private:
    std::array<std::uint16_t, Capacity> pages_{};
    std::uint8_t next_ = 0;  // below 2 * Capacity; from Capacity on all are used
};

}  // namespace meter
