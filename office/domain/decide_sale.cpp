// Selling energy, and learning that the card holds it.
#include <variant>

#include "office/domain/decide.h"
#include "office/domain/ledger.h"
#include "office/domain/orders.h"
#include "office/domain/reconcile.h"
#include "office/domain/text.h"

namespace office {
namespace {

struct PriceUnder {
    const Tariff& tariff;

    std::expected<Price, Refusal> operator()(base::WattHours energy) const {
        return price_of(energy, tariff);
    }
    std::expected<Price, Refusal> operator()(base::MinorUnits money) const {
        return bought_with(money, tariff);
    }
};

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

}  // namespace

Decided decide_on(const Sell& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_text(given.desk)) {
        return std::unexpected{*refusal};
    }
    if (const auto refusal = refused_sale(rows)) {
        return std::unexpected{*refusal};
    }
    const auto price = std::visit(PriceUnder{*rows.tariff}, given.amount);
    if (!price) {
        return std::unexpected{price.error()};
    }
    MeterRow meter = *rows.meter;
    const auto order =
        make_order(meter, card::OrderKind::purchase, price->energy, context, rows.office);
    if (!order) {
        return std::unexpected{order.error()};
    }
    const Sale sale{
        .receipt = rows.next.receipt,
        .energy = price->energy,
        .net = price->net,
        .tax = price->tax,
        .total = price->total(),
        .tariff = rows.tariff->tariff,
        .sequence = order->sequence,
        .ordered_total = order->ordered_total,
        .readings_without_report = meter.readings_without_report,
    };
    return Decision{sale,
                    {OrderMade{*order}, SaleMade{given.meter, *meter.customer, given.desk, sale},
                     Posted{given.meter, sale_posting(price->energy, price->net, price->tax)}},
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
