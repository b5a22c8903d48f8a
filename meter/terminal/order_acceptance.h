// Which orders a meter takes, and what each of them changes.
#pragma once

#include <cstdint>

#include "card/identifiers.h"
#include "card/order.h"
#include "meter/state.h"
#include "meter/terminal/insertion_result.h"
#include "meter/terminal/parameter_acceptance.h"

namespace meter {

// What the secure channel has proven of the card in the slot.
struct ProvenCard {
    card::CardSerial serial{};
    card::Generation generation{};
    std::uint32_t meter_sessions = 0;  // this session's count
};

enum class CardClearance : std::uint8_t {
    allowed,  // first session of an insertion
    used,     // a session repeated after the effects were committed: it clears nothing again
};

// Decides on `order`, whose code was found genuine, and changes `state` accordingly: binding,
// registers, reasons and events, all to be committed as one. The credit rules are applied at the
// end. A refusal changes nothing but the event; old_order keeps the session count as well, and
// binds a card of a higher generation, which is the customer's card whatever its order says. The
// clock goes forward to the order's time; parameters that it `brought` are taken before the credit.
//
//   result   credited, already_loaded, above_hoarding_limit, account_closed: a report follows
//            wrong_meter, bad_order, not_opened, card_replaced, wrong_card, card_copied,
//            old_order: no report
[[nodiscard]] InsertionResult accept_order(State& state, card::MeterId meter,
                                           const card::Order& order, const ProvenCard& card,
                                           CardClearance clearance,
                                           const BroughtParameters& brought = {});

// Keeps the event of a card or an order that was refused for `result`.
void note_refusal(State& state, InsertionResult result);

// The meter writes a report after these.
[[nodiscard]] bool is_reported(InsertionResult result);

}  // namespace meter
