#include "bench/measured_run.h"

#include <algorithm>
#include <cmath>

namespace bench {

meter::MetrologySettings metering_without_threshold() {
    meter::MetrologySettings settings;
    settings.thresholds = {meter::Microwatts{0}, meter::Microwatts{0}};
    return settings;
}

std::int64_t reactive_sum(const meter::EnergyRegisters& registers) {
    std::int64_t sum = 0;
    for (const meter::MillivarSeconds quadrant : registers.reactive) {
        sum += static_cast<std::int64_t>(quadrant.count());
    }
    return sum;
}

Measured measure(const Load& load, const Settings& settings) {
    SampleSource source{settings.meter.rate, settings.converter, settings.seed};
    source.apply(load);
    meter::Metrology metrology{settings.meter};
    metrology.count_on(settings.element);
    const double rate = settings.meter.rate.hertz();
    const auto next_block = [&] {
        while (!metrology.step(source.next()).has(meter::Ready::What::block)) {
        }
    };
    while (static_cast<double>(metrology.sample_count()) < settings.settle_seconds * rate) {
        metrology.step(source.next());
    }
    next_block();

    const double joules_per_product = 1 / (std::ldexp(1, meter::power_unit_bits) * rate);
    const double block_seconds = 10 / load.frequency_hertz;
    const int blocks = static_cast<int>(std::lround(settings.measure_seconds / block_seconds));
    Measured mean;
    mean.seconds = blocks * block_seconds;
    mean.blocks = blocks;
    double voltage = 0;
    double phase = 0;
    double neutral = 0;
    double residual = 0;
    double frequency = 0;
    int known_blocks = 0;
    for (int block = 0; block < blocks; ++block) {
        const std::int64_t reactive_before = reactive_sum(metrology.energy());
        next_block();
        const meter::EnergyBlock& energy = metrology.energy_block();
        const meter::LineReading& reading = metrology.block();
        const auto square = [](auto value) {
            return static_cast<double>(value.count()) * static_cast<double>(value.count()) * 1e-12;
        };
        mean.active_watts += static_cast<double>(energy.active) * joules_per_product / mean.seconds;
        mean.reactive_vars +=
            static_cast<double>(energy.reactive) * joules_per_product / mean.seconds;
        mean.apparent_volt_amperes += static_cast<double>(reading.apparent.count()) * 1e-6 / blocks;
        mean.counted_blocks += metrology.is_counting() ? 1 : 0;
        mean.counted_reactive_blocks += reactive_sum(metrology.energy()) > reactive_before ? 1 : 0;
        voltage += square(reading.voltage);
        phase += square(reading.phase_current);
        neutral += square(reading.neutral_current);
        residual += square(reading.residual_current);
        if (reading.frequency.count() > 0) {
            const double hertz = static_cast<double>(reading.frequency.count()) / 1000;
            frequency += hertz;
            mean.lowest_frequency_hertz =
                known_blocks == 0 ? hertz : std::min(mean.lowest_frequency_hertz, hertz);
            mean.highest_frequency_hertz = std::max(mean.highest_frequency_hertz, hertz);
            ++known_blocks;
        }
    }
    mean.voltage_rms = std::sqrt(voltage / blocks);
    mean.phase_rms = std::sqrt(phase / blocks);
    mean.neutral_rms = std::sqrt(neutral / blocks);
    mean.residual_rms = std::sqrt(residual / blocks);
    mean.frequency_hertz = known_blocks > 0 ? frequency / known_blocks : 0;
    const auto direct = [&](meter::Channel channel, int unit_bits) {
        return std::ldexp(static_cast<double>(metrology.direct(channel)), -unit_bits);
    };
    mean.voltage_direct = direct(meter::Channel::voltage, meter::voltage_unit_bits);
    mean.phase_direct = direct(meter::Channel::phase_current, meter::current_unit_bits);
    mean.neutral_direct = direct(meter::Channel::neutral_current, meter::current_unit_bits);
    return mean;
}

double percent_error(double measured, double truth) {
    return (measured / truth - 1) * 100;
}

}  // namespace bench
