#include "tests/power_loss/field_card_scenarios.h"

#include <utility>

#include "card/testing/records.h"
#include "meter/credit/supply_rules.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/scenario_parts.h"

namespace power_loss {
namespace {

using base::WattHours;
using card::CardKind;
using meter::EventKind;
using meter::InsertionResult;

bool is_genuine(std::span<const std::uint8_t> record) {
    return card::is_genuine(record, card::derive(keying.meter_key, card::report_key_block()));
}

// What every visit leaves, whatever was cut: its round and a report, and nothing of the credit.
void check_visit(PoweredMeter& meter) {
    holds_order(meter, 1, opening_total);
    require(meter.state().field_round == card::Generation{1}, "the round is not known");
    require(is_genuine(meter.world().visitor->place().report), "the field card has no report");
}

Scenario visit(std::string_view name, CardKind kind, InsertionResult served,
               const meter::Parameters& parameters, std::function<void(PoweredMeter&)> check) {
    return {.name = name,
            .prepare =
                [kind, parameters](World& world) {
                    make_opened(world);
                    world.send(kind, parameters);
                },
            .act =
                [served](PoweredMeter& meter) {
                    meter.use(WattHours{12});
                    require(meter.insert_visitor() == served, "the field card is not served");
                    // Where a fitter's visit has opened the supply to test the switch.
                    meter.step(base::Milliwatts{0}, meter::SwitchTest::duration);
                    meter.use(WattHours{12});
                },
            .check_goal =
                [check = std::move(check)](PoweredMeter& meter) {
                    check_visit(meter);
                    check(meter);
                }};
}

}  // namespace

std::vector<Scenario> field_card_scenarios() {
    static const meter::Parameters parameters = card::testing::example_parameter_set().parameters;
    std::vector<Scenario> list;
    list.push_back(visit("inspection card", CardKind::inspection,
                         InsertionResult::field_card_served, {}, [](PoweredMeter& meter) {
                             require(has_event(meter, EventKind::field_card_served),
                                     "the visit is not known");
                             const auto& events = meter.world().visitor->place().events;
                             require(is_genuine(events.front()), "the card has no event");
                         }));
    list.push_back(
        visit("parameter card", CardKind::parameter, InsertionResult::field_card_served, parameters,
              [](PoweredMeter& meter) {
                  require_once(meter.history(), EventKind::parameters_taken, parameters.version);
                  require(meter.state().parameters == parameters, "the set is not whole");
              }));
    list.push_back(visit("maintenance card", CardKind::maintenance, InsertionResult::maintained, {},
                         [](PoweredMeter& meter) {
                             require(has_event(meter, EventKind::maintained),
                                     "the fitter's visit is not known");
                         }));
    return list;
}

}  // namespace power_loss
