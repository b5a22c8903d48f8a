// Writes big-endian fields into a buffer of the caller's. Its size is the caller's promise: writing
// past the end is a programming error, because every record of ours has a fixed size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/ensure.h"

namespace base {

class ByteWriter {
 public:
    constexpr explicit ByteWriter(std::span<std::uint8_t> buffer) : buffer_{buffer} {}

    constexpr ByteWriter& u8(std::uint8_t value) { return unsigned_of(value, 1); }
    constexpr ByteWriter& u16(std::uint16_t value) { return unsigned_of(value, 2); }
    constexpr ByteWriter& u32(std::uint32_t value) { return unsigned_of(value, 4); }
    constexpr ByteWriter& u64(std::uint64_t value) { return unsigned_of(value, 8); }

    // `value` in `width` bytes of two's complement; it must fit.
    constexpr ByteWriter& signed_of(std::int64_t value, std::size_t width) {
        const int spare_bits = static_cast<int>(64 - 8 * width);
        const auto bits = static_cast<std::uint64_t>(value);
        ensure(static_cast<std::int64_t>(bits << spare_bits) >> spare_bits == value);
        return put(bits, width);
    }

    // `value` in `width` bytes; it must fit.
    constexpr ByteWriter& unsigned_of(std::uint64_t value, std::size_t width) {
        ensure(width == 8 || value >> (8 * width) == 0);
        return put(value, width);
    }

    constexpr ByteWriter& bytes(std::span<const std::uint8_t> source) {
        ensure(source.size() <= buffer_.size() - used_);
        std::copy_n(source.data(), source.size(), take(source.size()));
        return *this;
    }

    constexpr ByteWriter& zeros(std::size_t count) {
        ensure(count <= buffer_.size() - used_);
        std::fill_n(take(count), count, std::uint8_t{0});
        return *this;
    }

    [[nodiscard]] constexpr std::span<const std::uint8_t> written() const {
        return buffer_.first(used_);
    }
    [[nodiscard]] constexpr std::size_t size() const { return used_; }

 private:
    constexpr ByteWriter& put(std::uint64_t bits, std::size_t width) {
        ensure(width <= buffer_.size() - used_);
        std::uint8_t* const place = take(width);
        for (std::size_t i = 0; i < width; ++i) {
            place[i] = static_cast<std::uint8_t>(bits >> (8 * (width - 1 - i)));
        }
        return *this;
    }

    // The next `count` bytes, for which there is room.
    constexpr std::uint8_t* take(std::size_t count) {
        std::uint8_t* const place = buffer_.data() + used_;
        used_ += count;
        return place;
    }

    std::span<std::uint8_t> buffer_;
    std::size_t used_ = 0;
};

}  // namespace base
