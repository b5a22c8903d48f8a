#include "office/domain/tariff.h"

#include "base/rounding.h"

namespace office {
namespace {

constexpr std::int64_t watt_hours_per_kwh = 1000;
constexpr std::int64_t basis_points_of_one = 10'000;

// More money than the largest sale at the largest price and tax costs. Products below stay under
// 2e18, which 64 bits hold.
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

}  // namespace

std::optional<Refusal> refused_amount(
    const std::variant<base::WattHours, base::MinorUnits>& amount) {
    return std::visit([](auto given) { return refused(given); }, amount);
}

std::expected<Price, Refusal> price_of(base::WattHours energy, const Tariff& tariff) {
    if (const auto refusal = refused(energy)) {
        return std::unexpected{*refusal};
    }
    const base::MinorUnits net{
        base::divide_up(energy.count() * tariff.price_per_kwh.count(), watt_hours_per_kwh)};
    const base::MinorUnits tax{
        base::divide_nearest_even(net.count() * tariff.tax_basis_points, basis_points_of_one)};
    return Price{energy, net, tax};
}

std::expected<Price, Refusal> bought_with(base::MinorUnits money, const Tariff& tariff) {
    if (const auto refusal = refused(money)) {
        return std::unexpected{*refusal};
    }
    const base::MinorUnits tax{base::divide_nearest_even(
        money.count() * tariff.tax_basis_points, basis_points_of_one + tariff.tax_basis_points)};
    const base::MinorUnits net = money - tax;
    const base::WattHours energy{
        base::divide_down(net.count() * watt_hours_per_kwh, tariff.price_per_kwh.count())};
    if (energy == base::WattHours{}) {
        return std::unexpected{Refusal::money_buys_nothing};
    }
    if (energy > largest_sale) {
        return std::unexpected{Refusal::money_above_largest_sale};
    }
    return Price{energy, net, tax};
}

}  // namespace office
