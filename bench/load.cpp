#include "bench/load.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace bench {
namespace {

constexpr double radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}
constexpr double degrees(double radians) {
    return radians * 180 / std::numbers::pi;
}

std::complex<double> phasor(const Component& component) {
    return std::polar(component.rms, radians(component.phase_degrees));
}

// The sum of products of voltage and conjugate current over the orders that both hold.
std::complex<double> power(const Load& load, bool fundamental_only) {
    std::complex<double> sum = 0;
    for (const Component& voltage : load.voltage) {
        for (const Component& current : load.current) {
            if (voltage.order == current.order && (!fundamental_only || voltage.order == 1)) {
                sum += phasor(voltage) * std::conj(phasor(current));
            }
        }
    }
    return sum;
}

double root_sum(const std::vector<Component>& components) {
    double squares = 0;
    for (const Component& component : components) {
        squares += component.rms * component.rms;
    }
    return std::sqrt(squares);
}

// Whether the switched current flows at `cycles` since the voltage rose.
bool flows(Switching switching, double cycles) {
    const double within = cycles - std::floor(cycles);
    switch (switching) {
        case Switching::half_wave:
            return within < 0.5;
        case Switching::phase_fired:
            return std::fmod(within, 0.5) >= 0.25;
        case Switching::burst_fired:
            return std::fmod(cycles, 4.0) < 2;
    }
    return false;
}

}  // namespace

Load sine_load(double volts, double amperes, double lag_degrees, double frequency_hertz) {
    Load load;
    load.frequency_hertz = frequency_hertz;
    load.voltage = {{1, volts, 0}};
    load.current = {{1, amperes, -lag_degrees}};
    return load;
}

double true_active_watts(const Load& load) {
    return power(load, false).real();
}

double true_fundamental_vars(const Load& load) {
    return power(load, true).imag();
}

double true_voltage_rms(const Load& load) {
    return root_sum(load.voltage);
}

double true_current_rms(const Load& load) {
    return root_sum(load.current);
}

Load switched_load(double volts, double amperes, Switching switching, double frequency_hertz,
                   double highest_order) {
    Load load = sine_load(volts, amperes, 0, frequency_hertz);
    load.current.clear();
    const int period_cycles = switching == Switching::burst_fired ? 4 : 1;
    constexpr int points = 1 << 16;
    const int highest = static_cast<int>(highest_order * period_cycles);
    for (int line = 0; line <= highest; ++line) {
        std::complex<double> sum = 0;
        for (int i = 0; i < points; ++i) {
            const double cycles = (i + 0.5) / points * period_cycles;
            if (flows(switching, cycles)) {
                const double turn = 2 * std::numbers::pi * cycles;
                sum += std::sin(turn) * std::polar(1.0, -turn * line / period_cycles);
            }
        }
        const std::complex<double> mean = amperes * std::numbers::sqrt2 * sum / double{points};
        if (line == 0) {
            load.current_direct = mean.real();
        } else if (std::abs(mean) > 1e-9 * amperes) {
            // 2 |c| is the peak of the line; a sine is 90 degrees behind the cosine.
            load.current.push_back({double(line) / period_cycles,
                                    std::abs(mean) * std::numbers::sqrt2,
                                    degrees(std::arg(mean)) + 90});
        }
    }
    return load;
}

}  // namespace bench
