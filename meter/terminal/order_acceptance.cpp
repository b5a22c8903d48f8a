#include "meter/terminal/order_acceptance.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "base/quantity.h"
#include "meter/clock.h"
#include "meter/credit/supply_rules.h"

namespace meter {
namespace {

using enum InsertionResult;

std::int64_t step_of(const State& state, const card::Order& order) {
    return std::int64_t{std::to_underlying(order.sequence)} -
           std::int64_t{std::to_underlying(state.account.ordered().sequence)};
}

bool is_bound(const State& state, const ProvenCard& card) {
    return card.generation == state.binding.generation && card.serial == state.binding.serial;
}

bool may_lower_the_total(card::OrderKind kind) {
    switch (kind) {
        case card::OrderKind::correction:
        case card::OrderKind::refund:
        case card::OrderKind::carry_over:
        case card::OrderKind::closing:
            return true;
        case card::OrderKind::opening:
        case card::OrderKind::purchase:
        case card::OrderKind::replacement:
        case card::OrderKind::free_issue:
            return false;
    }
    std::unreachable();
}

// A closed meter's own closing order, met again: only its final report may still be missing.
bool is_closing_again(const State& state, const card::Order& order, const ProvenCard& card) {
    return order.kind == card::OrderKind::closing && is_bound(state, card) &&
           step_of(state, order) == 0;
}

bool may_open(const State& state, const card::Order& order, const ProvenCard& card) {
    return order.kind == card::OrderKind::opening && step_of(state, order) > 0 &&
           card.generation > state.binding.generation;
}

bool is_copy(const State& state, const ProvenCard& card) {
    return is_bound(state, card) && card.meter_sessions <= state.binding.meter_sessions;
}

// Only correction, refund, carry-over and closing may lower the total. Of a step above 1 nobody can
// tell: the fall may be that of a correction that never came.
bool falls_unduly(const State& state, const card::Order& order) {
    return step_of(state, order) == 1 &&
           order.ordered_total < state.account.ordered().ordered_total &&
           !may_lower_the_total(order.kind);
}

std::optional<InsertionResult> refusal_while_not_opened(const State& state,
                                                        const card::Order& order,
                                                        const ProvenCard& card) {
    if (is_closing_again(state, order, card)) {
        return is_copy(state, card) ? std::optional{card_copied} : std::nullopt;
    }
    if (!may_open(state, order, card)) {
        return not_opened;
    }
    return falls_unduly(state, order) ? std::optional{bad_order} : std::nullopt;
}

// The rows of the acceptance table that refuse, in its order.
std::optional<InsertionResult> refusal(const State& state, card::MeterId meter,
                                       const card::Order& order, const ProvenCard& card) {
    const Binding& bound = state.binding;
    if (order.meter != meter) {
        return wrong_meter;
    }
    if (order.card != card.serial || order.generation != card.generation) {
        return wrong_card;
    }
    if (!state.opened) {
        return refusal_while_not_opened(state, order, card);
    }
    if (card.generation < bound.generation) {
        return card_replaced;
    }
    const bool same_generation = card.generation == bound.generation;
    const bool same_serial = card.serial == bound.serial;
    if (same_generation != same_serial || order.customer != bound.customer) {
        return wrong_card;
    }
    if (is_copy(state, card)) {
        return card_copied;
    }
    if (falls_unduly(state, order)) {
        return bad_order;
    }
    return std::nullopt;
}

void bind(State& state, const card::Order& order, const ProvenCard& card) {
    const bool is_new = !is_bound(state, card);
    state.binding = {.serial = card.serial,
                     .generation = card.generation,
                     .customer = order.customer,
                     .meter_sessions = card.meter_sessions};
    if (is_new) {
        note(state, EventKind::card_bound, std::to_underlying(card.generation));
    }
}

void open_account(State& state, const card::Order& order) {
    state.opened = true;
    note(state, EventKind::account_opened,
         static_cast<std::int64_t>(std::to_underlying(order.customer)));
    clear_reason(state, Reason::account_closed);
    clear_reason(state, Reason::not_opened);
}

bool is_above_hoarding_limit(const State& state, const card::Order& order) {
    const base::WattHours limit = state.parameters.hoarding_limit;
    if (limit == base::WattHours{0} ||
        order.ordered_total <= state.account.ordered().ordered_total) {
        return false;
    }
    const auto remaining = base::millijoules(order.ordered_total) - state.account.consumed_total();
    return remaining > base::millijoules(limit);
}

void take_figures(State& state, const card::Order& order) {
    const std::int64_t step = step_of(state, order);
    const auto change = order.ordered_total - state.account.ordered().ordered_total;
    if (step > 1) {
        note(state, EventKind::order_skipped, step - 1);
    }
    state.account.take({.sequence = order.sequence,
                        .ordered_total = order.ordered_total,
                        .purchases = order.purchases,
                        .last_purchase = order.last_purchase_energy,
                        .last_purchase_time = order.last_purchase_time});
    note(state, EventKind::credited, change.count());
}

// The credit itself: what the order's step says, when nothing speaks against the card.
InsertionResult load(State& state, const card::Order& order) {
    const std::int64_t step = step_of(state, order);
    if (step < 0) {
        note(state, EventKind::old_order, std::to_underlying(order.sequence));
        return old_order;
    }
    if (step == 0) {
        return already_loaded;
    }
    if (is_above_hoarding_limit(state, order)) {
        note(state, EventKind::above_hoarding_limit, std::to_underlying(order.sequence));
        return above_hoarding_limit;
    }
    take_figures(state, order);
    return credited;
}

void close_account(State& state, const card::Order& order) {
    state.opened = false;
    set_reason(state, Reason::account_closed);
    note(state, EventKind::account_closed, std::to_underlying(order.sequence));
}

}  // namespace

InsertionResult accept_order(State& state, card::MeterId meter, const card::Order& order,
                             const ProvenCard& card, CardClearance clearance,
                             const BroughtParameters& brought) {
    if (const auto because = refusal(state, meter, order, card)) {
        note_refusal(state, *because);
        return *because;
    }
    move_clock_forward(state, order.issue_time);
    bind(state, order, card);
    if (!state.opened && is_closing_again(state, order, card)) {
        return account_closed;
    }
    const bool opens = !state.opened;
    if (step_of(state, order) >= 0) {
        accept_parameters(state, brought);
    }
    const InsertionResult result = load(state, order);
    if (result == old_order) {
        return result;
    }
    if (opens) {
        open_account(state, order);
    }
    if (order.kind == card::OrderKind::closing && result == credited) {
        close_account(state, order);
        return account_closed;
    }
    // An order above the hoarding limit proves, too, that at least so much was ordered.
    if (result == credited || result == above_hoarding_limit) {
        clear_reason(state, Reason::credit_unproven);
    }
    if (clearance == CardClearance::allowed) {
        clear_by_card(state);
    }
    apply_credit_rules(state);
    return result;
}

void note_refusal(State& state, InsertionResult result) {
    const EventKind kind = result == card_copied ? EventKind::card_copied : EventKind::card_refused;
    note(state, kind, std::to_underlying(result));
}

bool is_reported(InsertionResult result) {
    return result == credited || result == already_loaded || result == above_hoarding_limit ||
           result == account_closed;
}

}  // namespace meter
