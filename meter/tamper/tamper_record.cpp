#include "meter/tamper/tamper_record.h"

#include <algorithm>
#include <limits>

namespace meter {

std::uint16_t day_of(std::chrono::sys_seconds now) {
    const auto days = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    return static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(days, 0, std::numeric_limits<std::uint16_t>::max()));
}

}  // namespace meter
