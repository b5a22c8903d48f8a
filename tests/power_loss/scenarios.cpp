#include <span>
#include <vector>

#include "tests/power_loss/field_card_scenarios.h"
#include "tests/power_loss/order_scenarios.h"
#include "tests/power_loss/period_scenarios.h"
#include "tests/power_loss/scenario.h"
#include "tests/power_loss/storage_scenarios.h"
#include "tests/power_loss/trip_scenarios.h"

namespace power_loss {

std::span<const Scenario> scenarios() {
    static const std::vector<Scenario> all = [] {
        // The first ones notice mutants that the others do not.
        std::vector<Scenario> list{
            first_boot(), false_warning(), bad_pages(),      bad_flash(),
            opening(),    purchase(),      replacement(),    correction(),
            refund(),     closing(),       wrong_meter(),    parameter_change(),
            key_change(), energy_alone(),  full_load(),      beside_credit(),
            scrub(),      lost_value(),    format_upgrade(), midnight(),
            month_end(),  full_history()};
        for (Scenario& trip : trip_scenarios()) {
            list.push_back(std::move(trip));
        }
        for (Scenario& visit : field_card_scenarios()) {
            list.push_back(std::move(visit));
        }
        return list;
    }();
    return all;
}

}  // namespace power_loss
