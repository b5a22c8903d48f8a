#include "bench/converter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bench {
namespace {

constexpr double turn = 2 * std::numbers::pi;
// Rotating by multiplication drifts by rounding: after so many samples it starts anew.
constexpr std::uint32_t alignment_samples = 4096;

}  // namespace

ConverterModel ideal_converter() {
    return {};
}

ConverterModel converter_of(double signal_to_noise_db) {
    ConverterModel model;
    model.signal_to_noise_db = signal_to_noise_db;
    model.bits = signal_to_noise_db < 86 ? 16 : 24;
    return model;
}

SampleSource::SampleSource(meter::SampleRate rate, const ConverterModel& model, std::uint64_t seed)
    : rate_{rate}, model_{model}, random_{seed} {
    cycles_ = random_.uniform();
}

void SampleSource::apply(const Load& load) {
    frequency_ = load.frequency_hertz;
    neutral_share_ = load.neutral_share;
    const auto lead = [&](meter::Channel channel) {
        return model_.errors[static_cast<std::size_t>(channel)].lead_degrees / 360 / 50;
    };
    place(voltage_, load.voltage, load.voltage_direct, 0);
    place(phase_, load.current, load.current_direct, lead(meter::Channel::phase_current));
    place(neutral_, load.current, load.current_direct, lead(meter::Channel::neutral_current));
    place(residual_, {{1, load.residual_amperes, 0}}, 0, 0);
    align();
}

void SampleSource::place(Channel& channel, const std::vector<Component>& components, double direct,
                         double lead_seconds) {
    channel.direct = direct;
    channel.oscillators.clear();
    for (const Component& component : components) {
        const double frequency = frequency_ * component.order;
        Oscillator oscillator;
        oscillator.order = component.order;
        oscillator.amplitude = component.rms * std::numbers::sqrt2;
        oscillator.phase_radians =
            component.phase_degrees / 360 * turn + turn * frequency * lead_seconds;
        oscillator.rotation = std::polar(1.0, turn * frequency / rate_.hertz());
        channel.oscillators.push_back(oscillator);
    }
}

void SampleSource::align() {
    for (Channel* channel : {&voltage_, &phase_, &neutral_, &residual_}) {
        for (Oscillator& oscillator : channel->oscillators) {
            const double cycles = oscillator.order * cycles_;
            oscillator.state =
                std::polar(oscillator.amplitude,
                           turn * (cycles - std::floor(cycles)) + oscillator.phase_radians);
        }
    }
    until_alignment_ = alignment_samples;
}

double SampleSource::sum(Channel& channel) {
    double value = channel.direct;
    for (Oscillator& oscillator : channel.oscillators) {
        value += oscillator.state.imag();
        const double real = oscillator.state.real();
        const double imaginary = oscillator.state.imag();
        const double c = oscillator.rotation.real();
        const double s = oscillator.rotation.imag();
        oscillator.state = {real * c - imaginary * s, real * s + imaginary * c};
    }
    return value;
}

std::int32_t SampleSource::code(double value, double full_scale, meter::Channel channel) {
    const ChannelErrors& errors = model_.errors[static_cast<std::size_t>(channel)];
    double share = value / full_scale * errors.gain + errors.offset;
    if (model_.signal_to_noise_db) {
        const double noise = std::pow(10, -*model_.signal_to_noise_db / 20) / std::numbers::sqrt2;
        share += noise * random_.normal();
    }
    const double largest = std::ldexp(1, model_.bits - 1);
    const double dither = model_.signal_to_noise_db ? 0.5 : random_.uniform();
    const double rounded = std::clamp(std::floor(share * largest + dither), -largest, largest - 1);
    return static_cast<std::int32_t>(rounded) * (1 << (24 - model_.bits));
}

meter::SampleSet SampleSource::next() {
    if (until_alignment_ == 0) {
        align();
    }
    --until_alignment_;
    cycles_ += frequency_ / rate_.hertz();
    const meter::FullScale& full = model_.full_scale;
    meter::SampleSet set;
    set.counter = counter_++;
    set.voltage = code(sum(voltage_), full.voltage_volts, meter::Channel::voltage);
    set.phase_current = code(sum(phase_), full.current_amperes, meter::Channel::phase_current);
    set.neutral_current =
        code(neutral_share_ * sum(neutral_), full.current_amperes, meter::Channel::neutral_current);
    set.residual_current =
        code(sum(residual_), full.residual_amperes, meter::Channel::residual_current);
    return set;
}

}  // namespace bench
