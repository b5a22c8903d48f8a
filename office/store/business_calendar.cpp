#include "office/store/business_calendar.h"

#include <date/tz.h>

#include <stdexcept>

namespace office {

std::optional<BusinessCalendar> BusinessCalendar::of_zone(const std::string& name) {
    try {
        return BusinessCalendar{date::locate_zone(name)};
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::chrono::year_month_day BusinessCalendar::date_of(std::chrono::sys_seconds time) const {
    const auto offset = static_cast<const date::time_zone*>(zone_)->get_info(time).offset;
    return std::chrono::floor<std::chrono::days>(time + offset);
}

}  // namespace office
