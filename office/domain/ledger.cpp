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

std::vector<Leg> sale_posting(base::WattHours energy, base::MinorUnits net, base::MinorUnits tax) {
    std::vector<Leg> legs{
        {Account::cash, (net + tax).count()},    {Account::energy_revenue, -net.count()},
        {Account::tax_payable, -tax.count()},    {Account::energy_supplied, -energy.count()},
        {Account::meter_energy, energy.count()},
    };
    std::erase_if(legs, [](const Leg& leg) { return leg.amount == 0; });
    return legs;
}

}  // namespace office
