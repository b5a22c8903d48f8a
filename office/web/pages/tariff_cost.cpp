#include "office/web/pages/tariff_cost.h"

#include <array>
#include <optional>
#include <vector>

#include "office/domain/pricing.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_tables.h"

namespace office {
namespace {

// From a household with a few lamps to one that cooks and heats.
constexpr std::array months_looked_at{base::WattHours{50'000}, base::WattHours{100'000},
                                      base::WattHours{200'000}, base::WattHours{400'000},
                                      base::WattHours{800'000}};

std::optional<base::MinorUnits> month_costs(const ProposeTariff& tariff, base::WattHours energy) {
    const auto price = price_of(energy, {.tariff = {.tariff = {},
                                                    .name = {},
                                                    .price_per_kwh = tariff.price_per_kwh,
                                                    .tax_basis_points = tariff.tax_basis_points,
                                                    .further_steps = tariff.further_steps,
                                                    .monthly_charge = tariff.monthly_charge},
                                         .bought = {},
                                         .months_due = 1,
                                         .arrears = {}});
    return price ? std::optional{price->total()} : std::nullopt;
}

// The approved version that the proposed one would follow.
std::optional<ProposeTariff> version_before(const PageVisit& visit, const ProposeTariff& proposed) {
    std::optional<ProposeTariff> before;
    const auto tariffs = visit.counter.store.tariffs();
    for (const TariffView& tariff : tariffs ? *tariffs : std::vector<TariffView>{}) {
        const bool is_earlier = tariff.approved_by && tariff.name == proposed.name &&
                                tariff.customers == proposed.customers &&
                                tariff.valid_from <= proposed.valid_from;
        if (is_earlier && (!before || before->valid_from <= tariff.valid_from)) {
            before = terms_of(tariff);
        }
    }
    return before;
}

}  // namespace

ProposeTariff terms_of(const TariffView& tariff) {
    return {.name = tariff.name,
            .price_per_kwh = tariff.price_per_kwh,
            .tax_basis_points = tariff.tax_basis_points,
            .valid_from = tariff.valid_from,
            .further_steps = tariff.further_steps,
            .monthly_charge = tariff.monthly_charge,
            .customers = tariff.customers};
}

std::string tariff_cost(const PageVisit& visit, const ProposeTariff& proposed) {
    const AdministrationText& text = administration_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    const auto before = version_before(visit, proposed);
    const auto money = [&](base::MinorUnits amount) {
        return TableCell{Cell::number, money_text(amount.count(), currency)};
    };
    const TableCell unknown{Cell::number, "–"};
    std::string rows;
    for (const base::WattHours energy : months_looked_at) {
        const auto then = month_costs(proposed, energy);
        if (!then) {
            return {};
        }
        TableCell now = unknown;
        TableCell difference = unknown;
        if (before) {
            const base::MinorUnits costs = month_costs(*before, energy).value_or(*then);
            now = money(costs);
            difference = money(*then - costs);
        }
        rows += table_row(
            {{Cell::number, kilowatt_hours_text(energy.count())}, now, money(*then), difference});
    }
    return "<p class=\"note\">" + std::string{text.what_it_costs_note} + "</p>\n" +
           scrolling_table(std::string{text.what_it_costs} + " " + proposed.name,
                           table_head({{Cell::number, std::string{text.energy_a_month}},
                                       {Cell::number, std::string{text.costs_now}},
                                       {Cell::number, std::string{text.would_cost}},
                                       {Cell::number, std::string{text.difference}}}),
                           rows);
}

}  // namespace office
