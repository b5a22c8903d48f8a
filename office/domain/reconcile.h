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

// What `report` reveals beside the last one in the books and beside the order whose sequence it
// states. The chain of digests is compared only where the counters follow each other: a gap is no
// finding. What the counters of events show is compared across gaps too: what has risen happened
// since that report, modulo 256.
[[nodiscard]] Findings compare(const CardReport& report, const std::optional<CardReport>& last,
                               const std::optional<OrderView>& order_stated);

}  // namespace office
