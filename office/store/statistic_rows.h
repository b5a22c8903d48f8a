// Totals that follow from the rows of the books, so that no statistic reads every sale: those of
// closed days, and where each meter's credit stands.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/rows.h"
#include "office/store/sqlite_database.h"

namespace office {

// Brings the totals up to what `decision` has just added to the books.
void keep_statistics(Database& database, const Decision& decision);

// Derives all of them from the books as they are: for an office that had none.
void derive_statistics(Database& database);

struct AreaUse {
    base::WattHours used;
    std::int64_t covered_seconds = 0;

    bool operator==(const AreaUse&) const = default;
};
// By transformer and day of UTC.
using AreaUses = std::map<std::pair<std::string, std::chrono::sys_days>, AreaUse>;

// What reports say that commands after `after` up to `through` took in; of one meter or of all.
[[nodiscard]] AreaUses find_area_use(Database& database, std::int64_t after, std::int64_t through,
                                     std::optional<card::MeterId> meter = std::nullopt);
// The command that closed the last day; 0 before the first.
[[nodiscard]] std::int64_t find_last_close(Database& database);

// Adds what a meter sold and used in days that the totals cover to them, or takes it away again:
// before its links change, and after that.
enum class Counting : std::int8_t { away = -1, to = 1 };
void count_meter(Database& database, card::MeterId meter, Counting counting);

// Places where the totals differ from what the books make of them, at most 20.
[[nodiscard]] std::vector<std::string> find_statistic_faults(Database& database);

}  // namespace office
