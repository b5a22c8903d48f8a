#include "tests/power_loss/scenario_parts.h"

#include <string>

namespace power_loss {

void is_loaded(meter::InsertionResult result) {
    require(result == meter::InsertionResult::credited ||
                result == meter::InsertionResult::already_loaded,
            "the card was refused: " + std::string{name_of(result)});
}

void make_opened(World& world) {
    world.hand_over(card::OrderKind::opening, 1, opening_total);
    PoweredMeter meter{world};
    is_loaded(meter.insert_card());
    // Fills a part of the ring with energy.
    meter.use(base::WattHours{60});
}

void insert_if_open(PoweredMeter& meter) {
    if (!meter.supply_is_closed()) {
        is_loaded(meter.insert_card());
    }
}

}  // namespace power_loss
