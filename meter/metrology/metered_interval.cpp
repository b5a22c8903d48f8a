#include "meter/metrology/metered_interval.h"

namespace meter {
namespace {

template <typename Milli, typename Micro>
Milli thousandth(Micro micro) {
    return Milli{(micro.count() + 500) / 1000};  // RMS is never negative
}

bool is_stuck(const ConditionSet& conditions) {
    return conditions.has(Condition::silent, Channel::voltage) ||
           conditions.has(Condition::silent, Channel::phase_current) ||
           conditions.has(Condition::silent, Channel::neutral_current) ||
           conditions.has(Condition::silent, Channel::residual_current);
}

}  // namespace

MeteredInterval MeteredIntervals::take(const Metrology& metrology) {
    const auto now = static_cast<std::int64_t>(metrology.sample_count() * 1000 / rate_.hertz());
    const base::Millijoules net = metrology.energy().imported - metrology.energy().exported;
    const std::int64_t elapsed = now - milliseconds_;
    microjoules_ += (net - net_).count() * 1000;
    milliseconds_ = now;
    net_ = net;

    const LineReading& reading = metrology.block();
    const ConditionSet conditions = metrology.conditions();
    MeteredInterval interval;
    interval.elapsed = std::chrono::milliseconds{elapsed};
    if (elapsed > 0) {
        interval.measurement.power = base::Milliwatts{microjoules_ / elapsed};
        microjoules_ %= elapsed;
    }
    interval.measurement.counting = metrology.energy_block().element;
    interval.measurement.voltage = thousandth<base::Millivolts>(reading.voltage);
    interval.measurement.phase_current = thousandth<base::Milliamperes>(reading.phase_current);
    interval.measurement.neutral_current = thousandth<base::Milliamperes>(reading.neutral_current);
    interval.measurement.residual_current =
        thousandth<base::Milliamperes>(reading.residual_current);
    if (reading.frequency.count() > 0) {
        interval.measurement.frequency = reading.frequency;
    }
    interval.measurement.mains_present = !conditions.has(Condition::no_mains);
    interval.measurement.front_end = is_stuck(conditions) ? FrontEnd::stuck : FrontEnd::working;
    return interval;
}

MeteredHalfCycle MeteredIntervals::take_half_cycle(const Metrology& metrology) {
    const auto now =
        static_cast<std::int64_t>(metrology.sample_count() * 1'000'000 / rate_.hertz());
    const std::chrono::microseconds elapsed{now - half_cycle_ended_};
    half_cycle_ended_ = now;
    return {thousandth<base::Millivolts>(metrology.cycle().voltage), elapsed};
}

}  // namespace meter
