// What energy costs. Every rounding stands here, with who gains the remainder.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>

#include "base/quantity.h"
#include "office/domain/identifiers.h"
#include "office/domain/outcomes.h"

namespace office {

inline constexpr base::MinorUnits largest_price{100'000'000};     // per kWh, before tax
inline constexpr std::int32_t largest_tax_basis_points = 10'000;  // as much tax as price
inline constexpr base::WattHours largest_sale{1'000'000'000};     // 1,000,000 kWh

struct Tariff {
    TariffId tariff{};
    std::string name;
    base::MinorUnits price_per_kwh;     // before tax, 1 to largest_price
    std::int32_t tax_basis_points = 0;  // 0 to largest_tax_basis_points
    std::chrono::year_month_day valid_from{};
    UserId proposed_by{};
    bool is_approved = false;
};

struct Price {
    base::WattHours energy;
    base::MinorUnits net;
    base::MinorUnits tax;

    [[nodiscard]] constexpr base::MinorUnits total() const { return net + tax; }
    auto operator<=>(const Price&) const = default;
};

// What `energy` costs. The price is rounded up to a whole minor unit, so that the office never
// sells below tariff; the tax on it to the nearest, halves to even, so that over many sales neither
// the state nor the customer gains.
//   refused   energy_not_positive, energy_above_largest_sale
[[nodiscard]] std::expected<Price, Refusal> price_of(base::WattHours energy, const Tariff& tariff);

// What `money`, tax included, buys. The tax in it is rounded to the nearest, halves to even; the
// energy down to a whole watt-hour. The customer pays `money` whole: what is left of it, less than
// one watt-hour's price, stays with the office as revenue.
//   refused   money_not_positive, money_buys_nothing, money_above_largest_sale
[[nodiscard]] std::expected<Price, Refusal> bought_with(base::MinorUnits money,
                                                        const Tariff& tariff);

// Why no tariff sells this amount; nothing where the tariff decides.
[[nodiscard]] std::optional<Refusal> refused_amount(
    const std::variant<base::WattHours, base::MinorUnits>& amount);

}  // namespace office
