// What energy costs, and what money buys. Every rounding stands here, with who gains the remainder.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <variant>

#include "base/quantity.h"
#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/price.h"
#include "office/domain/tariff.h"

namespace office {

inline constexpr base::WattHours largest_sale{1'000'000'000};  // 1,000,000 kWh

// What a customer owes from before, and how much of it each sale takes.
struct Arrears {
    base::MinorUnits owed;  // 0 and above
    Recovery recovery;

    bool operator==(const Arrears&) const = default;
};

// What a price depends on beside the amount.
struct Terms {
    Tariff tariff;                // the version in force
    base::WattHours bought;       // by this customer in this business month, which fills the steps
    std::int32_t months_due = 0;  // whose monthly charge has not been taken
    Arrears arrears;
};

// What `energy` costs. Its price, step by step, is summed exactly and rounded up once to a whole
// minor unit, so that the office never sells below tariff. The tax on it and on the charges is
// rounded once to the nearest, halves to even, so that over many sales neither the state nor the
// customer gains. A share of the arrears is rounded down: the customer keeps the remainder, and
// owes it still.
//   refused   energy_not_positive, energy_above_largest_sale
[[nodiscard]] std::expected<Price, Refusal> price_of(base::WattHours energy, const Terms& terms);

// What `money` buys after arrears, tax and charges. The share of the arrears in it is rounded down
// (the customer keeps the remainder), the tax to the nearest, halves to even, the energy down to a
// whole watt-hour. The customer pays `money` whole: what is left of it, less than one watt-hour's
// price, stays with the office as revenue.
//   refused   money_not_positive, money_below_charges, money_buys_nothing, money_above_largest_sale
[[nodiscard]] std::expected<Price, Refusal> bought_with(base::MinorUnits money, const Terms& terms);

// One or the other.
[[nodiscard]] std::expected<Price, Refusal> price_of(
    const std::variant<base::WattHours, base::MinorUnits>& amount, const Terms& terms);

// Why no tariff sells this amount; nothing where the terms decide.
[[nodiscard]] std::optional<Refusal> refused_amount(
    const std::variant<base::WattHours, base::MinorUnits>& amount);

}  // namespace office
