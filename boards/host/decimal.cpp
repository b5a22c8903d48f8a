#include "boards/host/decimal.h"

#include <cstddef>

namespace boards {
namespace {

constexpr std::int64_t limit = 1'000'000'000'000'000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::optional<std::int64_t> scaled_decimal(std::string_view text, int places) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty())) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto take = [&value](char digit) {
        if (!is_digit(digit) || value >= limit / 10) {
            return false;
        }
        value = 10 * value + (digit - '0');
        return true;
    };
    for (const char digit : whole) {
        if (!take(digit)) {
            return std::nullopt;
        }
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(places); ++i) {
        if (!take(i < fraction.size() ? fraction[i] : '0')) {
            return std::nullopt;
        }
    }
    for (std::size_t i = static_cast<std::size_t>(places); i < fraction.size(); ++i) {
        if (fraction[i] != '0') {
            return std::nullopt;
        }
    }
    return value;
}

}  // namespace boards
