#include "meter/calendar/local_time.h"

#include <algorithm>

namespace meter {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using namespace std::chrono_literals;
using CountedIn = card::SummerTime::CountedIn;

constexpr minutes summer_shift = 1h;
constexpr unsigned last_week = 5;

sys_days day_of(const card::ClockChange& change, year in_year) {
    const std::chrono::year_month month{in_year, std::chrono::month{change.month}};
    const std::chrono::weekday weekday{change.weekday};
    if (change.week == last_week) {
        return sys_days{month / weekday[std::chrono::last]};
    }
    return sys_days{month / weekday[change.week]};
}

// `ahead` is how far the clock that is about to change is ahead of UTC.
sys_seconds instant_of(const card::ClockChange& change, year in_year, CountedIn counted_in,
                       minutes ahead) {
    const sys_seconds named = day_of(change, in_year) + std::chrono::hours{change.hour};
    return counted_in == CountedIn::utc ? named : named - ahead;
}

bool is_summer(const Parameters& parameters, sys_seconds time) {
    if (parameters.summer_time.counted_in == CountedIn::none) {
        return false;
    }
    const auto date = floor<days>(time + parameters.utc_offset);
    const year in_year = std::chrono::year_month_day{date}.year();
    const sys_seconds begin = summer_begins(parameters, in_year);
    const sys_seconds end = summer_ends(parameters, in_year);
    const bool is_within_one_year = begin < end;  // else south of the equator
    return is_within_one_year ? begin <= time && time < end : time < end || begin <= time;
}

minutes ahead_of_utc(const Parameters& parameters, sys_seconds time) {
    return parameters.utc_offset + (is_summer(parameters, time) ? summer_shift : 0min);
}

local_days local_day(const Parameters& parameters, sys_seconds time) {
    return floor<days>(local_time(parameters, time));
}

// The first instant of local `day`, which may have no midnight or two.
sys_seconds beginning_of(const Parameters& parameters, local_days day) {
    const sys_seconds as_if_utc{seconds{day.time_since_epoch()}};
    const sys_seconds by_winter = as_if_utc - parameters.utc_offset;
    const sys_seconds by_summer = by_winter - summer_shift;
    const bool summer_fits = local_day(parameters, by_summer) >= day;
    return summer_fits ? by_summer : by_winter;
}

bool has_weekday(const card::ProtectedHours& hours, local_days day) {
    return (hours.weekdays >> std::chrono::weekday{day}.c_encoding() & 1U) != 0;
}

bool is_in(const card::ProtectedHours& hours, const card::DayWindow& window, local_days day,
           seconds in_day) {
    if (window.from < window.until) {
        return has_weekday(hours, day) && window.from <= in_day && in_day < window.until;
    }
    if (window.from == window.until) {
        return false;
    }
    return (has_weekday(hours, day) && window.from <= in_day) ||
           (has_weekday(hours, day - days{1}) && in_day < window.until);
}

}  // namespace

sys_seconds summer_begins(const Parameters& parameters, year in_year) {
    const card::SummerTime& summer = parameters.summer_time;
    return instant_of(summer.begin, in_year, summer.counted_in, parameters.utc_offset);
}

sys_seconds summer_ends(const Parameters& parameters, year in_year) {
    const card::SummerTime& summer = parameters.summer_time;
    return instant_of(summer.end, in_year, summer.counted_in, parameters.utc_offset + summer_shift);
}

local_seconds local_time(const Parameters& parameters, sys_seconds time) {
    return local_seconds{time.time_since_epoch() + ahead_of_utc(parameters, time)};
}

sys_seconds begin_of_local_day(const Parameters& parameters, sys_seconds time) {
    return beginning_of(parameters, local_day(parameters, time));
}

sys_seconds begin_of_local_month(const Parameters& parameters, sys_seconds time) {
    const std::chrono::year_month_day today{local_day(parameters, time)};
    return beginning_of(parameters, local_days{today.year() / today.month() / 1});
}

sys_seconds end_of_local_day(const Parameters& parameters, sys_seconds time) {
    return beginning_of(parameters, local_day(parameters, time) + days{1});
}

sys_seconds end_of_local_month(const Parameters& parameters, sys_seconds time) {
    const std::chrono::year_month_day today{local_day(parameters, time)};
    const auto next = std::chrono::year_month{today.year(), today.month()} + std::chrono::months{1};
    return beginning_of(parameters, local_days{next / 1});
}

bool is_protected(const Parameters& parameters, sys_seconds time) {
    const card::ProtectedHours& hours = parameters.protected_hours;
    const auto now = local_time(parameters, time);
    const auto day = floor<days>(now);
    const bool is_holiday = std::ranges::any_of(hours.holidays, [day](sys_days holiday) {
        return holiday.time_since_epoch() == day.time_since_epoch();
    });
    return is_holiday || std::ranges::any_of(hours.windows, [&](const card::DayWindow& window) {
               return is_in(hours, window, day, now - day);
           });
}

}  // namespace meter
