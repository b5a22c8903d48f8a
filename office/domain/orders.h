// Orders follow each other: each states the total ever, so the newest one heals every lost one.
#pragma once

#include <expected>

#include "base/quantity.h"
#include "card/order.h"
#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/rows.h"

namespace office {

// The order that follows the meter's newest, and moves `meter` on to it. Until a report has shown
// the meter open its kind is opening, whatever was asked for. An order before it that is not issued
// yet is superseded thereby: the total includes it.
//   energy    0 or more; above 0 it counts as a purchase
//   meter     has an account and a confirmed card
//   refused   total_above_largest, sequence_used_up; `meter` is then unchanged
[[nodiscard]] std::expected<card::Order, Refusal> make_order(MeterRow& meter, card::OrderKind kind,
                                                             base::WattHours energy,
                                                             const Context& context,
                                                             card::OfficeId office);

}  // namespace office
