#include "office/domain/ledger.h"

#include <utility>

namespace office {

bool is_balanced(std::span<const Leg> legs) {
    base::MinorUnits money;
    base::WattHours energy;
    for (const Leg& leg : legs) {
        switch (unit_of(leg.account)) {
            case Unit::money:
                money += base::MinorUnits{leg.amount};
                break;
            case Unit::energy:
                energy += base::WattHours{leg.amount};
                break;
        }
    }
    return money == base::MinorUnits{} && energy == base::WattHours{};
}

Account account_of(Means means) {
    switch (means) {
        case Means::cash:
            return Account::cash;
        case Means::bank_card:
            return Account::bank_cards;
        case Means::mobile_money:
            return Account::mobile_money;
        case Means::bank_transfer:
            return Account::bank_transfers;
    }
    std::unreachable();
}

std::vector<Leg> sale_posting(const Price& price, Means means) {
    std::vector<Leg> legs{
        {account_of(means), price.total().count()},
        {Account::energy_revenue, -price.net.count()},
        {Account::tax_payable, -price.tax.count()},
        {Account::energy_supplied, -price.energy.count()},
        {Account::meter_energy, price.energy.count()},
        {Account::monthly_charges, -price.charge.count()},
        {Account::arrears, -price.arrears.count()},
    };
    std::erase_if(legs, [](const Leg& leg) { return leg.amount == 0; });
    return legs;
}

std::vector<Leg> take_back_posting(const Price& price) {
    std::vector<Leg> legs{
        {Account::owed_back, -price.total().count()},
        {Account::energy_revenue, price.net.count()},
        {Account::tax_payable, price.tax.count()},
        {Account::energy_supplied, price.energy.count()},
        {Account::meter_energy, -price.energy.count()},
        {Account::monthly_charges, price.charge.count()},
        {Account::arrears, price.arrears.count()},
    };
    std::erase_if(legs, [](const Leg& leg) { return leg.amount == 0; });
    return legs;
}

std::vector<Leg> free_issue_posting(base::WattHours energy) {
    return {{Account::energy_given, -energy.count()}, {Account::meter_energy, energy.count()}};
}

std::vector<Leg> carry_out_posting(base::WattHours energy) {
    if (energy == base::WattHours{}) {
        return {};
    }
    return {{Account::meter_energy, -energy.count()}, {Account::energy_carried, energy.count()}};
}

std::vector<Leg> carry_in_posting(base::WattHours energy) {
    return {{Account::energy_carried, -energy.count()}, {Account::meter_energy, energy.count()}};
}

std::vector<Leg> pay_back_posting(base::MinorUnits total, Means means) {
    return {{Account::owed_back, total.count()}, {account_of(means), -total.count()}};
}

std::vector<Leg> count_posting(base::MinorUnits difference) {
    if (difference == base::MinorUnits{}) {
        return {};
    }
    return {{Account::cash, difference.count()}, {Account::cash_differences, -difference.count()}};
}

std::vector<Leg> arrears_posting(base::MinorUnits amount) {
    return {{Account::arrears, amount.count()}, {Account::arrears_taken_on, -amount.count()}};
}

}  // namespace office
