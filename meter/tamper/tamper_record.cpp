#include "meter/tamper/tamper_record.h"

#include <algorithm>
#include <limits>

namespace meter {

std::uint16_t day_of(std::chrono::sys_seconds now) {
    const auto days = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    return static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(days, 0, std::numeric_limits<std::uint16_t>::max()));
}

bool EventShare::take(std::chrono::sys_seconds now) {
    const std::uint16_t today = day_of(now);
    if (today != day) {
        *this = {.day = today, .kept = 0};
    }
    if (kept == a_day) {
        return false;
    }
    ++kept;
    return true;
}

}  // namespace meter
