#include "meter/metrology/metrology.h"

#include <algorithm>
#include <utility>

namespace meter {

Metrology::Metrology(const MetrologySettings& settings, Harmonics* harmonics)
    : settings_{settings},
      chain_{settings.rate, settings.frequency, settings.full_scale, settings.calibration},
      harmonics_{harmonics},
      energy_{settings.rate, settings.thresholds},
      pulses_{settings.rate, settings.pulse_constant},
      voltage_events_{settings.declared_voltage},
      watch_{settings.full_scale} {
    if (harmonics_ != nullptr) {
        harmonics_->equalise(chain_.filter());
    }
}

void Metrology::finish_half_cycle(Ready& ready) {
    ready.add(Ready::What::half_cycle);
    const HalfCycle& half = chain_.half_cycle();
    last_half_ = newest_half_;
    const bool on_phase = chain_.counting() == CountingElement::phase;
    newest_half_ = {half.sums.voltage_squared,
                    on_phase ? half.sums.current_squared : half.sums.other_squared,
                    on_phase ? half.sums.other_squared : half.sums.current_squared,
                    half.sums.residual_squared, half.duration};
    observe(half);
    if (harmonics_ != nullptr && (half.lost > 0 || half.restarts > 0)) {
        harmonics_->restart();
    }

    // Over the duration in 65536ths: a mean square in 2^-10 V^2.
    const std::int64_t mean_square =
        (last_half_.voltage + newest_half_.voltage) / (last_half_.duration + newest_half_.duration);
    for (const VoltageEvent& event : voltage_events_.add(mean_square, chain_.sample_count())) {
        if (!ended_.try_push_back(event)) {
            ++ended_not_kept_;
        }
    }

    cycle_.sums += half.sums;
    cycle_.duration += half.duration;
    ++cycle_halves_;
    cycle_.is_whole = half.is_whole && (cycle_halves_ == 1 || cycle_.is_whole);
    if (half.ends_cycle) {
        finish_cycle(ready);
    }
}

void Metrology::observe(const HalfCycle& half) {
    for (std::size_t i = 0; i < channel_count; ++i) {
        observation_.clipped[i] += half.clipped[i];
    }
    observation_.mean_square[static_cast<std::size_t>(Channel::residual_current)] +=
        half.residual_changed ? 1 : 0;
    observation_.lost += half.lost;
    observation_.restarts += half.restarts;
    if (half.end == HalfCycleEnd::crossing) {
        const bool first = observation_.crossings == 0;
        observation_.shortest_half =
            first ? half.duration : std::min(observation_.shortest_half, half.duration);
        observation_.longest_half = std::max(observation_.longest_half, half.duration);
        ++observation_.crossings;
    }
}

void Metrology::finish_cycle(Ready& ready) {
    cycle_.is_whole = cycle_.is_whole && cycle_halves_ == 2;
    cycle_.reactive = fundamental_reactive(cycle_.sums, cycle_.duration);
    block_.active += cycle_.sums.power;
    block_.reactive += cycle_.reactive;
    block_.duration += cycle_.duration;
    block_window_.add(cycle_);
    second_window_.add(cycle_);
    cycle_ = {};
    cycle_halves_ = 0;
    if (second_window_.duration() >> q16_bits >= settings_.rate.hertz()) {
        second_reading_ =
            second_window_.read(settings_.rate, chain_.counting(), settings_.calibration);
        second_window_ = {};
        ready.add(Ready::What::second);
    }
    if (++cycles_in_block_ == block_cycles) {
        finish_block();
        ready.add(Ready::What::block);
    }
}

void Metrology::finish_block() {
    block_reading_ = block_window_.read(settings_.rate, chain_.counting(), settings_.calibration);
    block_.apparent = block_reading_.apparent;
    block_.element = chain_.counting();
    const std::int64_t counted = energy_.add(block_);
    const std::uint64_t taken = chain_.taken();
    pulses_.add(counted, block_.duration, chain_.half_cycle().late,
                static_cast<std::uint32_t>(taken - taken_before_));
    taken_before_ = taken;

    const bool on_phase = chain_.counting() == CountingElement::phase;
    const auto square = [&](Channel channel, std::int64_t mean_square) {
        observation_.mean_square[static_cast<std::size_t>(channel)] = mean_square;
    };
    const ReadingWindow& window = block_window_;
    square(Channel::voltage, window.voltage_mean_square());
    square(Channel::phase_current,
           on_phase ? window.current_mean_square() : window.other_mean_square());
    square(Channel::neutral_current,
           on_phase ? window.other_mean_square() : window.current_mean_square());
    for (const Channel channel :
         {Channel::voltage, Channel::phase_current, Channel::neutral_current}) {
        observation_.direct[static_cast<std::size_t>(channel)] = chain_.direct(channel);
    }
    observation_.frequency_millihertz = block_reading_.frequency.count();
    observation_.dropped = chain_.dropped() - dropped_before_;
    dropped_before_ = chain_.dropped();
    watch_.judge(observation_, chain_.sample_count());

    observation_ = {};
    last_block_ = std::exchange(block_, EnergyBlock{});
    block_window_ = {};
    cycles_in_block_ = 0;
    if (wanted_element_ != chain_.counting()) {
        chain_.count_on(wanted_element_);
        second_window_ = {};  // one second holds one element only, ten cycles of harmonics too
        if (harmonics_ != nullptr) {
            harmonics_->equalise(chain_.filter());
        }
    }
}

CycleReading Metrology::cycle() const {
    const Q16 duration = last_half_.duration + newest_half_.duration;
    const auto root = [&](std::int64_t HalfSquares::* square, Channel channel, int unit_bits) {
        return root_mean_square(last_half_.*square + newest_half_.*square, duration,
                                settings_.calibration[channel].noise, unit_bits);
    };
    return {
        Microvolts{root(&HalfSquares::voltage, Channel::voltage, voltage_unit_bits)},
        Microamperes{root(&HalfSquares::phase, Channel::phase_current, current_unit_bits)},
        Microamperes{root(&HalfSquares::neutral, Channel::neutral_current, current_unit_bits)},
        Microamperes{root(&HalfSquares::residual, Channel::residual_current, current_unit_bits)},
    };
}

Metrology::EndedVoltageEvents Metrology::take_voltage_events() {
    return std::exchange(ended_, EndedVoltageEvents{});
}

}  // namespace meter
