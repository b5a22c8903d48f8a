#include "tests/power_loss/scenario_parts.h"

#include <string>

#include "tests/power_loss/chronicle.h"

namespace power_loss {

void is_loaded(meter::InsertionResult result) {
    require(result == meter::InsertionResult::credited ||
                result == meter::InsertionResult::already_loaded,
            "the card was refused: " + std::string{name_of(result)});
}

void make_opened(World& world, const meter::Parameters& parameters) {
    world.hand_over(card::OrderKind::opening, 1, opening_total, 1, parameters);
    PoweredMeter meter{world};
    is_loaded(meter.insert_card());
    // Fills a part of the ring with energy.
    meter.use(base::WattHours{60});
}

void make_with_left(World& world, base::WattHours left, const meter::Parameters& parameters) {
    make_opened(world, parameters);
    PoweredMeter meter{world};
    const std::int64_t to_use =
        (opening_total - left).count() - meter.state().account.consumed_total().count() / 3'600'000;
    // Quick, and below the power limit.
    for (std::int64_t used = 0; used < to_use; used += 20) {
        insert_if_open(meter);
        meter.step(base::Milliwatts{20'000'000}, std::chrono::milliseconds{3'600});
    }
    insert_if_open(meter);
}

void insert_if_open(PoweredMeter& meter) {
    if (!meter.supply_is_closed()) {
        is_loaded(meter.insert_card());
    }
}

void holds_order(PoweredMeter& meter, unsigned sequence, base::WattHours total) {
    const auto& ordered = meter.state().account.ordered();
    require(ordered.sequence == card::Sequence{sequence} && ordered.ordered_total == total,
            "the order was not credited");
    const base::WattHours before = sequence == 1 ? base::WattHours{0} : opening_total;
    require_once(meter.history(), meter::EventKind::credited, (total - before).count());
}

bool has_event(PoweredMeter& meter, meter::EventKind kind, std::optional<std::int64_t> detail) {
    return count_of(meter.history(), kind, detail) != 0;
}

}  // namespace power_loss
