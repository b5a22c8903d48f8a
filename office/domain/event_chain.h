// The digest of a meter's event log, computed again from the events that its cards brought.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "card/digest.h"
#include "card/event_record.h"
#include "office/domain/rows.h"

namespace office {

// What is known of a meter's log between two of its reports.
struct KnownLog {
    card::Digest8 before{};     // as the earlier report states it
    card::Digest8 now{};        // as the later one does
    std::uint32_t counter = 0;  // of the report that the newest events came with
    // Of the newest event that surely was in the log when the earlier report was written; 0: none.
    std::uint32_t settled = 0;
    std::vector<card::EventRecord> events;  // in any order, none twice
};

// Whether the events contradict the digests: none of the logs that they can make leads from
// `before` to `now`. Nothing is said (false) where events between the two may be unknown: where
// none came with the report of `counter`, or those that follow each other up to the newest do not
// reach back to `settled`.
[[nodiscard]] bool contradicts(const KnownLog& log);

// The log that led to the newest report in the books, as far as it is known now that a customer's
// card has brought more events behind the report of `counter`. Not yet the log that led to this
// one: its newest events may not have been in the meter's history when that was written.
[[nodiscard]] KnownLog log_by_customers_card(const std::vector<card::EventRecord>& brought,
                                             std::uint32_t counter, const Rows& rows);

// The log that led to `report`: behind it an inspection card has the newest events of that instant.
[[nodiscard]] KnownLog log_by_field_card(const std::vector<card::EventRecord>& brought,
                                         const card::Report& report, const Rows& rows);

}  // namespace office
