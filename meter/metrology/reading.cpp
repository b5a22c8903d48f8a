#include "meter/metrology/reading.h"

#include <algorithm>

namespace meter {
namespace {

std::int64_t in_256ths(std::int64_t sum) {
    return (sum + 128) >> 8;
}

// A mean of products in micro-units, from a sum of 256ths: 10^6 / 2^31 is 5^6 / 2^25.
std::int64_t micro_power(std::int64_t sum, Q16 duration) {
    const std::int64_t mean = mean_over(sum, duration, 4);  // in 2^-27, below 2^48
    return (mean * 15'625 + (1 << 20)) >> 21;
}

}  // namespace

std::int64_t root_mean_square(std::int64_t sum, Q16 duration, std::uint32_t noise, int unit_bits) {
    return root_in_millionths(mean_over(sum, duration) - noise, unit_bits);
}

std::int64_t fundamental_reactive(const Sums& cycle, Q16 duration) {
    // Half amplitudes in 64ths of a unit: a voltage below 2^29.5, a current below 2^33, so their
    // product and the difference of two of them stay below 2^63.
    // A mean times 2^(6 - 24) is the sum over four times the duration in 65536ths.
    static_assert(q16_bits + 6 - 24 == -2);
    const auto half_amplitude = [&](std::int64_t sum) { return (sum >> 2) / duration; };
    const std::int64_t voltage_sine = half_amplitude(cycle.voltage_sine);
    const std::int64_t voltage_cosine = half_amplitude(cycle.voltage_cosine);
    const std::int64_t current_sine = half_amplitude(cycle.current_sine);
    const std::int64_t current_cosine = half_amplitude(cycle.current_cosine);
    const std::int64_t product = voltage_cosine * current_sine - voltage_sine * current_cosine;
    const std::int64_t power = product >> 11;  // twice the product of half amplitudes, 64 * 64 off
    return power * (duration >> q16_bits) + times_q16(power, duration & (q16_one - 1));
}

void ReadingWindow::add(const Cycle& cycle) {
    voltage_squared_ += in_256ths(cycle.sums.voltage_squared);
    current_squared_ += in_256ths(cycle.sums.current_squared);
    other_squared_ += in_256ths(cycle.sums.other_squared);
    residual_squared_ += in_256ths(cycle.sums.residual_squared);
    power_ += in_256ths(cycle.sums.power);
    reactive_ += in_256ths(cycle.reactive);
    duration_ += cycle.duration;
    if (cycle.is_whole) {
        whole_duration_ += cycle.duration;
        ++whole_cycles_;
    }
}

LineReading ReadingWindow::read(SampleRate rate, CountingElement element,
                                const Calibration& calibration) const {
    LineReading reading;
    const auto current = [&](std::int64_t sum, Channel channel) {
        return Microamperes{
            root_in_millionths(mean(sum) - calibration[channel].noise, current_unit_bits)};
    };
    const bool on_phase = element == CountingElement::phase;
    reading.voltage = Microvolts{root_in_millionths(
        mean(voltage_squared_) - calibration[Channel::voltage].noise, voltage_unit_bits)};
    reading.phase_current =
        current(on_phase ? current_squared_ : other_squared_, Channel::phase_current);
    reading.neutral_current =
        current(on_phase ? other_squared_ : current_squared_, Channel::neutral_current);
    reading.residual_current = current(residual_squared_, Channel::residual_current);
    reading.active = Microwatts{micro_power(power_, duration_)};
    reading.reactive = Microvars{micro_power(reactive_, duration_)};

    const Microamperes counting = on_phase ? reading.phase_current : reading.neutral_current;
    // 0.8 GuV times 0.3 GuA is below 2^58.
    const std::int64_t apparent = reading.voltage.count() * counting.count() / 1'000'000;
    reading.apparent = MicrovoltAmperes{apparent};
    if (apparent > 0) {
        // Below 2^58. Noise can lift the quotient above one.
        reading.power_factor = PartsPerMillion{std::clamp<std::int64_t>(
            reading.active.count() * 1'000'000 / apparent, -1'000'000, 1'000'000)};
    }
    if (whole_cycles_ > 0) {
        const std::int64_t cycles_a_kilosecond = std::int64_t{whole_cycles_} * rate.hertz() * 1000;
        reading.frequency =
            Millihertz{(mean_over(cycles_a_kilosecond, whole_duration_, 1) + 1) / 2};
    }
    reading.samples = duration_ >> q16_bits;
    return reading;
}

}  // namespace meter
