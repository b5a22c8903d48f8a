#include "meter/tamper/tamper_watch.h"

#include <algorithm>

namespace meter {
namespace {

bool has_voltage(const Measurement& measurement) {
    return measurement.mains_present && measurement.voltage >= TamperWatch::least_voltage;
}

base::Milliamperes larger_current(const Measurement& measurement) {
    return std::max(measurement.phase_current, measurement.neutral_current);
}

// The power that `current` would draw, one volt-ampere for each.
base::Milliwatts power_at(base::Millivolts voltage, base::Milliamperes current) {
    return base::Milliwatts{voltage.count() * current.count() / 1000};
}

// What is seen at this moment of a lasting kind.
bool is_seen(TamperKind kind, const Measurement& measurement, const Inputs& level,
             bool export_allowed) {
    const bool is_measured = measurement.front_end != FrontEnd::missing;
    switch (kind) {
        case TamperKind::reversed_current:
            return is_measured && !export_allowed &&
                   -measurement.power >= TamperWatch::smallest_reversed_power;
        case TamperKind::currents_differ:
            return is_measured && currents_differ(measurement);
        case TamperKind::current_without_voltage:
            return is_measured && !has_voltage(measurement) &&
                   larger_current(measurement) >= TamperWatch::smallest_current_without_voltage;
        case TamperKind::cover_opened:
            return level.cover_open;
        case TamperKind::strong_magnet:
            return level.strong_magnet;
        case TamperKind::clock_set_back:
        case TamperKind::wrong_cryptograms:
        case TamperKind::frequent_starts:
            return false;
    }
    return false;
}

// The power was measured with the smaller current: what the larger one draws at the same power
// factor, as far as the converter's end. Where nearly nothing flows in the smaller, all is active.
base::Milliwatts scaled_to_larger(base::Milliwatts power, const Measurement& measurement) {
    const base::Milliamperes larger = larger_current(measurement);
    const base::Milliamperes smaller =
        std::min(measurement.phase_current, measurement.neutral_current);
    const base::Milliwatts scaled =
        smaller < TamperWatch::smallest_difference
            ? power_at(measurement.voltage, larger)
            : base::Milliwatts{power.count() * larger.count() / smaller.count()};
    return std::clamp(scaled, power, full_scale_power);
}

}  // namespace

bool currents_differ(const Measurement& measurement) {
    const base::Milliamperes larger = larger_current(measurement);
    const base::Milliamperes smaller =
        std::min(measurement.phase_current, measurement.neutral_current);
    const base::Milliamperes difference = larger - smaller;
    return difference > TamperWatch::smallest_difference &&
           difference.count() > larger.count() / TamperWatch::difference_divisor;
}

TamperWatch::TamperWatch(TamperKinds active) {
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
        conditions_[i] = LastingCondition{active.contains(tamper_rules[i].kind)};
    }
}

void TamperWatch::watch(const Measurement& measurement, const Inputs& level, bool export_allowed,
                        std::chrono::milliseconds elapsed) {
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
        const TamperRule& rule = tamper_rules[i];
        conditions_[i].watch(is_seen(rule.kind, measurement, level, export_allowed), elapsed,
                             rule.noticed_after, rule.over_after);
    }
}

TamperKinds TamperWatch::active() const {
    TamperKinds active;
    for (std::size_t i = 0; i < conditions_.size(); ++i) {
        active.set(tamper_rules[i].kind, conditions_[i].holds());
    }
    return active;
}

CountingElement TamperWatch::larger_element(const Measurement& measurement) const {
    return holds(TamperKind::currents_differ) &&
                   measurement.neutral_current > measurement.phase_current
               ? CountingElement::neutral
               : CountingElement::phase;
}

CountedPower TamperWatch::counted(const Measurement& measurement, bool export_allowed) const {
    CountedPower counted;
    if (is_seen(TamperKind::current_without_voltage, measurement, {}, export_allowed)) {
        counted.without_voltage = power_at(nominal_voltage, larger_current(measurement));
    }
    const base::Milliwatts measured = measurement.power;
    if (export_allowed && measured.is_negative()) {
        counted.exported = -measured;
        return counted;
    }
    const base::Milliwatts forward = std::max(measured, -measured);
    counted.consumed = larger_element(measurement) == measurement.counting
                           ? forward
                           : scaled_to_larger(forward, measurement);
    counted.added = counted.consumed - std::max(measured, base::Milliwatts{0});
    return counted;
}

}  // namespace meter
