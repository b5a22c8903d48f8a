// A sequence of at most `Capacity` elements that needs no heap. Its elements are plain values.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include "base/ensure.h"

namespace base {

template <typename T, std::size_t Capacity>
class FixedVector {
    static_assert(std::is_trivially_copyable_v<T>);

 public:
    using value_type = T;

    constexpr FixedVector() = default;
    // A copy of `source`, which must fit.
    constexpr explicit FixedVector(std::span<const T> source) { append(source); }

    // False and nothing is changed where there is no room.
    [[nodiscard]] constexpr bool try_push_back(const T& value) {
        if (size_ == Capacity) {
            return false;
        }
        elements_[size_++] = value;
        return true;
    }
    constexpr void push_back(const T& value) { ensure(try_push_back(value)); }

    constexpr void append(std::span<const T> source) {
        ensure(source.size() <= Capacity - size_);
        std::ranges::copy(source, elements_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += source.size();
    }
    // Makes it `size` long; new elements are value-initialised.
    constexpr void resize(std::size_t size) {
        ensure(size <= Capacity);
        for (std::size_t i = size_; i < size; ++i) {
            elements_[i] = T{};
        }
        size_ = size;
    }
    constexpr void clear() { size_ = 0; }

    [[nodiscard]] static constexpr std::size_t capacity() { return Capacity; }
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

    constexpr T* begin() { return elements_.data(); }
    constexpr T* end() { return elements_.data() + size_; }
    constexpr const T* begin() const { return elements_.data(); }
    constexpr const T* end() const { return elements_.data() + size_; }
    constexpr T* data() { return elements_.data(); }
    [[nodiscard]] constexpr const T* data() const { return elements_.data(); }

    constexpr T& operator[](std::size_t index) {
        ensure(index < size_);
        return elements_[index];
    }
    constexpr const T& operator[](std::size_t index) const {
        ensure(index < size_);
        return elements_[index];
    }

    constexpr bool operator==(const FixedVector& other) const {
        return std::ranges::equal(*this, other);
    }

 private:
    std::array<T, Capacity> elements_{};
    std::size_t size_ = 0;
};

}  // namespace base
