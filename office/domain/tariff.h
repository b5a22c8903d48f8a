// Prices from a date on, for a class of customers, in steps that each month's energy fills anew.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "office/domain/commands.h"
#include "office/domain/identifiers.h"
#include "office/domain/outcomes.h"

namespace office {

inline constexpr base::MinorUnits largest_price{100'000'000};     // per kWh, before tax
inline constexpr std::int32_t largest_tax_basis_points = 10'000;  // as much tax as price
inline constexpr base::MinorUnits largest_monthly_charge{100'000'000};
inline constexpr std::size_t most_further_steps = 5;
inline constexpr base::WattHours largest_step{1'000'000'000};  // where a step may begin

struct Tariff {
    TariffId tariff{};
    std::string name;
    base::MinorUnits price_per_kwh;     // of the first step, before tax, 1 to largest_price
    std::int32_t tax_basis_points = 0;  // 0 to largest_tax_basis_points
    std::chrono::year_month_day valid_from{};
    UserId proposed_by{};
    bool is_approved = false;
    std::vector<PriceStep> further_steps{};  // each from above the one before
    base::MinorUnits monthly_charge{};       // before tax, 0 to largest_monthly_charge
    CustomerClass customers = CustomerClass::any;
};

// Why nobody could mean this tariff: price_out_of_range, tax_out_of_range, date_invalid,
// steps_out_of_order, charge_out_of_range. Nothing where somebody could.
[[nodiscard]] std::optional<Refusal> refused_tariff(const ProposeTariff& given);

// Whether the tariff is for customers of this class.
[[nodiscard]] constexpr bool is_for(const Tariff& tariff, CustomerClass customer) {
    return tariff.customers == CustomerClass::any || tariff.customers == customer;
}

}  // namespace office
