// Energy in every direction, added block by block from exact sums, nothing rounded away.
#pragma once

#include <array>
#include <cstdint>

#include "base/quantity.h"
#include "meter/metrology/fixed_point.h"
#include "meter/metrology/half_cycle.h"
#include "meter/metrology/units.h"

namespace meter {

// Quadrants of IEC 62053-24: 1 import, lagging; 2 export, lagging; 3 export, leading; 4 import,
// leading.
enum class Quadrant : std::uint8_t { first, second, third, fourth };

// None of them ever falls.
struct EnergyRegisters {
    base::Millijoules imported;
    base::Millijoules exported;
    base::Millijoules absolute;                 // both, each block without its sign
    std::array<MillivarSeconds, 4> reactive{};  // by quadrant
    MillivoltAmpereSeconds apparent;

    bool operator==(const EnergyRegisters&) const = default;
};

// Below `stop` nothing is counted; it begins again at `start`. The same numbers hold for reactive
// power in microvars. Zero for both counts everything.
struct StartThresholds {
    Microwatts start{800'000};
    Microwatts stop{400'000};
};

// A stretch of touching cycles as the registers take it.
struct EnergyBlock {
    std::int64_t active = 0;    // products
    std::int64_t reactive = 0;  // products
    MicrovoltAmperes apparent{};
    Q16 duration = 0;
    CountingElement element = CountingElement::phase;  // whose current it is
};

class EnergyAccumulator {
 public:
    EnergyAccumulator(SampleRate rate, const StartThresholds& thresholds);

    // Adds one block, each of active and reactive by its own sign. Returns the products that were
    // counted as active energy, without their sign: what the pulse output shows.
    std::int64_t add(const EnergyBlock& block);

    [[nodiscard]] const EnergyRegisters& registers() const { return registers_; }
    [[nodiscard]] bool is_counting() const { return active_running_; }

 private:
    // Whole units out of a sum of smaller ones; the remainder stays below the divisor.
    struct Remainder {
        std::int64_t pending = 0;

        std::int64_t add(std::int64_t amount, std::int64_t divisor) {
            pending += amount;
            const std::int64_t whole = pending / divisor;
            pending %= divisor;
            return whole;
        }
    };

    [[nodiscard]] bool runs(bool running, std::int64_t products, Q16 duration) const;

    std::int64_t products_per_millijoule_;
    std::int64_t microvolt_ampere_samples_per_unit_;
    StartThresholds thresholds_;
    EnergyRegisters registers_;
    Remainder imported_;
    Remainder exported_;
    Remainder absolute_;
    std::array<Remainder, 4> reactive_{};
    Remainder apparent_;
    bool active_running_ = false;
    bool reactive_running_ = false;
};

}  // namespace meter
