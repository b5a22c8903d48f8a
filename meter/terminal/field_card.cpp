#include "meter/terminal/field_card.h"

#include <utility>

#include "card/field_memory.h"
#include "meter/credit/supply_rules.h"
#include "meter/tamper/tamper_rules.h"
#include "meter/terminal/history_record.h"

namespace meter {
namespace {

// The `index`-th from the newest of those up to `last_number`.
const Event* find_event(const EventLog::Recent& recent, std::uint32_t last_number,
                        std::size_t index) {
    for (std::size_t i = recent.size(); i > 0; --i) {
        const Event& event = recent[i - 1];
        if (event.number <= last_number && index-- == 0) {
            return &event;
        }
    }
    return nullptr;
}

}  // namespace

void accept_field_card(State& state, const ProvenFieldCard& card) {
    state.field_round = card.round;
    if (card.kind == card::CardKind::parameter) {
        accept_parameters(state, card.brought);
    }
    if (card.kind == card::CardKind::maintenance) {
        note(state, EventKind::maintained,
             static_cast<std::int64_t>(std::to_underlying(card.fitter)));
        if (may_clear_tampering(state)) {
            clear_reason(state, Reason::tampering);
        }
        return;
    }
    note(state, EventKind::field_card_served,
         std::int64_t{std::to_underlying(card.kind)} * 65'536 + std::to_underlying(card.round));
}

std::optional<card::EventRecordBytes> event_for_card(const State& state, const MeterKeys& keys,
                                                     std::uint32_t last_number, std::size_t index) {
    if (index >= card::events_of_a_place) {
        return std::nullopt;
    }
    const Event* const event = find_event(state.events.recent(), last_number, index);
    if (event == nullptr) {
        return std::nullopt;
    }
    return event_record_of(*event, keys, state.reports.counter);
}

}  // namespace meter
