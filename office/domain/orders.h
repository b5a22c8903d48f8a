// Orders follow each other: each states the total ever, so the newest one heals every lost one.
#pragma once

#include <expected>
#include <optional>

#include "base/quantity.h"
#include "card/order.h"
#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/rows.h"

namespace office {

// Why no order can be made for a meter: unknown_meter, no_account, no_card, card_not_confirmed.
[[nodiscard]] std::optional<Refusal> refused_order(const Rows& rows);

// Whether the meter has written the final report of an account that was closed: what may be used
// there is nothing then.
[[nodiscard]] bool is_closed(const Rows& rows);

// The meter serves its customer no more. Orders and generations go on for the next one; the card is
// withdrawn.
void end_service(MeterRow& meter);

// The order that follows the meter's newest, and moves `meter` on to it. Until a report has shown
// the meter open its kind is opening, whatever was asked for but a closing. An order before it that
// is not issued yet is superseded thereby: the total includes it.
//   energy    either sign; above 0 a purchase of it counts as one
//   meter     has an account and a confirmed card
//   refused   total_above_largest (or below 0), sequence_used_up; `meter` is then unchanged
[[nodiscard]] std::expected<card::Order, Refusal> make_order(MeterRow& meter, card::OrderKind kind,
                                                             base::WattHours energy,
                                                             const Context& context,
                                                             card::OfficeId office);

}  // namespace office
