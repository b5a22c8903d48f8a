// Selling energy, and learning that the card holds it.
#include <optional>

#include "office/domain/business_month.h"
#include "office/domain/decide.h"
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
    if (!rows.meter) {
        return Refusal::unknown_meter;
    }
    if (!rows.meter->customer) {
        return Refusal::no_account;
    }
    if (!rows.meter->card) {
        return Refusal::no_card;
    }
    if (rows.meter->card->state != CardState::confirmed) {
        return Refusal::card_not_confirmed;
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
    };
    return Decision{sale,
                    {OrderMade{*order}, SaleMade{given.meter, *meter.customer, given.desk, sale},
                     Posted{given.meter, sale_posting(price)}},
                    meter};
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
    return Decision{Done{}, {OrderIssued{given.meter, given.sequence}}, {}};
}

}  // namespace office
