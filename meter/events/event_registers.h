// What the registers were before an event and what they are after it. An event keeps them as they
// are after it; what it changed is its kind and its detail.
#pragma once

#include "base/quantity.h"
#include "meter/credit/reason.h"
#include "meter/events/event.h"

namespace meter {

struct EventRegisters {
    Reasons reasons;
    base::WattHours ordered_total;
    base::Millijoules consumed_total;  // no event changes it

    constexpr bool operator==(const EventRegisters&) const = default;
};

[[nodiscard]] constexpr EventRegisters registers_after(const Event& event) {
    return {event.reasons, event.ordered_total, event.consumed_total};
}

[[nodiscard]] constexpr EventRegisters registers_before(const Event& event) {
    EventRegisters before = registers_after(event);
    if (event.kind == EventKind::supply_opened || event.kind == EventKind::reason_added) {
        before.reasons.clear(static_cast<Reason>(event.detail));
    } else if (event.kind == EventKind::supply_closed || event.kind == EventKind::reason_cleared) {
        before.reasons.set(static_cast<Reason>(event.detail));
    } else if (event.kind == EventKind::credited) {
        before.ordered_total -= base::WattHours{event.detail};
    }
    return before;
}

}  // namespace meter
