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
      meter_{board, board.state_store.kept().keying, board.state_store.kept().state, clock},
      load_{std::move(load)},
      start_{meter_.state().seconds()} {
    note_switch();
}

namespace {

// The test button lets it flow past the meter's residual sensor.
constexpr base::Milliamperes test_current{meter::rated_leakage.count() * 5 / 2};

}  // namespace

void Home::step() {
    const meter::Inputs inputs = read_inputs();
    for (std::chrono::milliseconds left = step_time; left > std::chrono::milliseconds{0};) {
        left -= step_once(inputs, left);
    }
    played_ += step_time;
}

std::chrono::milliseconds Home::step_once(const meter::Inputs& inputs,
                                          std::chrono::milliseconds left) {
    measured_ = measure();
    const auto elapsed = std::min(left, meter::longest_step(measured_.power));
    const bool was_serving = meter_.is_serving_a_card();
    meter_.step(measured_, elapsed, inputs);
    board_.state_store.look_after(meter_);
    note_switch();
    note_insertion(was_serving);
    return elapsed;
}

meter::Measurement Home::measure() {
    meter::Measurement measured = load_.at(played_, now());
    measured.voltage = surroundings_.voltage.value_or(measured.voltage);
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
    if (buttons_down_.test_button) {
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
    const bool begins = event.kind == SlotEvent::Kind::inserted;
    const bool was_serving = begins || meter_.is_serving_a_card();
    switch (event.kind) {
        case SlotEvent::Kind::inserted:
            meter_.card_inserted();
            break;
        case SlotEvent::Kind::answered:
            meter_.card_answered(event.answer);
            break;
        case SlotEvent::Kind::silent:
            meter_.card_silent();
            break;
        case SlotEvent::Kind::pulled:
            meter_.card_pulled();
            break;
    }
    board_.state_store.look_after(meter_);
    note_switch();
    note_insertion(was_serving);
}

void Home::note_insertion(bool was_serving) {
    if (was_serving && !meter_.is_serving_a_card()) {
        const meter::InsertionResult result = *meter_.last_result();
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
