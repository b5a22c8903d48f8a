#include "meter/testing/explored_supply.h"

#include <array>
#include <utility>

#include "card/testing/records.h"
#include "meter/credit/supply_rules.h"

namespace meter::testing {
namespace {

using base::Milliamperes;
using base::Millijoules;
using base::Millivolts;
using base::Milliwatts;
using base::WattHours;
using card::OrderKind;
using namespace std::chrono_literals;

constexpr WattHours overdraft{2'000};
constexpr WattHours protected_limit{5'000};
constexpr WattHours reminder{10'000};
constexpr WattHours alarm_level{15'000};
constexpr WattHours hoarding_limit{44'000};
constexpr WattHours new_credit{30'000};
constexpr WattHours larger_overdraft{50'000};
constexpr std::uint32_t sessions_seen = 4;  // of the bound card
constexpr card::Generation bound_generation{2};

// New credit on a card that is not the meter's own, or not in order.
constexpr ExploredInput flawed(std::string_view name, CardFlaw flaw,
                               card::OrderKind kind = card::OrderKind::purchase) {
    return {.name = name,
            .order = ExploredOrder{.step = 1, .change = new_credit, .kind = kind, .flaw = flaw}};
}

constexpr Measurement loaded(std::int64_t watts) {
    const Milliamperes current{watts * 1000 / 230};
    return {.power = Milliwatts{watts * 1000},
            .phase_current = current.is_negative() ? -current : current,
            .neutral_current = current.is_negative() ? -current : current};
}

constexpr std::array inputs{
    ExploredInput{.name = "a quiet second", .lasts = 1s},
    ExploredInput{.name = "just less than a quiet minute", .lasts = 59'999ms},
    ExploredInput{.name = "a quiet minute", .lasts = 1min},
    ExploredInput{.name = "a quiet half hour", .lasts = 30min},
    ExploredInput{.name = "one millijoule", .lasts = 1s, .measured = {.power = Milliwatts{1}}},
    ExploredInput{
        .name = "the power limit", .lasts = 30s, .measured = {.power = Milliwatts{23'000'000}}},
    ExploredInput{.name = "short overload", .lasts = 9'999ms, .measured = loaded(23'001)},
    ExploredInput{.name = "overload", .lasts = 10s, .measured = loaded(23'001)},
    ExploredInput{.name = "reversed overload", .lasts = 10s, .measured = loaded(-23'001)},
    ExploredInput{
        .name = "253 V for an hour", .lasts = 1h, .measured = {.voltage = Millivolts{253'000}}},
    ExploredInput{
        .name = "275 V for 2.9 s", .lasts = 2'900ms, .measured = {.voltage = Millivolts{275'000}}},
    ExploredInput{.name = "275 V", .lasts = 15s, .measured = {.voltage = Millivolts{275'000}}},
    ExploredInput{.name = "400 V", .lasts = 200ms, .measured = {.voltage = Millivolts{400'000}}},
    ExploredInput{
        .name = "400 V for an hour", .lasts = 1h, .measured = {.voltage = Millivolts{400'000}}},
    ExploredInput{
        .name = "80 % of the voltage", .lasts = 1min, .measured = {.voltage = Millivolts{184'000}}},
    ExploredInput{
        .name = "a short dip", .lasts = 9'999ms, .measured = {.voltage = Millivolts{150'000}}},
    ExploredInput{
        .name = "under-voltage", .lasts = 10s, .measured = {.voltage = Millivolts{150'000}}},
    ExploredInput{.name = "less than the switch needs",
                  .lasts = 1min,
                  .measured = {.voltage = Millivolts{149'500}}},
    ExploredInput{.name = "no mains",
                  .lasts = 5min,
                  .measured = {.voltage = Millivolts{}, .mains_present = false}},
    ExploredInput{.name = "half the rated leakage",
                  .lasts = 1h,
                  .measured = {.residual_current = Milliamperes{15}}},
    ExploredInput{.name = "the rated leakage",
                  .lasts = 300ms,
                  .measured = {.residual_current = Milliamperes{30}}},
    ExploredInput{.name = "five times the rated leakage",
                  .lasts = 40ms,
                  .measured = {.residual_current = Milliamperes{150}}},
    ExploredInput{
        .name = "leakage at too low a voltage for the switch",
        .lasts = 1s,
        .measured = {.voltage = Millivolts{100'000}, .residual_current = Milliamperes{300}}},
    ExploredInput{.name = "a front end that is silent for a moment",
                  .lasts = 9'999ms,
                  .measured = {.front_end = FrontEnd::missing}},
    ExploredInput{.name = "a front end that gives nothing",
                  .lasts = 10s,
                  .measured = {.front_end = FrontEnd::missing}},
    ExploredInput{.name = "a front end that is stuck",
                  .lasts = 2min,
                  .measured = {.front_end = FrontEnd::stuck}},
    ExploredInput{.name = "a short reversal", .lasts = 9'999ms, .measured = loaded(-1'000)},
    ExploredInput{.name = "a reversal", .lasts = 10s, .measured = loaded(-1'000)},
    ExploredInput{.name = "currents apart",
                  .lasts = 10s,
                  .measured = {.power = Milliwatts{460'000},
                               .phase_current = Milliamperes{2'000},
                               .neutral_current = Milliamperes{4'000}}},
    ExploredInput{.name = "currents apart by an error of the sensors",
                  .lasts = 1h,
                  .measured = {.power = Milliwatts{460'000},
                               .phase_current = Milliamperes{2'000},
                               .neutral_current = Milliamperes{2'500}}},
    ExploredInput{.name = "current without voltage",
                  .lasts = 2s,
                  .measured = {.voltage = Millivolts{},
                               .phase_current = Milliamperes{1'000},
                               .neutral_current = Milliamperes{1'000}}},
    ExploredInput{.name = "the cover", .lasts = 1s, .contacts = {.cover_open = true}},
    ExploredInput{
        .name = "a magnet that passes", .lasts = 999ms, .contacts = {.strong_magnet = true}},
    ExploredInput{.name = "a magnet", .lasts = 2s, .contacts = {.strong_magnet = true}},
    ExploredInput{.name = "the off button", .lasts = 1s, .contacts = {.off_button = true}},
    ExploredInput{.name = "the on button", .lasts = 1s, .contacts = {.on_button = true}},
    ExploredInput{.name = "off and on together",
                  .lasts = 1s,
                  .contacts = {.off_button = true, .on_button = true}},
    ExploredInput{.name = "the reset button", .lasts = 1s, .contacts = {.reset_button = true}},
    ExploredInput{.name = "the reset button half an hour later",
                  .lasts = 30min,
                  .contacts = {.reset_button = true}},
    ExploredInput{.name = "the reset button onto the fault",
                  .lasts = 1s,
                  .measured = {.residual_current = Milliamperes{300}},
                  .contacts = {.reset_button = true}},
    ExploredInput{.name = "the test button", .lasts = 1s, .contacts = {.test_button = true}},
    ExploredInput{.name = "the display button", .lasts = 1s, .contacts = {.display_button = true}},
    ExploredInput{.name = "every button at once",
                  .lasts = 1s,
                  .contacts = {.test_button = true,
                               .reset_button = true,
                               .off_button = true,
                               .on_button = true,
                               .display_button = true}},
    ExploredInput{.name = "the card with a loaded order", .order = ExploredOrder{}},
    ExploredInput{.name = "the card with new credit",
                  .order = ExploredOrder{.step = 1, .change = new_credit}},
    ExploredInput{.name = "the card several orders later",
                  .order = ExploredOrder{.step = 3, .change = WattHours{2'000}}},
    ExploredInput{
        .name = "the card with a correction",
        .order =
            ExploredOrder{.step = 1, .change = WattHours{-12'000}, .kind = OrderKind::correction}},
    ExploredInput{.name = "the card with an old order", .order = ExploredOrder{.step = -1}},
    ExploredInput{.name = "the card with a closing order",
                  .order = ExploredOrder{.step = 1, .kind = OrderKind::closing}},
    ExploredInput{
        .name = "a card with an opening order",
        .order = ExploredOrder{.step = 1, .change = WattHours{1'000}, .kind = OrderKind::opening}},
    ExploredInput{.name = "a card with an old opening order",
                  .order = ExploredOrder{.step = -1, .kind = OrderKind::opening}},
    flawed("another meter's card", CardFlaw::other_meter),
    flawed("another meter's opening order", CardFlaw::other_meter, OrderKind::opening),
    flawed("another customer's card", CardFlaw::other_customer),
    flawed("another card of the same generation", CardFlaw::other_serial),
    flawed("a card that was replaced", CardFlaw::replaced),
    flawed("an opening order on a card that was replaced", CardFlaw::replaced, OrderKind::opening),
    flawed("a copy of the card", CardFlaw::copied),
    flawed("a forged order", CardFlaw::forged),
    flawed("a forged opening order", CardFlaw::forged, OrderKind::opening),
    ExploredInput{
        .name = "a purchase that lowers the total",
        .order =
            ExploredOrder{.step = 1, .change = WattHours{-1'000}, .flaw = CardFlaw::falls_unduly}},
    ExploredInput{.name = "the card with a parameter set",
                  .order = ExploredOrder{.brings = BroughtSet::larger_overdraft}},
    ExploredInput{.name = "the card with a forged parameter set",
                  .order = ExploredOrder{.brings = BroughtSet::not_genuine}},
    ExploredInput{.name = "an inspection card", .field_card = card::CardKind::inspection},
    ExploredInput{.name = "a parameter card", .field_card = card::CardKind::parameter},
    ExploredInput{.name = "a maintenance card", .field_card = card::CardKind::maintenance},
};

std::array<ExploredVariant, 5> make_variants() {
    Parameters with_overdraft;
    with_overdraft.alarm_level = alarm_level;
    with_overdraft.reminder_level = reminder;
    with_overdraft.overdraft_limit = overdraft;
    with_overdraft.under_voltage_trip = true;
    with_overdraft.opens_on_tampering = 0xFF;
    Parameters without = with_overdraft;
    without.overdraft_limit = WattHours{0};
    without.hoarding_limit = hoarding_limit;
    without.leakage_trip = false;
    without.over_voltage_trip = false;
    without.under_voltage_trip = false;
    without.opens_on_tampering = 0;
    Parameters on_a_holiday = with_overdraft;
    on_a_holiday.protected_hours.holidays.push_back(
        std::chrono::floor<std::chrono::days>(explored_time));
    on_a_holiday.protected_hours.limit = protected_limit;
    on_a_holiday.export_allowed = true;
    return {ExploredVariant{.name = "with an overdraft", .parameters = with_overdraft},
            {.name = "without an overdraft, and nothing armed or protected",
             .parameters = without,
             .is_armed = false},
            {.name = "that must wait, beside a magnet",
             .parameters = with_overdraft,
             .must_wait = true,
             .magnet_is_there = true},
            {.name = "on a holiday", .parameters = on_a_holiday},
            {.name = "on a holiday by a clock that is not trusted",
             .parameters = on_a_holiday,
             .clock_trusted = false}};
}

}  // namespace

std::span<const ExploredInput> explored_inputs() {
    return inputs;
}

card::Order order_on_card(const ExploredOrder& order) {
    card::Order made = card::testing::example_order();
    made.kind = order.kind;
    made.sequence = card::Sequence{static_cast<std::uint32_t>(
        static_cast<int>(std::to_underlying(explored_sequence)) + order.step)};
    made.ordered_total = explored_total + order.change;
    made.generation = bound_generation;
    if (order.kind == OrderKind::opening) {
        made.card = card::CardSerial{std::to_underlying(made.card) + 1};
        made.generation = card::Generation{3};
    }
    made.parameter_version = order.brings == BroughtSet::none ? 0 : 1;
    switch (order.flaw) {
        case CardFlaw::other_meter:
            made.meter = card::MeterId{std::to_underlying(made.meter) + 1};
            break;
        case CardFlaw::other_customer:
            made.customer = card::CustomerNumber{std::to_underlying(made.customer) + 1};
            break;
        case CardFlaw::other_serial:
            made.card = card::CardSerial{std::to_underlying(made.card) + 2};
            break;
        case CardFlaw::replaced:
            made.generation = card::Generation{1};
            break;
        case CardFlaw::none:
        case CardFlaw::copied:
        case CardFlaw::falls_unduly:
        case CardFlaw::forged:
            break;
    }
    return made;
}

std::uint32_t sessions_of(const ExploredOrder& order) {
    return order.flaw == CardFlaw::copied ? sessions_seen : sessions_seen + 1;
}

card::ParameterSet explored_set(const Parameters& parameters) {
    card::ParameterSet set{.meter = card::testing::example_meter, .parameters = parameters};
    ++set.parameters.version;
    set.parameters.overdraft_limit = larger_overdraft;
    return set;
}

std::span<const ExploredVariant> explored_variants() {
    static const std::array<ExploredVariant, 5> variants = make_variants();
    return variants;
}

std::vector<unsigned> explored_sets(std::size_t variant) {
    constexpr unsigned stride = TALLYWATT_EXPLORED_STRIDE;
    std::vector<unsigned> sets;
    for (auto bits = static_cast<unsigned>(variant % stride); bits < 1U << reason_rules.size();
         bits += stride) {
        sets.push_back(bits);
    }
    return sets;
}

std::vector<Millijoules> explored_levels() {
    std::vector<Millijoules> around;
    for (const WattHours level : {-overdraft - protected_limit, -overdraft, WattHours{0}, reminder,
                                  hoarding_limit - new_credit, alarm_level}) {
        for (const std::int64_t beside : {-1, 0, 1}) {
            around.push_back(base::millijoules(level) + Millijoules{beside});
        }
    }
    return around;
}

State explored_state(Reasons reasons, Millijoules remaining, const ExploredVariant& variant) {
    State state;
    state.time = explored_time;
    state.clock_trusted = variant.clock_trusted;
    state.reasons = reasons;
    state.opened =
        !reasons.contains(Reason::not_opened) && !reasons.contains(Reason::account_closed);
    state.binding = {.serial = card::testing::example_serial,
                     .generation = bound_generation,
                     .customer = card::testing::example_customer,
                     .meter_sessions = sessions_seen};
    state.account = CreditAccount{{.sequence = explored_sequence, .ordered_total = explored_total},
                                  base::millijoules(explored_total) - remaining,
                                  base::millijoules(overdraft)};
    state.parameters = variant.parameters;
    state.reminder_armed = variant.is_armed;
    state.zero_armed = variant.is_armed;
    state.alarm = remaining < base::millijoules(variant.parameters.alarm_level);
    if (variant.must_wait) {
        state.power_limit.repeated.wait_until = explored_time + 20min;
        state.protection.leakage_trips.wait_until = explored_time + 20min;
    }
    if (variant.magnet_is_there) {
        state.tamper.active.set(TamperKind::strong_magnet, true);
        state.tamper.watch = TamperWatch{state.tamper.active};
    }
    apply_credit_rules(state);  // no meter is left with the level and without its reason
    state.events = {};
    state.switch_operations = state.reasons.is_empty() ? 1 : 0;
    return state;
}

}  // namespace meter::testing
