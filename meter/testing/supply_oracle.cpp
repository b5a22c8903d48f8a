#include "meter/testing/supply_oracle.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/quantity.h"
#include "meter/testing/opened_state.h"

namespace meter::testing {
namespace {

using base::Milliamperes;
using base::Millijoules;
using base::Millivolts;
using base::Milliwatts;
using base::WattHours;
using card::OrderKind;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr Verdict certainly_if(bool condition) {
    return condition ? Verdict::yes : Verdict::no;
}

// ---- The card -------------------------------------------------------------------------------

// The meter's own card, newly inserted, whose order is genuine and no older than the loaded one.
bool is_accepted(const Story& story) {
    const auto& order = story.input.order;
    if (!order || order->flaw != CardFlaw::none) {
        return false;
    }
    return story.before.opened ? order->step >= 0
                               : order->kind == OrderKind::opening && order->step > 0;
}

// A closing order does not count: it takes the supply away.
bool is_customers_card(const Story& story) {
    return is_accepted(story) && story.input.order->kind != OrderKind::closing;
}

bool is_fitters_card(const Story& story) {
    return story.input.field_card == card::CardKind::maintenance;
}

bool closes_the_account(const Story& story) {
    return is_accepted(story) && story.input.order->kind == OrderKind::closing &&
           story.input.order->step > 0;
}

// ---- Credit ---------------------------------------------------------------------------------

Millijoules remaining(const State& state) {
    return base::millijoules(state.account.ordered().ordered_total) -
           state.account.consumed_total();
}

bool has_overdraft(const State& state) {
    return state.parameters.overdraft_limit != WattHours{0};
}

bool is_at_overdraft_limit(const State& state) {
    return remaining(state) <= -base::millijoules(state.parameters.overdraft_limit);
}

// Rule 8, of an exploration in which all of a holiday is protected.
bool is_protected_now(const State& state) {
    const auto today = std::chrono::floor<std::chrono::days>(state.seconds());
    const auto& hours = state.parameters.protected_hours;
    const bool is_holiday = std::ranges::find(hours.holidays, today) != hours.holidays.end();
    const WattHours lowest = state.parameters.overdraft_limit + hours.limit;
    return is_holiday && state.clock_trusted && remaining(state) > -base::millijoules(lowest);
}

bool credit_rules_hold(const State& state) {
    return state.opened && !is_protected_now(state);
}

bool gives_cause_for_reminder(const Story& story) {
    const WattHours level = story.after.parameters.reminder_level;
    return credit_rules_hold(story.after) && story.before.reminder_armed && level != WattHours{0} &&
           remaining(story.after) <= base::millijoules(level);
}

bool gives_cause_for_zero(const Story& story) {
    return credit_rules_hold(story.after) && remaining(story.after) <= Millijoules{0} &&
           (story.before.zero_armed || !has_overdraft(story.after));
}

bool gives_cause_for_overdraft_limit(const Story& story) {
    return credit_rules_hold(story.after) && has_overdraft(story.after) &&
           is_at_overdraft_limit(story.after);
}

// ---- Protection -----------------------------------------------------------------------------

// Reversed wires count as used; allowed export is judged by the rated power, which is this limit.
bool is_overload(const Story& story) {
    const Milliwatts power = story.input.measured.power;
    const Milliwatts limit = story.before.parameters.power_limit;
    return (power > limit || -power > limit) &&
           story.input.lasts >= story.before.parameters.power_limit_delay;
}

// IEC 61008-1, general type: never at half of the rated current; at the rated one within 0.3 s, at
// five times it within 0.04 s.
Verdict leaks(const Story& story) {
    const Milliamperes residual = story.input.measured.residual_current;
    const Milliamperes rated = story.before.parameters.leakage_level;
    if (!story.before.parameters.leakage_trip || residual.count() * 2 <= rated.count()) {
        return Verdict::no;
    }
    const bool is_certain = (residual >= rated && story.input.lasts >= 300ms) ||
                            (residual.count() >= 5 * rated.count() && story.input.lasts >= 40ms);
    return is_certain ? Verdict::yes : Verdict::maybe;
}

struct OverVoltageTimes {
    Millivolts voltage;
    milliseconds never_before;
    milliseconds at_the_latest;
};

// EN 50550.
constexpr std::array over_voltages{OverVoltageTimes{Millivolts{275'000}, 3s, 15s},
                                   OverVoltageTimes{Millivolts{300'000}, 1s, 5s},
                                   OverVoltageTimes{Millivolts{350'000}, 250ms, 750ms},
                                   OverVoltageTimes{Millivolts{400'000}, 70ms, 200ms}};

Verdict is_over_voltage(const Story& story) {
    if (!story.before.parameters.over_voltage_trip) {
        return Verdict::no;
    }
    for (const OverVoltageTimes& row : over_voltages) {
        if (story.input.measured.voltage == row.voltage) {
            return story.input.lasts >= row.at_the_latest  ? Verdict::yes
                   : story.input.lasts >= row.never_before ? Verdict::maybe
                                                           : Verdict::no;
        }
    }
    return Verdict::no;  // up to 255 V never
}

bool is_under_voltage(const Story& story) {
    const Measurement& measured = story.input.measured;
    return story.before.parameters.under_voltage_trip && measured.mains_present &&
           measured.front_end != FrontEnd::missing && measured.voltage < Millivolts{184'000} &&
           story.input.lasts >= 10s;
}

// 110 % down to 80 % of the nominal voltage is right; a little above the latter it returns.
Verdict voltage_is_right_for_a_minute(const Story& story) {
    const Measurement& measured = story.input.measured;
    if (story.input.lasts < 1min || !measured.mains_present ||
        measured.front_end == FrontEnd::missing || measured.voltage > Millivolts{253'000}) {
        return Verdict::no;
    }
    if (measured.voltage >= Millivolts{190'000}) {
        return Verdict::yes;
    }
    const bool is_judged_low = story.before.parameters.under_voltage_trip;
    return is_judged_low && measured.voltage <= Millivolts{184'000} ? Verdict::no : Verdict::maybe;
}

bool front_end_works_for_a_minute(const Story& story) {
    return story.input.measured.front_end == FrontEnd::working && story.input.lasts >= 1min;
}

// ---- Tampering ------------------------------------------------------------------------------

// The kinds that the input alone makes noticed, each within its time.
TamperKinds noticed_tampering(const Story& story) {
    const ExploredInput& input = story.input;
    const Measurement& measured = input.measured;
    const auto larger = std::max(measured.phase_current, measured.neutral_current);
    const auto apart = larger - std::min(measured.phase_current, measured.neutral_current);
    TamperKinds kinds;
    kinds.set(TamperKind::reversed_current, measured.power.is_negative() && input.lasts >= 10s &&
                                                !story.before.parameters.export_allowed);
    kinds.set(TamperKind::currents_differ, apart > Milliamperes{500} &&
                                               apart.count() * 16 > larger.count() &&
                                               input.lasts >= 10s);
    kinds.set(TamperKind::current_without_voltage,
              measured.voltage == Millivolts{} && larger >= Milliamperes{500} && input.lasts >= 2s);
    kinds.set(TamperKind::cover_opened, input.contacts.cover_open && input.lasts >= 1s);
    kinds.set(TamperKind::strong_magnet, input.contacts.strong_magnet && input.lasts >= 1s);
    return kinds;
}

// What was noticed before is no new cause.
bool gives_cause_for_tampering(const Story& story) {
    const unsigned is_new =
        noticed_tampering(story).bits() & ~static_cast<unsigned>(story.before.tamper.active.bits());
    return (is_new & story.before.parameters.opens_on_tampering) != 0;
}

bool tampering_is_over(const Story& story) {
    return (story.before.tamper.active.bits() & story.before.parameters.opens_on_tampering) == 0;
}

}  // namespace

Verdict gives_cause(Reason reason, const Story& story) {
    switch (reason) {
        case Reason::not_opened:
        case Reason::credit_unproven:
            return Verdict::no;  // production alone, a start alone
        case Reason::account_closed:
            return certainly_if(closes_the_account(story));
        case Reason::reminder:
            return certainly_if(gives_cause_for_reminder(story));
        case Reason::zero:
            return certainly_if(gives_cause_for_zero(story));
        case Reason::overdraft_limit:
            return certainly_if(gives_cause_for_overdraft_limit(story));
        case Reason::power_limit:
            return certainly_if(is_overload(story));
        case Reason::metering_failed:
            return certainly_if(story.input.measured.front_end != FrontEnd::working &&
                                story.input.lasts >= 10s);
        case Reason::leakage:
            return leaks(story);
        case Reason::switched_off_by_hand:
            return certainly_if(story.input.contacts.off_button);
        case Reason::over_voltage:
            return is_over_voltage(story);
        case Reason::under_voltage:
            return certainly_if(is_under_voltage(story));
        case Reason::tampering:
            return certainly_if(gives_cause_for_tampering(story));
    }
    std::unreachable();
}

bool takes_part(SetBy setter, const Story& story) {
    const Measurement& measured = story.input.measured;
    switch (setter) {
        case SetBy::production:
        case SetBy::start:
            return false;
        case SetBy::closing_order:
            return closes_the_account(story);
        case SetBy::credit:
            return credit_rules_hold(story.after) &&
                   remaining(story.after) <=
                       base::millijoules(story.after.parameters.reminder_level);
        case SetBy::load:
            return measured.power != Milliwatts{};
        case SetBy::front_end:
            return measured.front_end != FrontEnd::working;
        case SetBy::residual_current:
            return measured.residual_current != Milliamperes{};
        case SetBy::off_button:
            return story.input.contacts.off_button;
        case SetBy::voltage:
            return measured.voltage != nominal_voltage;
        case SetBy::tamper_watch:
            return !noticed_tampering(story).is_empty();
    }
    std::unreachable();
}

Verdict clears(Reason reason, const Story& story) {
    const auto now = story.after.seconds();
    switch (reason) {
        case Reason::not_opened:
        case Reason::account_closed:
            return certainly_if(is_customers_card(story) &&
                                story.input.order->kind == OrderKind::opening);
        case Reason::reminder:
            return certainly_if(is_customers_card(story));
        case Reason::zero:
        case Reason::overdraft_limit:
            return certainly_if(is_customers_card(story) && !is_at_overdraft_limit(story.after));
        case Reason::power_limit:
            return certainly_if(is_customers_card(story) &&
                                now >= story.before.power_limit.repeated.wait_until);
        case Reason::metering_failed:
            return certainly_if(front_end_works_for_a_minute(story));
        case Reason::over_voltage:
        case Reason::under_voltage:
            return voltage_is_right_for_a_minute(story);
        case Reason::leakage:
            return certainly_if(story.input.contacts.reset_button &&
                                now >= story.before.protection.leakage_trips.wait_until);
        case Reason::switched_off_by_hand:
            return certainly_if(story.input.contacts.on_button && !story.input.contacts.off_button);
        case Reason::tampering:
            return certainly_if((is_customers_card(story) || is_fitters_card(story)) &&
                                tampering_is_over(story));
        case Reason::credit_unproven:
            return certainly_if(is_customers_card(story) && !closes_the_account(story) &&
                                (count_of(story.after, EventKind::credited) != 0 ||
                                 count_of(story.after, EventKind::above_hoarding_limit) != 0));
    }
    std::unreachable();
}

bool must_be_credited(const Story& story) {
    if (!is_accepted(story) || story.input.order->step == 0) {
        return false;
    }
    const WattHours change = story.input.order->change;
    const WattHours limit = story.after.parameters.hoarding_limit;
    return limit == WattHours{0} || change <= WattHours{0} ||
           remaining(story.before) + base::millijoules(change) <= base::millijoules(limit);
}

bool must_be_closed(bool was_closed, const ExploredInput& input, const Reasons& reasons) {
    const bool can_be_driven = input.measured.voltage.count() * 100 > 65 * 230'000;
    if (!can_be_driven && !reasons.contains(Reason::leakage)) {
        return was_closed;
    }
    return reasons.is_empty();
}

}  // namespace meter::testing
