#include "tests/power_loss/order_scenarios.h"

#include <string>
#include <tuple>
#include <utility>

#include "card/testing/records.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/scenario_parts.h"

namespace power_loss {
namespace {

using base::WattHours;
using card::OrderKind;
using meter::EventKind;
using meter::InsertionResult;
using meter::Reason;

std::int64_t number_of(Reason reason) {
    return std::to_underlying(reason);
}

// An order that lowers the total by `by`, inserted once.
Scenario lowering(std::string_view name, OrderKind kind, WattHours by,
                  std::function<void(PoweredMeter&)> check) {
    return {.name = name,
            .prepare =
                [kind, by](World& world) {
                    make_opened(world);
                    world.hand_over(kind, 2, opening_total - by);
                },
            .act =
                [](PoweredMeter& meter) {
                    if (meter.state().account.ordered().sequence != card::Sequence{2}) {
                        std::ignore = meter.insert_card();
                    }
                },
            .check_goal =
                [by, check = std::move(check)](PoweredMeter& meter) {
                    holds_order(meter, 2, opening_total - by);
                    check(meter);
                }};
}

}  // namespace

Scenario opening() {
    return {.name = "opening",
            .prepare =
                [](World& world) {
                    PoweredMeter{world};
                    world.hand_over(OrderKind::opening, 1, opening_total);
                },
            .act = [](PoweredMeter& meter) { is_loaded(meter.insert_card()); },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 1, opening_total);
                    require_once(meter.history(), EventKind::account_opened);
                    require_once(meter.history(), EventKind::card_bound, 1);
                    require_once(meter.history(), EventKind::supply_closed);
                    require(meter.supply_is_closed(), "the supply is not closed");
                }};
}

Scenario purchase() {
    return {.name = "purchase",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{12});
                    is_loaded(meter.insert_card());
                    meter.use(WattHours{12});
                },
            .check_goal = [](PoweredMeter& meter) { holds_order(meter, 2, second_total); }};
}

Scenario replacement() {
    return {.name = "replacement",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::replacement, 2, second_total, 2);
                },
            .act = [](PoweredMeter& meter) { is_loaded(meter.insert_card()); },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    require_once(meter.history(), EventKind::card_bound, 2);
                    require(meter.state().binding.generation == card::Generation{2},
                            "the new card is not bound");
                }};
}

Scenario correction() {
    return lowering("correction", OrderKind::correction, WattHours{5'000}, [](PoweredMeter& meter) {
        require(meter.supply_is_closed(), "a correction opens the supply");
    });
}

Scenario refund() {
    // What is left is below the reminder level.
    return lowering("refund", OrderKind::refund, WattHours{15'000}, [](PoweredMeter& meter) {
        require_once(meter.history(), EventKind::supply_opened, number_of(Reason::reminder));
        require_once(meter.history(), EventKind::below_alarm_level);
        require(!meter.supply_is_closed(), "the reminder was forgotten");
    });
}

Scenario closing() {
    return lowering("closing", OrderKind::closing, WattHours{29'000}, [](PoweredMeter& meter) {
        require_once(meter.history(), EventKind::account_closed, 2);
        require_once(meter.history(), EventKind::supply_opened, number_of(Reason::account_closed));
        require(!meter.state().opened && !meter.supply_is_closed(), "the account is not closed");
    });
}

Scenario wrong_meter() {
    return {.name = "card of another meter",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                    std::swap(world.card, world.pocket);
                    world.hand_over_foreign_card();
                },
            .act =
                [](PoweredMeter& meter) {
                    constexpr auto refused = std::to_underlying(InsertionResult::wrong_meter);
                    if (!has_event(meter, EventKind::card_refused, refused)) {
                        require(meter.insert_card() == InsertionResult::wrong_meter,
                                "a foreign card is not refused");
                    }
                    if (meter.world().pocket) {
                        std::swap(meter.world().card, meter.world().pocket);
                        meter.world().pocket.reset();
                    }
                    is_loaded(meter.insert_card());
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    require_once(meter.history(), EventKind::card_refused);
                }};
}

// The card brings the next key with an order; the supply may fail anywhere in between.
Scenario key_change() {
    static const card::Key128 next_key{card::Block{0x20, 0x21}};
    return {.name = "key change",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                    world.bring_keys(card::KeyVersion{2}, next_key);
                },
            .act =
                [](PoweredMeter& meter) {
                    meter.use(WattHours{12});
                    is_loaded(meter.insert_card());
                    meter.use(WattHours{12});
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    require(meter.state().renewed_key ==
                                meter::RenewedKey{card::KeyVersion{2}, next_key},
                            "the meter has not its next key");
                    const auto report = card::decode_report(meter.world().card->memory().report);
                    require(report && report->key_version == card::KeyVersion{2},
                            "the report is not of the next key");
                }};
}

Scenario parameter_change() {
    static const meter::Parameters parameters = card::testing::example_parameter_set().parameters;
    return {.name = "parameter change",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total, 1, parameters);
                },
            .act =
                [](PoweredMeter& meter) {
                    is_loaded(meter.insert_card());
                    meter.use(WattHours{10});
                },
            .check_goal =
                [](PoweredMeter& meter) {
                    holds_order(meter, 2, second_total);
                    require_once(meter.history(), EventKind::parameters_taken, parameters.version);
                    require(meter.state().parameters == parameters, "the set is not whole");
                }};
}

// The warning comes while a state is being written, and the power holds after all.
Scenario false_warning() {
    return {.name = "power fail warning",
            .prepare =
                [](World& world) {
                    make_opened(world);
                    world.hand_over(OrderKind::purchase, 2, second_total);
                },
            .act =
                [](PoweredMeter& meter) {
                    // One copy of the state is whole by then, the other is not.
                    meter.warn_after(40);
                    std::ignore = meter.insert_card();
                    meter.save();
                    meter.end_warning();
                    meter.use(WattHours{10});
                    is_loaded(meter.insert_card());
                },
            .check_goal = [](PoweredMeter& meter) { holds_order(meter, 2, second_total); }};
}

}  // namespace power_loss
