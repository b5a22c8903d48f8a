#include "meter/display/frame.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/rounding.h"
#include "meter/display/segments.h"

namespace meter {
namespace {

constexpr std::uint64_t largest_shown = 99'999'999;  // eight digits

void append(FrameText& text, std::string_view characters) {
    text.append(std::span<const char>{characters});
}

// Appends `value` with at least `digits` digits, zeros in front, and a point before the last
// `decimals` of them where there are any. What eight digits do not hold is shown as all nines.
void append_number(FrameText& text, std::uint64_t value, std::size_t digits,
                   std::size_t decimals = 0) {
    std::array<char, display_digits + 1> buffer{};  // and a point
    auto place = buffer.end();
    auto rest = static_cast<std::uint32_t>(std::min(value, largest_shown));
    for (std::size_t written = 0; written < digits || rest != 0; ++written, rest /= 10) {
        if (written == decimals && decimals != 0) {
            *--place = '.';
        }
        *--place = static_cast<char>('0' + rest % 10);
    }
    append(text, {place, buffer.end()});
}

constexpr std::uint64_t magnitude(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? 0 - bits : bits;
}

// `value` counts the last of so many decimals, 10 to the power of which is `scale`. The decimals
// go where eight digits do not hold them.
FrameText decimal_text(bool is_negative, std::uint64_t value, std::uint64_t scale,
                       std::size_t decimals) {
    FrameText text;
    if (is_negative) {
        text.push_back('-');
    }
    if (value <= largest_shown) {
        append_number(text, value, decimals + 1, decimals);
    } else {
        append_number(text, value / scale, 1);
    }
    return text;
}

FrameText code_text(std::string_view word, std::uint64_t number) {
    FrameText text;
    append(text, word);
    append_number(text, number, 2);
    return text;
}

}  // namespace

FrameText kilowatt_hours_text(base::WattHours energy) {
    const std::int64_t hundredths = base::divide_down(energy.count(), 10);
    return decimal_text(hundredths < 0, magnitude(hundredths), 100, 2);
}

FrameText kilowatts_text(base::Milliwatts power) {
    const std::int64_t watts = power.count() / 1000;
    return decimal_text(watts < 0, magnitude(watts), 1000, 3);
}

FrameText volts_text(base::Millivolts voltage) {
    return decimal_text(false, magnitude(voltage.count()) / 100, 10, 1);
}

FrameText amperes_text(base::Milliamperes current) {
    return decimal_text(false, magnitude(current.count()) / 10, 100, 2);
}

FrameText hertz_text(Millihertz frequency) {
    return decimal_text(false, magnitude(frequency.count()) / 10, 100, 2);
}

FrameText count_text(std::uint64_t count) {
    FrameText text;
    append_number(text, count, 1);
    return text;
}

FrameText digest_text(const card::Digest8& digest) {
    constexpr std::string_view characters = "0123456789AbCdEF";  // as seven segments show them
    FrameText text;
    for (const std::uint8_t byte : std::span{digest}.first(4)) {
        text.push_back(characters[byte >> 4]);
        text.push_back(characters[byte & 0x0FU]);
    }
    return text;
}

FrameText result_text(InsertionResult result) {
    if (is_failure(result)) {
        return code_text("Err-", std::to_underlying(result));
    }
    FrameText text;
    append(text, "Good");
    return text;
}

FrameText reason_text(Reason reason) {
    return code_text("OFF-", std::to_underlying(reason));
}

FrameText fault_text(Fault fault) {
    return code_text("FAIL-", std::to_underlying(fault));
}

}  // namespace meter
