// What a column holds, and how our types become it.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/quantity.h"

namespace office {

using Blob = std::span<const std::uint8_t>;
// Text and blob point into what they were made from.
using SqliteValue = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

// The 64 bits of an unsigned number are kept as a signed one.
template <typename T>
    requires std::integral<T> || std::is_enum_v<T>
[[nodiscard]] constexpr SqliteValue sqlite_value(T number) {
    return static_cast<std::int64_t>(number);
}
template <typename Unit>
[[nodiscard]] constexpr SqliteValue sqlite_value(base::Quantity<Unit> quantity) {
    return quantity.count();
}
[[nodiscard]] constexpr SqliteValue sqlite_value(std::chrono::sys_seconds time) {
    return std::int64_t{time.time_since_epoch().count()};
}
[[nodiscard]] constexpr SqliteValue sqlite_value(std::chrono::year_month_day date) {
    return std::int64_t{std::chrono::sys_days{date}.time_since_epoch().count()};
}
[[nodiscard]] inline SqliteValue sqlite_value(std::string_view text) {
    return text;
}
template <std::size_t N>
[[nodiscard]] SqliteValue sqlite_value(const std::array<std::uint8_t, N>& bytes) {
    return Blob{bytes};
}
[[nodiscard]] inline SqliteValue sqlite_value(const std::vector<std::uint8_t>& bytes) {
    return Blob{bytes};
}
template <typename T>
[[nodiscard]] SqliteValue sqlite_value(const std::optional<T>& maybe) {
    if (!maybe) {
        return nullptr;
    }
    return sqlite_value(*maybe);
}

}  // namespace office
