// Big-endian fields into a growing buffer, for content whose length is not fixed.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/byte_writer.h"
#include "base/quantity.h"

namespace office {

class ByteBuilder {
 public:
    // All its bytes, two's complement where it is signed.
    template <std::integral Number>
    ByteBuilder& add(Number number) {
        std::array<std::uint8_t, sizeof number> field{};
        base::ByteWriter{field}.unsigned_of(static_cast<std::make_unsigned_t<Number>>(number),
                                            field.size());
        return bytes(field);
    }
    template <typename Enum>
        requires std::is_enum_v<Enum>
    ByteBuilder& add(Enum value) {
        return add(std::to_underlying(value));
    }
    template <typename U>
    ByteBuilder& add(base::Quantity<U> quantity) {
        return add(quantity.count());
    }
    // Its length in four bytes, then its bytes.
    ByteBuilder& text(std::string_view text) {
        add(static_cast<std::uint32_t>(text.size()));
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        return *this;
    }
    ByteBuilder& bytes(std::span<const std::uint8_t> source) {
        bytes_.insert(bytes_.end(), source.begin(), source.end());
        return *this;
    }

    [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
    std::vector<std::uint8_t> bytes_;
};

}  // namespace office
