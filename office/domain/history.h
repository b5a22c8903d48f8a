// What the history that a card brings reveals beside the books.
#pragma once

#include <vector>

#include "card/period_ends.h"
#include "office/domain/commands.h"
#include "office/domain/findings.h"

namespace office {

struct MeterEnd {
    card::Period period = card::Period::day;
    card::PeriodEnd end;

    bool operator==(const MeterEnd&) const = default;
};

// All ends of `records`, one after the other.
[[nodiscard]] std::vector<MeterEnd> ends_of(const std::vector<card::PeriodEnds>& records);

// Those of `given` that the books lack. A finding, and nothing to be kept: another reading of an
// end that the books hold; a consumed total below that of an earlier end, or above that of a later
// one or of the report.
//   known   in the books, of the same meter: those at the given times and the next ones before and
//           after them
[[nodiscard]] std::vector<MeterEnd> new_ends(const RecordReport& given,
                                             const std::vector<MeterEnd>& known,
                                             Findings& findings);

}  // namespace office
