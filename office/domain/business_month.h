// Months as tariffs count them: of business dates, in the office's time zone.
#pragma once

#include <chrono>
#include <cstdint>

namespace office {

// Twelve times the year plus the month's number less one, so that months are counted by
// subtracting.
enum class BusinessMonth : std::int32_t {};

[[nodiscard]] constexpr BusinessMonth month_of(std::chrono::year_month_day date) {
    return static_cast<BusinessMonth>(12 * static_cast<int>(date.year()) +
                                      static_cast<int>(static_cast<unsigned>(date.month())) - 1);
}

[[nodiscard]] constexpr BusinessMonth month_before(BusinessMonth month) {
    return static_cast<BusinessMonth>(static_cast<std::int32_t>(month) - 1);
}

// How many months `to` lies after `from`; 0 where it does not.
[[nodiscard]] constexpr std::int32_t months_between(BusinessMonth from, BusinessMonth to) {
    const std::int32_t months = static_cast<std::int32_t>(to) - static_cast<std::int32_t>(from);
    return months > 0 ? months : 0;
}

}  // namespace office
