#include "bench/synthesize.h"

#include <cmath>
#include <numbers>

namespace bench {
namespace {

double value_at(const std::vector<Component>& components, double direct, double frequency_hertz,
                double time, int rate_hertz) {
    double value = direct;
    for (const Component& component : components) {
        const double hertz = component.order * frequency_hertz;
        if (hertz < rate_hertz / 2.0) {
            value +=
                component.rms * std::numbers::sqrt2 *
                std::sin(2 * std::numbers::pi * (hertz * time + component.phase_degrees / 360));
        }
    }
    return value;
}

}  // namespace

Recording synthesize(const Load& load, int rate_hertz, double seconds) {
    Recording recording{rate_hertz, {}, {}};
    const auto samples = std::lround(seconds * rate_hertz);
    for (long n = 0; n < samples; ++n) {
        const double time = static_cast<double>(n) / rate_hertz;
        recording.volts.push_back(
            value_at(load.voltage, load.voltage_direct, load.frequency_hertz, time, rate_hertz));
        recording.amperes.push_back(
            value_at(load.current, load.current_direct, load.frequency_hertz, time, rate_hertz));
    }
    return recording;
}

}  // namespace bench
