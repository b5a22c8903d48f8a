// A measured load: power and voltage by the time of day, as meters and data loggers write them.
//
//   columns   local_time (2006-12-16T17:24:00) and active_kw, at most 6 decimals; voltage_v, at
//             most 3 decimals, where there is one; others are not looked at
//   gaps      a row without values holds the reading before it, and is named
//   refused   columns missing, rows of another length, text in numbers, a reading above 1 MW, time
//             that does not go forward, a first row without values, no row at all
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"

namespace boards {

struct LoadReading {
    std::chrono::seconds since_start{0};  // of the first reading
    base::Milliwatts power{};
    base::Millivolts voltage{};
};

struct LoadGap {
    std::size_t line = 0;
    std::chrono::sys_seconds time{};
};

// Readings in order of time, each holding until the next; at least one.
struct MeasuredLoad {
    std::chrono::sys_seconds first_time{};  // as the file says it, in its own zone
    std::vector<LoadReading> readings;
    std::vector<LoadGap> gaps;
};

// Where and why a file is refused, for a person: "line 7, column active_kw: ...".
struct LoadCsvError {
    std::size_t line = 0;  // 1 is the heading
    std::string column;    // empty where the whole line is meant
    std::string reason;

    [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::expected<MeasuredLoad, LoadCsvError> parse_load_csv(std::string_view text);

}  // namespace boards
