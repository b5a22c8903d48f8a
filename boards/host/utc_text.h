// Times as people and JSON write them: ISO 8601, whole seconds.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace boards {

// "2026-03-01T08:30:00", as it stands, without a zone. Nothing for anything else, impossible
// dates and years outside 1970 to 2100 included.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_date_time(std::string_view text);
// The same with a Z behind it: UTC.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_utc(std::string_view text);
[[nodiscard]] std::string utc_text(std::chrono::sys_seconds time);

}  // namespace boards
