// The meter's history as its card carries it: records that it kept, signed.
#pragma once

#include <cstdint>
#include <optional>

#include "base/fixed_vector.h"
#include "card/event_record.h"
#include "card/period_ends.h"
#include "meter/ports/kept_history.h"
#include "meter/storage/history_records.h"
#include "meter/terminal/history_on_card.h"
#include "meter/terminal/meter_keys.h"

namespace meter {

// What could be read of a part, oldest first.
using HistoryPayloads = base::FixedVector<HistoryPayload, card::ends_of_a_record>;

template <KeptHistory History>
[[nodiscard]] HistoryPayloads read_part(History& history, const HistoryPart& part) {
    HistoryPayloads payloads;
    for (std::uint32_t number = part.first; number <= part.last; ++number) {
        HistoryPayload payload{};
        if (history.read(part.kind, number, payload)) {
            payloads.push_back(payload);
        }
    }
    return payloads;
}

using HistoryRecordBytes = base::FixedVector<std::uint8_t, card::period_ends_size>;

// The record of these payloads, behind the report with this counter. Nothing where none of them
// can be carried: a card's record of ends knows no time after 2106.
[[nodiscard]] std::optional<HistoryRecordBytes> history_for_card(HistoryKind kind,
                                                                 const HistoryPayloads& payloads,
                                                                 const MeterKeys& keys,
                                                                 std::uint32_t report_counter);

// One event, signed.
[[nodiscard]] card::EventRecordBytes event_record_of(const Event& event, const MeterKeys& keys,
                                                     std::uint32_t report_counter);

}  // namespace meter
