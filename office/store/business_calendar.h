// The office's business days: from midnight to midnight in its time zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace office {

class BusinessCalendar {
 public:
    // The rules of a zone of the system's tz database, for example Europe/Paris; nothing where it
    // has none of this name.
    [[nodiscard]] static std::optional<BusinessCalendar> of_zone(const std::string& name);

    [[nodiscard]] std::chrono::year_month_day date_of(std::chrono::sys_seconds time) const;

 private:
    explicit BusinessCalendar(const void* zone) : zone_{zone} {}

    const void* zone_;  // a date::time_zone, which the library keeps to the end of the program
};

}  // namespace office
