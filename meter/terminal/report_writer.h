// The report that a meter writes back to its card.
#pragma once

#include "card/report.h"
#include "meter/self_test/own_digests.h"
#include "meter/state.h"
#include "meter/terminal/meter_keys.h"
#include "meter/terminal/order_acceptance.h"

namespace meter {

// The next report of `state`, signed, for `card` in the session just proven. The chain in `state`
// moves on; commit it before the report leaves the meter, so that no counter is ever used twice.
[[nodiscard]] card::ReportBytes next_report(State& state, const MeterKeys& keys,
                                            const OwnDigests& own, const ProvenCard& card);

}  // namespace meter
