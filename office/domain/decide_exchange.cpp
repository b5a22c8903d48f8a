// A customer goes over to another meter, with what the books know to be left.
#include "office/domain/decide_exchange.h"

#include <utility>

#include "office/domain/adjustment.h"
#include "office/domain/decide.h"
#include "office/domain/ledger.h"
#include "office/domain/orders.h"

namespace office {
namespace {

// The two meters of an exchange, and what the old one was taken to have used.
struct Asked {
    card::MeterId meter{};
    card::MeterId new_meter{};
    std::optional<base::WattHours> used_since;
};

std::optional<Refusal> refused_new_meter(const Asked& asked, const Rows& rows) {
    if (!rows.new_meter) {
        return Refusal::unknown_meter;
    }
    if (asked.new_meter == asked.meter || rows.new_meter->customer) {
        return Refusal::account_exists;
    }
    return rows.new_meter->is_barred ? std::optional{Refusal::meter_barred} : std::nullopt;
}

// What goes over: all that was ordered less all that was used. Nothing is rounded: a report states
// whole watt-hours used, rounded up.
std::expected<base::WattHours, Refusal> left_of(const Asked& asked, const Rows& rows) {
    const base::WattHours consumed =
        rows.last_report ? rows.last_report->fields.consumed_total : base::WattHours{};
    const base::WattHours known = rows.meter->ordered_total - consumed;
    if (known.is_negative()) {
        return std::unexpected{Refusal::energy_overdrawn};
    }
    if (is_closed(rows)) {
        if (asked.used_since) {
            return std::unexpected{Refusal::estimate_out_of_range};
        }
        return known;
    }
    if (!asked.used_since || asked.used_since->is_negative() || *asked.used_since > known) {
        return std::unexpected{Refusal::estimate_out_of_range};
    }
    return known - *asked.used_since;
}

// What the old meter's row keeps once it serves nobody.
void leave(MeterRow& meter, const Exchange& exchange) {
    end_service(meter);
    meter.is_barred = exchange.is_dead;
}

void take_over(MeterRow& meter, const MeterRow& from, base::WattHours carried) {
    meter.customer = from.customer;
    meter.tariff = from.tariff;
    meter.customer_class = from.customer_class;
    meter.charged_through = from.charged_through;
    meter.bought_in_month = from.bought_in_month;
    meter.arrears = from.arrears;
    meter.carried_in = carried;
}

}  // namespace

Decided decide_on(const AskExchange& given, const Context& context, const Rows& rows) {
    const Asked asked{given.meter, given.new_meter, given.used_since};
    if (const auto refusal = refused_order(rows)) {
        return std::unexpected{*refusal};
    }
    if (!is_reason(given.reason)) {
        return std::unexpected{Refusal::reason_out_of_range};
    }
    if (const auto refusal = refused_new_meter(asked, rows)) {
        return std::unexpected{*refusal};
    }
    const auto left = left_of(asked, rows);
    if (!left) {
        return std::unexpected{left.error()};
    }
    const AdjustmentRow row{
        .adjustment = rows.next.adjustment,
        .kind = AdjustmentKind::exchange,
        .customer = *rows.meter->customer,
        .asked_by = context.user,
        .figures = {Price{*left, {}, {}, {}, {}}, {}},
        .exchange = Exchange{given.new_meter, given.used_since.value_or(base::WattHours{}),
                             !is_closed(rows)}};
    return Decision{
        NewAdjustment{row.adjustment, base::MinorUnits{}},
        {AdjustmentAsked{given.meter, row, given.reason}, ExchangeAsked{given.meter, row}},
        {}};
}

Decided approve_exchange(const Context& context, const Rows& rows) {
    AdjustmentRow row = *rows.adjustment;
    const Exchange& exchange = *row.exchange;
    const base::WattHours carried = row.figures.price.energy;
    const Asked asked{rows.meter->meter, exchange.new_meter,
                      exchange.is_dead ? std::optional{exchange.used_since} : std::nullopt};
    if (const auto refusal = refused_new_meter(asked, rows)) {
        return std::unexpected{*refusal};
    }
    if (rows.is_unsettled) {
        return std::unexpected{Refusal::account_unsettled};
    }
    if (exchange.is_dead == is_closed(rows) || left_of(asked, rows) != carried) {
        return std::unexpected{Refusal::figures_changed};
    }
    MeterRow meter = *rows.meter;
    MeterRow successor = *rows.new_meter;
    take_over(successor, meter, carried);
    const auto kind = exchange.is_dead ? card::OrderKind::carry_over : card::OrderKind::closing;
    const auto order = make_order(meter, kind, base::WattHours{} - carried, context, rows.office);
    if (!order) {
        return std::unexpected{order.error()};
    }
    row.sequence = order->sequence;
    row.generation = order->generation;
    row.meter_sessions = meter.meter_sessions;
    leave(meter, exchange);
    Decision decision{Done{},
                      {OrderMade{*order}, AdjustmentApproved{meter.meter, row},
                       Posted{meter.meter, carry_out_posting(carried)}},
                      meter};
    decision.new_meter = successor;
    if (rows.premises) {
        decision.changes.emplace_back(PremisesLinked{{*rows.premises}});
    }
    return decision;
}

}  // namespace office
