#include "office/domain/tariff.h"

namespace office {
namespace {

bool is_price(base::MinorUnits price) {
    return price > base::MinorUnits{} && price <= largest_price;
}

std::optional<Refusal> refused_steps(const std::vector<PriceStep>& steps) {
    if (steps.size() > most_further_steps) {
        return Refusal::steps_out_of_order;
    }
    base::WattHours before;
    for (const PriceStep& step : steps) {
        if (step.from <= before || step.from > largest_step) {
            return Refusal::steps_out_of_order;
        }
        if (!is_price(step.price_per_kwh)) {
            return Refusal::price_out_of_range;
        }
        before = step.from;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> refused_tariff(const ProposeTariff& given) {
    if (!is_price(given.price_per_kwh)) {
        return Refusal::price_out_of_range;
    }
    if (given.tax_basis_points < 0 || given.tax_basis_points > largest_tax_basis_points) {
        return Refusal::tax_out_of_range;
    }
    if (!given.valid_from.ok()) {
        return Refusal::date_invalid;
    }
    if (given.monthly_charge.is_negative() || given.monthly_charge > largest_monthly_charge) {
        return Refusal::charge_out_of_range;
    }
    return refused_steps(given.further_steps);
}

}  // namespace office
