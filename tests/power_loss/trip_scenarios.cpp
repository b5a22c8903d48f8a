#include "tests/power_loss/trip_scenarios.h"

#include <string>

#include "tests/power_loss/scenario_parts.h"

namespace power_loss {
namespace {

using base::WattHours;
using card::OrderKind;
using meter::Reason;
using namespace std::chrono_literals;

constexpr WattHours second_total{55'000};

// An opened meter whose remaining energy is `left`.
void make_with_left(World& world, WattHours left) {
    make_opened(world);
    PoweredMeter meter{world};
    const std::int64_t to_use =
        (opening_total - left).count() - meter.state().account.consumed_total().count() / 3'600'000;
    // In steps of 100 kW seconds: quick, and the power limit is far away.
    for (std::int64_t used = 0; used < to_use; used += 20) {
        meter.step(base::Milliwatts{20'000'000}, 3'600ms);
    }
}

void is_closed_again(const PoweredMeter& meter) {
    require(meter.supply_is_closed(), "the supply did not return");
}

// Consumption until the supply opens for `reason`, then whatever closes it again.
Scenario trip(std::string_view name, WattHours left, Reason reason) {
    return {.name = name,
            .prepare = [left](World& world) { make_with_left(world, left); },
            .act =
                [reason](PoweredMeter& meter) {
                    const bool returns =
                        meter.state().account.ordered().sequence == card::Sequence{2} ||
                        reason != Reason::zero;
                    insert_if_open(meter);
                    meter.use(WattHours{25});
                    if (!meter.supply_is_closed() && !returns) {
                        meter.world().hand_over(OrderKind::purchase, 2, second_total);
                    }
                    insert_if_open(meter);
                    meter.use(WattHours{2});
                },
            .check_goal = is_closed_again};
}

}  // namespace

Scenario reminder_trip() {
    return trip("reminder trip and return", WattHours{20'010}, Reason::reminder);
}

Scenario zero_trip() {
    return trip("zero trip and return", WattHours{10}, Reason::zero);
}

Scenario power_limit_trip() {
    return {.name = "power limit trip and return",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    insert_if_open(meter);
                    for (int i = 0; i < 80 && meter.supply_is_closed(); ++i) {
                        meter.step(base::Milliwatts{24'000'000}, 150ms);  // 1 Wh
                    }
                    insert_if_open(meter);
                },
            .check_goal = is_closed_again};
}

Scenario leakage_trip() {
    return {.name = "leakage trip and reset",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    meter.step(meter::Measurement{.residual_current = base::Milliamperes{100}}, 1s);
                    require(!meter.supply_is_closed(), "leakage did not open");
                    meter.press({.reset_button = true});
                },
            .check_goal = is_closed_again};
}

Scenario off_and_on_by_hand() {
    return {.name = "off and on by hand",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    meter.press({.off_button = true});
                    require(!meter.supply_is_closed(), "the main switch did not open");
                    meter.press({.on_button = true});
                },
            .check_goal = is_closed_again};
}

Scenario over_voltage_trip() {
    return {.name = "overvoltage trip and return",
            .prepare = [](World& world) { make_opened(world); },
            .act =
                [](PoweredMeter& meter) {
                    meter.step(meter::Measurement{.voltage = base::Millivolts{300'000}}, 20s);
                    require(!meter.supply_is_closed(), "overvoltage did not open");
                    for (int second = 0; second < 90; ++second) {
                        meter.step(base::Milliwatts{0}, 1s);
                    }
                },
            .check_goal = is_closed_again};
}

}  // namespace power_loss
