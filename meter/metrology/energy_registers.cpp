#include "meter/metrology/energy_registers.h"

#include <cstddef>

namespace meter {
namespace {

Quadrant quadrant_of(const EnergyBlock& block) {
    if (block.active < 0) {
        return block.reactive < 0 ? Quadrant::third : Quadrant::second;
    }
    return block.reactive < 0 ? Quadrant::fourth : Quadrant::first;
}

}  // namespace

EnergyAccumulator::EnergyAccumulator(SampleRate rate, const StartThresholds& thresholds)
    : products_per_millijoule_{products_per_millijoule(rate)},
      microvolt_ampere_samples_per_unit_{std::int64_t{1000} * rate.hertz()},
      thresholds_{thresholds} {}

bool EnergyAccumulator::runs(bool running, std::int64_t products, Q16 duration) const {
    const Microwatts threshold = running ? thresholds_.stop : thresholds_.start;
    // Below 2^52; 10^6 / 2^31 is 5^6 / 2^25.
    const std::int64_t mean = mean_over(products < 0 ? -products : products, duration);
    return (mean >> 10) * 15'625 >> 15 >= threshold.count();
}

std::int64_t EnergyAccumulator::add(const EnergyBlock& block) {
    active_running_ = runs(active_running_, block.active, block.duration);
    reactive_running_ = runs(reactive_running_, block.reactive, block.duration);
    const std::int64_t active = block.active < 0 ? -block.active : block.active;
    const std::int64_t per_unit = products_per_millijoule_;
    if (active_running_) {
        if (block.active < 0) {
            registers_.exported += base::Millijoules{exported_.add(active, per_unit)};
        } else {
            registers_.imported += base::Millijoules{imported_.add(active, per_unit)};
        }
        registers_.absolute += base::Millijoules{absolute_.add(active, per_unit)};
    }
    if (reactive_running_) {
        const bool leads = block.reactive < 0;
        const auto index = static_cast<std::size_t>(quadrant_of(block));
        const std::int64_t reactive = leads ? -block.reactive : block.reactive;
        registers_.reactive[index] += MillivarSeconds{reactive_[index].add(reactive, per_unit)};
    }
    if (active_running_ || reactive_running_) {
        // Below 2^38 uVA times 2^12 samples.
        const std::int64_t apparent =
            block.apparent.count() * (block.duration >> q16_bits) +
            times_q16(block.apparent.count(), block.duration & (q16_one - 1));
        registers_.apparent +=
            MillivoltAmpereSeconds{apparent_.add(apparent, microvolt_ampere_samples_per_unit_)};
    }
    return active_running_ ? active : 0;
}

}  // namespace meter
