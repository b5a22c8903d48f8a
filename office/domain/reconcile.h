// Reports are evidence: each is compared with the one before and with the books.
#pragma once

#include <cstdint>
#include <optional>

#include "office/domain/commands.h"
#include "office/domain/findings.h"
#include "office/domain/rows.h"

namespace office {

// Card readings in a row that found meter sessions but no newer report: a sale carries a note from
// the first on; at this many it is a finding and a clerk's sale is refused.
inline constexpr std::uint8_t readings_until_supervisor = 3;

// Whether the report is one that the books do not hold yet: the first, or a counter above `last`.
[[nodiscard]] bool is_newer(const CardReport& report, const std::optional<CardReport>& last);

// What the books hold of a meter's reports.
struct KnownReports {
    std::optional<CardReport> last;          // the highest counter, whatever card brought it
    std::optional<CardReport> last_of_card;  // of those that the same card brought
};

// What `report` reveals beside those in the books and beside the order whose sequence it states.
// The chain of digests is compared only where the counters follow each other: a gap is no finding.
// What the counters of events show is compared across gaps too: what has risen happened since that
// report, modulo 256. A report that another card has overtaken is no finding either: an inspector
// may be back before the customer.
[[nodiscard]] Findings compare(const CardReport& report, const KnownReports& known,
                               const std::optional<OrderView>& order_stated);

}  // namespace office
