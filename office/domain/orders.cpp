#include "office/domain/orders.h"

#include "base/ensure.h"

namespace office {

std::expected<card::Order, Refusal> make_order(MeterRow& meter, card::OrderKind kind,
                                               base::WattHours energy, const Context& context,
                                               card::OfficeId office) {
    base::ensure(meter.customer && meter.card && !energy.is_negative());
    const base::WattHours total = meter.ordered_total + energy;
    if (total > base::largest_energy) {
        return std::unexpected{Refusal::total_above_largest};
    }
    const auto sequence = card::next(meter.sequence);
    if (!sequence) {
        return std::unexpected{Refusal::sequence_used_up};
    }
    meter.sequence = *sequence;
    meter.ordered_total = total;
    if (energy > base::WattHours{}) {
        ++meter.purchases;  // never wraps: every purchase takes a sequence
        meter.last_purchase_energy = energy;
        meter.last_purchase_time = context.at;
    }
    return card::Order{
        .key_version = meter.key_version,
        .kind = meter.is_open ? kind : card::OrderKind::opening,
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
