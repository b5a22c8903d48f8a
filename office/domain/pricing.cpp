#include "office/domain/pricing.h"

#include <algorithm>

#include "base/rounding.h"

namespace office {
namespace {

constexpr std::int64_t watt_hours_per_kwh = 1000;
constexpr std::int64_t basis_points_of_one = 10'000;

// More money than the largest sale at the largest price and tax costs. Products below stay under
// 2e18, which 64 bits hold; so they do with the charges of ten thousand years.
constexpr base::MinorUnits most_money{200'000'000'000'000};
static_assert(largest_sale.count() / watt_hours_per_kwh * largest_price.count() * 2 <=
              most_money.count());

std::optional<Refusal> refused(base::WattHours energy) {
    if (energy <= base::WattHours{}) {
        return Refusal::energy_not_positive;
    }
    if (energy > largest_sale) {
        return Refusal::energy_above_largest_sale;
    }
    return std::nullopt;
}

std::optional<Refusal> refused(base::MinorUnits money) {
    if (money <= base::MinorUnits{}) {
        return Refusal::money_not_positive;
    }
    if (money > most_money) {
        return Refusal::money_above_largest_sale;
    }
    return std::nullopt;
}

// Gives `take` the steps one after the other, from where the month stands: how much energy is left
// in the step (the last one has no end: more than the largest sale) and its price. Until it says
// false.
template <typename Take>
void walk_steps(const Terms& terms, Take take) {
    constexpr base::WattHours no_end{2 * largest_sale.count()};
    base::WattHours at = terms.bought;
    base::MinorUnits price = terms.tariff.price_per_kwh;
    for (const PriceStep& next : terms.tariff.further_steps) {
        if (next.from > at) {
            if (!take(next.from - at, price)) {
                return;
            }
            at = next.from;
        }
        price = next.price_per_kwh;
    }
    take(no_end, price);
}

// The exact price of `energy`, in thousandths of a minor unit: 1 Wh at 1 a kWh is one.
std::int64_t thousandths_for(base::WattHours energy, const Terms& terms) {
    std::int64_t thousandths = 0;
    walk_steps(terms, [&](base::WattHours left, base::MinorUnits price) {
        const base::WattHours taken = std::min(energy, left);
        thousandths += taken.count() * price.count();
        energy -= taken;
        return energy > base::WattHours{};
    });
    return thousandths;
}

// The most energy whose exact price is not above `thousandths`, or no_end where that is above it.
base::WattHours energy_for(std::int64_t thousandths, const Terms& terms) {
    base::WattHours energy;
    walk_steps(terms, [&](base::WattHours left, base::MinorUnits price) {
        const base::WattHours affordable{base::divide_down(thousandths, price.count())};
        const base::WattHours taken = std::min(affordable, left);
        energy += taken;
        thousandths -= taken.count() * price.count();
        return taken == left;
    });
    return energy;
}

base::MinorUnits charges_due(const Terms& terms) {
    return base::MinorUnits{terms.tariff.monthly_charge.count() * terms.months_due};
}

base::MinorUnits tax_on(base::MinorUnits net, const Tariff& tariff) {
    return base::MinorUnits{
        base::divide_nearest_even(net.count() * tariff.tax_basis_points, basis_points_of_one)};
}

base::MinorUnits tax_in(base::MinorUnits money, const Tariff& tariff) {
    return base::MinorUnits{base::divide_nearest_even(
        money.count() * tariff.tax_basis_points, basis_points_of_one + tariff.tax_basis_points)};
}

base::MinorUnits recovered(base::MinorUnits share, const Arrears& arrears) {
    return std::min({arrears.owed, arrears.recovery.most_per_sale, share});
}

// Taken on top of what is bought for `price`.
base::MinorUnits arrears_on(base::MinorUnits price, const Arrears& arrears) {
    const std::int64_t rate = arrears.recovery.basis_points;
    if (rate == 0) {
        return recovered(arrears.owed, arrears);
    }
    return recovered(base::MinorUnits{base::divide_down(price.count() * rate, basis_points_of_one)},
                     arrears);
}

// Taken out of `money`.
base::MinorUnits arrears_in(base::MinorUnits money, const Arrears& arrears) {
    const std::int64_t rate = arrears.recovery.basis_points;
    if (rate == 0) {
        return recovered(arrears.owed, arrears);
    }
    return recovered(
        base::MinorUnits{base::divide_down(money.count() * rate, basis_points_of_one + rate)},
        arrears);
}

}  // namespace

std::optional<Refusal> refused_amount(
    const std::variant<base::WattHours, base::MinorUnits>& amount) {
    return std::visit([](auto given) { return refused(given); }, amount);
}

std::expected<Price, Refusal> price_of(base::WattHours energy, const Terms& terms) {
    if (const auto refusal = refused(energy)) {
        return std::unexpected{*refusal};
    }
    const base::MinorUnits net{base::divide_up(thousandths_for(energy, terms), watt_hours_per_kwh)};
    const base::MinorUnits charge = charges_due(terms);
    const base::MinorUnits tax = tax_on(net + charge, terms.tariff);
    return Price{energy, net, charge, tax, arrears_on(net + charge + tax, terms.arrears)};
}

std::expected<Price, Refusal> bought_with(base::MinorUnits money, const Terms& terms) {
    if (const auto refusal = refused(money)) {
        return std::unexpected{*refusal};
    }
    const base::MinorUnits arrears = arrears_in(money, terms.arrears);
    const base::MinorUnits tax = tax_in(money - arrears, terms.tariff);
    const base::MinorUnits charge = charges_due(terms);
    const base::MinorUnits net = money - arrears - tax - charge;
    if (net <= base::MinorUnits{}) {
        return std::unexpected{Refusal::money_below_charges};
    }
    const base::WattHours energy = energy_for(net.count() * watt_hours_per_kwh, terms);
    if (energy == base::WattHours{}) {
        return std::unexpected{Refusal::money_buys_nothing};
    }
    if (energy > largest_sale) {
        return std::unexpected{Refusal::money_above_largest_sale};
    }
    return Price{energy, net, charge, tax, arrears};
}

std::expected<Price, Refusal> price_of(
    const std::variant<base::WattHours, base::MinorUnits>& amount, const Terms& terms) {
    if (const auto* const energy = std::get_if<base::WattHours>(&amount)) {
        return price_of(*energy, terms);
    }
    return bought_with(std::get<base::MinorUnits>(amount), terms);
}

}  // namespace office
