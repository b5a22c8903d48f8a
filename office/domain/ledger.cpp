#include "office/domain/ledger.h"

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

std::vector<Leg> sale_posting(const Price& price) {
    std::vector<Leg> legs{
        {Account::cash, price.total().count()},
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

std::vector<Leg> arrears_posting(base::MinorUnits amount) {
    return {{Account::arrears, amount.count()}, {Account::arrears_taken_on, -amount.count()}};
}

}  // namespace office
