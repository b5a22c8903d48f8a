// Selling energy, and learning that the card holds it.
#include <optional>

#include "office/domain/business_month.h"
#include "office/domain/decide.h"
#include "office/domain/drawer.h"
#include "office/domain/ledger.h"
#include "office/domain/orders.h"
#include "office/domain/pricing.h"
#include "office/domain/reconcile.h"
#include "office/domain/roles.h"
#include "office/domain/text.h"

namespace office {
namespace {

// Why nothing can be sold for this meter now, whatever the amount.
std::optional<Refusal> refused_sale(const Rows& rows) {
    if (const auto refusal = refused_order(rows)) {
        return refusal;
    }
    if (rows.is_closing) {
        return Refusal::account_closing;
    }
    if (rows.is_blocked) {
        return Refusal::customer_blocked;
    }
    if (!rows.tariff) {
        return Refusal::no_tariff_in_force;
    }
    if (rows.meter->readings_without_report >= readings_until_supervisor &&
        rows.role == Role::clerk) {
        return Refusal::supervisor_needed;
    }
    return std::nullopt;
}

Terms terms_of(const Rows& rows, BusinessMonth month) {
    const MeterRow& meter = *rows.meter;
    return {.tariff = *rows.tariff,
            .bought = meter.charged_through == month ? meter.bought_in_month : base::WattHours{},
            .months_due = months_between(meter.charged_through, month),
            .arrears = meter.arrears};
}

// Whether the promise is what the sale costs `now`.
std::optional<Refusal> refused_quote(const Quote& promised, const Quote& now,
                                     std::chrono::sys_seconds at) {
    if (at >= promised.expires) {
        return Refusal::quote_expired;
    }
    if (promised.meter != now.meter || promised.tariff != now.tariff ||
        promised.price != now.price) {
        return Refusal::quote_stale;
    }
    return std::nullopt;
}

// Why this money cannot be taken at this desk; nothing where it can. `desk` is then the desk after
// it.
std::optional<Refusal> take_money(const Sell& sell, const Context& context, const Rows& rows,
                                  base::MinorUnits total, std::optional<DeskRow>& desk) {
    const Payment& payment = sell.payment;
    const bool is_cash = payment.means == Means::cash;
    if (payment.tendered && !is_cash) {
        return Refusal::tendered_not_cash;
    }
    if (payment.tendered && *payment.tendered < total) {
        return Refusal::tendered_too_little;
    }
    if (!rows.desks_are_set_up) {
        return std::nullopt;
    }
    if (const auto refusal = refused_desk(context, rows)) {
        return refusal;
    }
    if (!is_cash) {
        return std::nullopt;
    }
    desk = rows.desk;
    desk->cash_taken += total;
    if (desk->most_unsigned_cash &&
        desk->cash_taken + desk->cash_unsigned > *desk->most_unsigned_cash) {
        return Refusal::desk_limit_reached;
    }
    return std::nullopt;
}

// The meter after a sale in `month`, its order apart.
void count_sale(MeterRow& meter, const Price& price, BusinessMonth month) {
    if (month > meter.charged_through) {
        meter.charged_through = month;
        meter.bought_in_month = base::WattHours{};
    }
    if (month == meter.charged_through) {
        meter.bought_in_month += price.energy;
    }
    meter.arrears.owed -= price.arrears;
}

// Whether the card that holds a reversal's order now cannot have carried the sale's to its meter:
// it was in none since the office knew its count, which was before that order was made.
bool proves(const AdjustmentRow& reversal, const MeterRow& meter) {
    return reversal.kind == AdjustmentKind::reversal && meter.card &&
           meter.card->generation == reversal.generation &&
           meter.meter_sessions == reversal.meter_sessions;
}

}  // namespace

std::expected<Quote, Refusal> quote_for(const Sell& sell, const Context& context,
                                        const Rows& rows) {
    if (!rows.role || !is_permitted(*rows.role, sell)) {
        return std::unexpected{Refusal::not_permitted};
    }
    if (const auto refusal = refused_text(sell.desk)) {
        return std::unexpected{*refusal};
    }
    if (const auto refusal = refused_sale(rows)) {
        return std::unexpected{*refusal};
    }
    const auto price = price_of(sell.amount, terms_of(rows, month_of(context.business_date)));
    if (!price) {
        return std::unexpected{price.error()};
    }
    return Quote{.meter = sell.meter,
                 .tariff = rows.tariff->tariff,
                 .price = *price,
                 .expires = context.at + quote_lifetime};
}

Decided decide_on(const Sell& given, const Context& context, const Rows& rows) {
    const auto now = quote_for(given, context, rows);
    if (!now) {
        return std::unexpected{now.error()};
    }
    if (given.quote) {
        if (const auto refusal = refused_quote(*given.quote, *now, context.at)) {
            return std::unexpected{*refusal};
        }
    }
    const Price& price = now->price;
    std::optional<DeskRow> desk;
    if (const auto refusal = take_money(given, context, rows, price.total(), desk)) {
        return std::unexpected{*refusal};
    }
    MeterRow meter = *rows.meter;
    const auto order =
        make_order(meter, card::OrderKind::purchase, price.energy, context, rows.office);
    if (!order) {
        return std::unexpected{order.error()};
    }
    count_sale(meter, price, month_of(context.business_date));
    const Sale sale{
        .receipt = rows.next.receipt,
        .energy = price.energy,
        .net = price.net,
        .tax = price.tax,
        .total = price.total(),
        .tariff = now->tariff,
        .sequence = order->sequence,
        .ordered_total = order->ordered_total,
        .readings_without_report = meter.readings_without_report,
        .charge = price.charge,
        .arrears = price.arrears,
        .arrears_left = meter.arrears.owed,
        .desk_receipt = rows.next.desk_receipt,
        .means = given.payment.means,
        .change = given.payment.tendered.value_or(price.total()) - price.total(),
    };
    const auto shift = rows.desk ? rows.desk->shift : std::nullopt;
    return Decision{
        sale,
        {OrderMade{*order}, SaleMade{given.meter, *meter.customer, given.desk, sale, shift},
         Posted{given.meter, sale_posting(price, given.payment.means)}},
        meter,
        desk};
}

Decided decide_on(const ConfirmOrder& given, const Context&, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (!rows.order) {
        return std::unexpected{Refusal::unknown_order};
    }
    if (rows.order->state == OrderState::issued) {
        return Decision{Done{}, {}, {}};
    }
    Decision decision{Done{}, {OrderIssued{given.meter, given.sequence}}, {}};
    if (rows.adjustment && proves(*rows.adjustment, *rows.meter)) {
        decision.changes.emplace_back(AdjustmentProven{given.meter, rows.adjustment->adjustment});
    }
    return decision;
}

}  // namespace office
