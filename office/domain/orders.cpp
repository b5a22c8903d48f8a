#include "office/domain/orders.h"

#include <algorithm>

#include "base/ensure.h"

namespace office {

std::optional<Refusal> refused_order(const Rows& rows) {
    if (!rows.meter) {
        return Refusal::unknown_meter;
    }
    if (!rows.meter->customer) {
        return Refusal::no_account;
    }
    if (!rows.meter->card || rows.meter->card->state == CardState::withdrawn) {
        return Refusal::no_card;
    }
    if (rows.meter->card->state != CardState::confirmed) {
        return Refusal::card_not_confirmed;
    }
    return std::nullopt;
}

bool is_closed(const Rows& rows) {
    return rows.is_closing && rows.last_report && !rows.last_report->fields.account_open;
}

void end_service(MeterRow& meter) {
    meter.customer.reset();
    meter.tariff.reset();
    meter.customer_class = CustomerClass::any;
    meter.charged_through = BusinessMonth{};
    meter.bought_in_month = base::WattHours{};
    meter.arrears = Arrears{};
    if (meter.card) {
        meter.card->state = CardState::withdrawn;
    }
}

std::expected<card::Order, Refusal> make_order(MeterRow& meter, card::OrderKind kind,
                                               base::WattHours energy, const Context& context,
                                               card::OfficeId office) {
    base::ensure(meter.customer && meter.card);
    const base::WattHours total = meter.ordered_total + energy;
    if (total > base::largest_energy || total.is_negative()) {
        return std::unexpected{Refusal::total_above_largest};
    }
    const auto sequence = card::next(meter.sequence);
    if (!sequence) {
        return std::unexpected{Refusal::sequence_used_up};
    }
    meter.sequence = *sequence;
    meter.ordered_total = total;
    if (kind == card::OrderKind::purchase && energy > base::WattHours{}) {
        ++meter.purchases;  // never wraps: every purchase takes a sequence
        meter.last_purchase_energy = energy;
        meter.last_purchase_time = context.at;
    }
    return card::Order{
        .key_version = std::max(meter.key_version, meter.order_key_version),
        .kind = meter.is_open || kind == card::OrderKind::closing ? kind : card::OrderKind::opening,
        .meter = meter.meter,
        .card = meter.card->serial,
        .generation = meter.card->generation,
        .sequence = meter.sequence,
        .energy = energy,
        .ordered_total = meter.ordered_total,
        .purchases = meter.purchases,
        .last_purchase_energy = meter.last_purchase_energy,
        .last_purchase_time = meter.last_purchase_time,
        .customer = *meter.customer,
        .parameter_version = 0,
        .issue_time = context.at,
        .office = office,
    };
}

}  // namespace office
