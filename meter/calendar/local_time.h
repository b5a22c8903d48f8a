// Local time by the parameters: an offset from UTC and a rule for summer time. Days have 23, 24 or
// 25 hours. Pure; the meter itself lives in UTC.
#pragma once

#include <chrono>

#include "meter/credit/parameters.h"

namespace meter {

// One of the two changes of the clocks in `year`, in UTC.
[[nodiscard]] std::chrono::sys_seconds summer_begins(const Parameters& parameters,
                                                     std::chrono::year year);
[[nodiscard]] std::chrono::sys_seconds summer_ends(const Parameters& parameters,
                                                   std::chrono::year year);

// What a clock on the customer's wall shows at `time`.
[[nodiscard]] std::chrono::local_seconds local_time(const Parameters& parameters,
                                                    std::chrono::sys_seconds time);

// When the local day, or the local month, that `time` lies in has begun; never after `time`.
[[nodiscard]] std::chrono::sys_seconds begin_of_local_day(const Parameters& parameters,
                                                          std::chrono::sys_seconds time);
[[nodiscard]] std::chrono::sys_seconds begin_of_local_month(const Parameters& parameters,
                                                            std::chrono::sys_seconds time);

// When the local day, or the local month, that `time` lies in is over; always after `time`.
[[nodiscard]] std::chrono::sys_seconds end_of_local_day(const Parameters& parameters,
                                                        std::chrono::sys_seconds time);
[[nodiscard]] std::chrono::sys_seconds end_of_local_month(const Parameters& parameters,
                                                          std::chrono::sys_seconds time);

// Whether `time` lies in the protected hours or on a holiday.
[[nodiscard]] bool is_protected(const Parameters& parameters, std::chrono::sys_seconds time);

}  // namespace meter
