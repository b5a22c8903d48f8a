// The words of statistics in the API: stable, snake_case.
#include <array>
#include <utility>

#include "office/web/statistics.h"

namespace office {

std::string_view statistic_name(Statistic statistic) {
    switch (statistic) {
        case Statistic::sales:
            return "sales";
        case Statistic::use:
            return "use";
        case Statistic::losses:
            return "losses";
        case Statistic::low_purchase:
            return "low_purchase";
        case Statistic::no_purchase:
            return "no_purchase";
        case Statistic::overdrawn:
            return "overdrawn";
        case Statistic::tampering:
            return "tampering";
        case Statistic::credit:
            return "credit";
    }
    std::unreachable();
}

std::string_view group_name(GroupBy by) {
    switch (by) {
        case GroupBy::day:
            return "day";
        case GroupBy::month:
            return "month";
        case GroupBy::district:
            return "district";
        case GroupBy::tariff:
            return "tariff";
        case GroupBy::desk:
            return "desk";
        case GroupBy::area:
            return "area";
    }
    std::unreachable();
}

std::string_view column_name(StatisticColumn column) {
    // In the order of the enum.
    static constexpr auto names = std::to_array<std::string_view>({
        "date",
        "month",
        "district",
        "area",
        "tariff",
        "desk",
        "meter",
        "customer",
        "sales",
        "energy_wh",
        "net_minor",
        "charge_minor",
        "tax_minor",
        "arrears_minor",
        "total_minor",
        "fed_wh",
        "used_wh",
        "loss_wh",
        "loss_basis_points",
        "covered_basis_points",
        "fed_from",
        "fed_to",
        "remaining_wh",
        "overdrawn_wh",
        "reported",
        "states",
        "findings",
        "last_purchase",
        "days_from",
        "days_to",
        "customers",
    });
    static_assert(names.size() == std::to_underlying(StatisticColumn::customers) + 1U);
    return names.at(std::to_underlying(column));
}

std::string_view tamper_state_name(TamperState state) {
    static constexpr auto names = std::to_array<std::string_view>({
        "supply_open_for_tampering",
        "credit_unproven",
        "clock_not_trusted",
    });
    static_assert(names.size() == tamper_state_count);
    return names.at(std::to_underlying(state));
}

}  // namespace office
