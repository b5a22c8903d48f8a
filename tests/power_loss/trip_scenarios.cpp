#include "tests/power_loss/trip_scenarios.h"

#include <functional>
#include <string>
#include <utility>

#include "meter/tamper/tamper_kind.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/scenario_parts.h"

namespace power_loss {
namespace {

using base::WattHours;
using meter::EventKind;
using meter::Reason;
using namespace std::chrono_literals;

using Prepare = std::function<void(World&)>;
using Act = std::function<void(PoweredMeter&)>;

std::int64_t number_of(Reason reason) {
    return std::to_underlying(reason);
}

// Brings the supply to open for `reason`, unless it did so before a cut.
void open_by(PoweredMeter& meter, Reason reason, const Act& cause) {
    if (has_event(meter, EventKind::supply_opened, number_of(reason))) {
        return;
    }
    cause(meter);
    require(meter.state().reasons.contains(reason) && !meter.supply_is_closed(),
            "the supply did not open");
    require(has_event(meter, EventKind::supply_opened, number_of(reason)),
            "the opening is not in the history");
}

void require_one_trip(PoweredMeter& meter, Reason reason) {
    require_once(meter.history(), EventKind::supply_opened, number_of(reason));
    require_once(meter.history(), EventKind::supply_closed, number_of(reason));
    require(meter.supply_is_closed(), "the supply did not return");
}

// `cause` opens the supply, `cure` closes it again; each is kept once.
Scenario trip(std::string_view name, Reason reason, Prepare prepare, Act cause, Act cure) {
    return {.name = name,
            .prepare = std::move(prepare),
            .act =
                [reason, cause = std::move(cause), cure = std::move(cure)](PoweredMeter& meter) {
                    open_by(meter, reason, cause);
                    if (!meter.supply_is_closed()) {
                        cure(meter);
                    }
                    meter.use(WattHours{2});
                },
            .check_goal = [reason](PoweredMeter& meter) { require_one_trip(meter, reason); }};
}

// More than a cut may take back and what is left together.
void use_up(PoweredMeter& meter) {
    meter.use(WattHours{25});
}

void buy(PoweredMeter& meter) {
    const card::Sequence second{2};
    if (!meter.world().orders.contains(second)) {
        meter.world().hand_over(card::OrderKind::purchase, 2, second_total);
    }
    is_loaded(meter.insert_card());
}

void wait_a_minute_and_a_half(PoweredMeter& meter) {
    for (int second = 0; second < 90; ++second) {
        meter.step(base::Milliwatts{0}, 1s);
    }
}

void hold(PoweredMeter& meter, const meter::Measurement& measurement, int seconds) {
    for (int second = 0; second < seconds && meter.supply_is_closed(); ++second) {
        meter.step(measurement, 1s);
    }
}

void prepare_opened(World& world) {
    make_opened(world);
}

Prepare prepared_with(void (*change)(meter::Parameters&)) {
    return [change](World& world) {
        meter::Parameters parameters;
        parameters.version = 1;
        change(parameters);
        make_opened(world, parameters);
    };
}

// Zero, what the card gives below it, the end of that, and new credit.
Scenario overdraft_trip() {
    return {.name = "overdraft trip and return",
            .prepare =
                [](World& world) {
                    meter::Parameters parameters;
                    parameters.version = 1;
                    parameters.overdraft_limit = WattHours{15};
                    parameters.protected_hours.limit = WattHours{0};
                    make_with_left(world, WattHours{10}, parameters);
                },
            .act =
                [](PoweredMeter& meter) {
                    open_by(meter, Reason::zero, use_up);
                    if (!has_event(meter, EventKind::supply_opened,
                                   number_of(Reason::overdraft_limit))) {
                        insert_if_open(meter);
                        open_by(meter, Reason::overdraft_limit,
                                [](PoweredMeter& again) { again.use(WattHours{40}); });
                    }
                    if (!meter.supply_is_closed()) {
                        buy(meter);
                    }
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    require_once(meter.history(), EventKind::supply_opened,
                                 number_of(Reason::zero));
                    require_one_trip(meter, Reason::overdraft_limit);
                }};
}

// While the cover is open a card clears nothing.
Scenario tampering_trip() {
    const auto open_cover = [](PoweredMeter& meter) {
        meter.step(meter::Measurement{}, 1s, {.cover_open = true});
        meter.step(meter::Measurement{}, 1s, {.cover_open = true});
    };
    const auto close_cover = [](PoweredMeter& meter) {
        meter.step(meter::Measurement{}, 1s);
        meter.step(meter::Measurement{}, 1s);
        is_loaded(meter.insert_card());
    };
    Scenario scenario = trip("tampering trip and return", Reason::tampering,
                             prepared_with([](meter::Parameters& parameters) {
                                 parameters.opens_on_tampering =
                                     1U << static_cast<unsigned>(meter::TamperKind::cover_opened);
                             }),
                             open_cover, close_cover);
    scenario.check_goal = [](PoweredMeter& meter) {
        require_one_trip(meter, Reason::tampering);
        require_once(meter.history(), EventKind::cover_opened);
        require_once(meter.history(), EventKind::cover_closed);
    };
    return scenario;
}

}  // namespace

std::vector<Scenario> trip_scenarios() {
    const auto with_left = [](WattHours left) {
        return [left](World& world) { make_with_left(world, left); };
    };
    return {
        trip("reminder trip and return", Reason::reminder, with_left(WattHours{20'010}), use_up,
             insert_if_open),
        trip("zero trip and return", Reason::zero, with_left(WattHours{10}), use_up, buy),
        overdraft_trip(),
        trip(
            "power limit trip and return", Reason::power_limit, prepare_opened,
            [](PoweredMeter& meter) { hold(meter, {.power = base::Milliwatts{24'000'000}}, 15); },
            insert_if_open),
        trip(
            "metering failure and return", Reason::metering_failed, prepare_opened,
            [](PoweredMeter& meter) { hold(meter, {.front_end = meter::FrontEnd::missing}, 120); },
            wait_a_minute_and_a_half),
        trip(
            "leakage trip and reset", Reason::leakage, prepare_opened,
            [](PoweredMeter& meter) {
                hold(meter, {.residual_current = base::Milliamperes{100}}, 1);
            },
            [](PoweredMeter& meter) { meter.press({.reset_button = true}); }),
        trip(
            "off and on by hand", Reason::switched_off_by_hand, prepare_opened,
            [](PoweredMeter& meter) { meter.press({.off_button = true}); },
            [](PoweredMeter& meter) { meter.press({.on_button = true}); }),
        trip(
            "overvoltage trip and return", Reason::over_voltage, prepare_opened,
            [](PoweredMeter& meter) { hold(meter, {.voltage = base::Millivolts{300'000}}, 20); },
            wait_a_minute_and_a_half),
        trip(
            "undervoltage trip and return", Reason::under_voltage,
            prepared_with(
                [](meter::Parameters& parameters) { parameters.under_voltage_trip = true; }),
            [](PoweredMeter& meter) { hold(meter, {.voltage = base::Millivolts{170'000}}, 20); },
            wait_a_minute_and_a_half),
        tampering_trip(),
    };
}

}  // namespace power_loss
