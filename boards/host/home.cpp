#include "boards/host/home.h"

#include <algorithm>
#include <array>
#include <utility>

#include "meter/metrology/power_integrator.h"
#include "meter/storage/commit_schedule.h"

namespace boards {
namespace {

constexpr std::array buttons{&meter::Inputs::test_button, &meter::Inputs::reset_button,
                             &meter::Inputs::off_button, &meter::Inputs::on_button,
                             &meter::Inputs::display_button};

}  // namespace

Home::Home(HostBoard& board, std::chrono::sys_seconds clock, Load load)
    : board_{board},
      meter_{std::in_place, board, board.state_store.kept().keying, board.state_store.kept().state,
             clock},
      load_{std::move(load)},
      start_{meter_->state().seconds()} {
    note_switch();
}

namespace {

// Flows past the meter's residual sensor for a test.
constexpr base::Milliamperes test_current{meter::rated_leakage.count() * 5 / 2};

}  // namespace

void Home::step() {
    const meter::Inputs inputs = read_inputs();
    if (is_dark() && !come_back()) {
        stay_dark();
        return;
    }
    for (std::chrono::milliseconds left = step_time; left > std::chrono::milliseconds{0};) {
        left -= step_once(inputs, left);
    }
    played_ += step_time;
    without_mains_ = measured_.mains_present ? std::chrono::seconds{0} : without_mains_ + step_time;
    if (without_mains_ == meter::TamperWatch::reserve) {
        go_dark();
    }
}

void Home::go_dark() {
    const bool was_serving = meter_->is_serving_a_card();
    meter_->card_pulled();
    note_insertion(was_serving);
    board_.display_panel.show({});
    measured_ = {.voltage = {}, .mains_present = false};
    without_mains_ = {};
    is_dark_ = true;
}

void Home::stay_dark() {
    const meter::Inputs& seen = surroundings_.inputs;
    board_.tamper_latch.seen.cover_opened |= seen.cover_open;
    board_.tamper_latch.seen.strong_magnet |= seen.strong_magnet;
    board_.clock.go_on(step_time);
    played_ += step_time;
}

bool Home::come_back() {
    if (mains_voltage() == base::Millivolts{0} || !board_.state_store.reopen()) {
        return false;
    }
    const KeptMeter& kept = board_.state_store.kept();
    is_dark_ = false;
    meter_.emplace(board_, kept.keying, kept.state, board_.clock.seconds());
    note_switch();
    return true;
}

void Home::save() {
    if (!is_dark()) {
        meter_->commit_now();
        meter_->save();
    }
}

MeterPower Home::meter_power() const {
    if (is_dark()) {
        return MeterPower::nothing;
    }
    return measured_.mains_present ? MeterPower::mains : MeterPower::reserve;
}

// As long as the protection may have to open soon it sees half cycles, so that it opens as fast as
// its tables say.
std::chrono::milliseconds Home::protected_step(const meter::Measurement& measured,
                                               const meter::Inputs& inputs) const {
    constexpr std::chrono::milliseconds half_cycle{10};
    const base::Milliamperes borne{state().parameters.leakage_level.count() / 2};
    const bool may_open =
        supply_is_closed() &&
        (measured.voltage > meter::VoltageWatch::highest_right ||
         measured.residual_current > borne || inputs.test_button || meter_->needs_test_current());
    return may_open ? half_cycle : step_time;
}

std::chrono::milliseconds Home::step_once(const meter::Inputs& inputs,
                                          std::chrono::milliseconds left) {
    measured_ = measure();
    const auto elapsed =
        std::min({left, meter::longest_step(measured_), protected_step(measured_, inputs)});
    const bool was_serving = meter_->is_serving_a_card();
    meter::Inputs read = inputs;
    read.power_fails = !measured_.mains_present;
    board_.clock.go_on(elapsed);
    meter_->step(measured_, elapsed, read);
    board_.state_store.look_after(*meter_);
    note_switch();
    note_insertion(was_serving);
    return elapsed;
}

base::Millivolts Home::mains_voltage() {
    if (!surroundings_.has_mains) {
        return base::Millivolts{0};
    }
    return surroundings_.voltage.value_or(load_.at(played_, now()).voltage);
}

meter::Measurement Home::measure() {
    meter::Measurement measured = load_.at(played_, now());
    measured.voltage = mains_voltage();
    measured.mains_present = measured.voltage > base::Millivolts{0};
    if (!supply_is_closed() || !measured.mains_present) {
        measured.power = {};
        return measured;
    }
    measured.power =
        std::min(measured.power + surroundings_.load, meter::PowerIntegrator::largest_power);
    // Milliwatts over volts are milliamperes; a home without reactive load.
    measured.phase_current =
        base::Milliamperes{measured.power.count() * 1000 / measured.voltage.count()};
    measured.neutral_current = measured.phase_current;
    measured.residual_current = surroundings_.leakage;
    if (meter_->needs_test_current()) {
        measured.residual_current += test_current;
    }
    return measured;
}

meter::Inputs Home::read_inputs() {
    meter::Inputs read = surroundings_.inputs;
    for (const auto button : buttons) {
        // A button that was down in the step before comes up first: two presses are two.
        const bool was_down = std::exchange(buttons_down_.*button, read.*button);
        if (was_down) {
            read.*button = buttons_down_.*button = false;
        } else {
            surroundings_.inputs.*button = false;
        }
    }
    return read;
}

std::int64_t Home::pulses() const {
    constexpr std::int64_t millijoules_per_kilowatt_hour = base::millijoules_per_watt_hour * 1000;
    return state().account.consumed_total().count() /
           (millijoules_per_kilowatt_hour / state().parameters.meter_constant);
}

void Home::handle(const SlotEvent& event) {
    if (is_dark()) {
        return;
    }
    const bool begins = event.kind == SlotEvent::Kind::inserted;
    const bool was_serving = begins || meter_->is_serving_a_card();
    switch (event.kind) {
        case SlotEvent::Kind::inserted:
            meter_->card_inserted();
            break;
        case SlotEvent::Kind::answered:
            meter_->card_answered(event.answer);
            break;
        case SlotEvent::Kind::silent:
            meter_->card_silent();
            break;
        case SlotEvent::Kind::pulled:
            meter_->card_pulled();
            break;
    }
    board_.state_store.look_after(*meter_);
    note_switch();
    note_insertion(was_serving);
}

void Home::note_insertion(bool was_serving) {
    if (was_serving && !meter_->is_serving_a_card()) {
        const meter::InsertionResult result = *meter_->last_result();
        last_insertion_ =
            InsertionRecord{.number = last_insertion_ ? last_insertion_->number + 1 : 1,
                            .result = result,
                            .pages = meter::insertion_pages(state(), result)};
    }
}

void Home::add_load(base::Milliwatts power, std::chrono::seconds duration) {
    load_.add(power, played_, duration);
}

void Home::note_switch() {
    const bool was_closed = changes_.size() % 2 == 1;
    if (supply_is_closed() != was_closed) {
        changes_.push_back(now());
    }
}

std::vector<Interval> Home::closed_intervals() const {
    std::vector<Interval> intervals;
    for (std::size_t i = 0; i < changes_.size(); i += 2) {
        intervals.push_back(
            {.from = changes_[i], .until = i + 1 < changes_.size() ? changes_[i + 1] : now()});
    }
    return intervals;
}

std::vector<Interval> Home::open_intervals() const {
    std::vector<Interval> intervals;
    std::chrono::sys_seconds from = start_;
    for (const Interval& closed : closed_intervals()) {
        if (closed.from > from) {
            intervals.push_back({.from = from, .until = closed.from});
        }
        from = closed.until;
    }
    if (!supply_is_closed()) {
        intervals.push_back({.from = from, .until = now()});
    }
    return intervals;
}

}  // namespace boards
