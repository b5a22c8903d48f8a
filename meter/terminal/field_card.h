// What a field card may do at a meter, and what the meter gives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "card/event_record.h"
#include "card/id_record.h"
#include "card/identifiers.h"
#include "meter/state.h"
#include "meter/terminal/meter_keys.h"
#include "meter/terminal/parameter_acceptance.h"

namespace meter {

// A round below the highest that this meter has served is over: its card is dead here.
[[nodiscard]] inline bool is_round_over(const State& state, card::Generation round) {
    return round < state.field_round;
}

// A field card as its channel proved it.
struct ProvenFieldCard {
    card::CardKind kind = card::CardKind::inspection;
    card::Generation round{};
    card::CustomerNumber fitter{};  // who carries it: of a maintenance card alone
    BroughtParameters brought{};    // by a parameter card alone
};

// All that `card` changes, to be committed as one: the round, the parameters that it brought, the
// opening because of tampering that is over, by a fitter's card, and an event. No credit, no
// binding, no other clearance.
void accept_field_card(State& state, const ProvenFieldCard& card);

// The events that follow the report, the newest first: the `index`-th, 0 to 15, of those up to
// `last_number`, signed. Nothing after the last.
[[nodiscard]] std::optional<card::EventRecordBytes> event_for_card(const State& state,
                                                                   const MeterKeys& keys,
                                                                   std::uint32_t last_number,
                                                                   std::size_t index);

}  // namespace meter
