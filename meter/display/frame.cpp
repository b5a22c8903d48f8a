#include "meter/display/frame.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "base/rounding.h"

namespace meter {
namespace {

constexpr std::uint64_t largest_shown = 99'999'999;  // eight digits

void append(FrameText& text, std::string_view characters) {
    text.append(std::span<const char>{characters});
}

// `value` with at least `digits` digits, zeros in front.
void append_number(FrameText& text, std::uint64_t value, std::size_t digits) {
    std::array<char, 8> buffer{};
    const char* const end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::min(value, largest_shown))
            .ptr;
    const auto length = static_cast<std::size_t>(end - buffer.data());
    for (std::size_t i = length; i < digits; ++i) {
        text.push_back('0');
    }
    append(text, {buffer.data(), length});
}

}  // namespace

FrameText kilowatt_hours_text(base::WattHours energy) {
    const std::int64_t hundredths = base::divide_down(energy.count(), 10);
    FrameText text;
    if (hundredths < 0) {
        text.push_back('-');
    }
    const auto size = static_cast<std::uint64_t>(hundredths < 0 ? -hundredths : hundredths);
    append_number(text, size / 100, 1);
    if (size <= largest_shown) {
        text.push_back('.');
        append_number(text, size % 100, 2);
    }
    return text;
}

FrameText kilowatts_text(base::Milliwatts power) {
    const auto watts = static_cast<std::uint64_t>(base::divide_down(power.count(), 1000));
    FrameText text;
    append_number(text, watts / 1000, 1);
    text.push_back('.');
    append_number(text, watts % 1000, 3);
    return text;
}

FrameText count_text(std::uint64_t count) {
    FrameText text;
    append_number(text, count, 1);
    return text;
}

FrameText result_text(InsertionResult result) {
    FrameText text;
    if (is_failure(result)) {
        append(text, "Err-");
        append_number(text, std::to_underlying(result), 2);
    } else {
        append(text, "Good");
    }
    return text;
}

}  // namespace meter
