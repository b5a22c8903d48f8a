// A home of an ordinary family, made from a seed alone: the same seed is the same home for ever.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/quantity.h"

namespace boards {

// Uses 8 to 15 kWh a day and never more than 9 kW: a base load, a refrigerator, light, cooking,
// washing on some days, an evening peak and a kettle of 2 kW. Integers only.
class Household {
 public:
    explicit Household(std::uint64_t seed) : seed_{seed} {}

    // What it draws at `time`, taken as the home's local time; a function of seed and time alone.
    [[nodiscard]] base::Milliwatts power_at(std::chrono::sys_seconds time) const;

 private:
    std::uint64_t seed_;
};

}  // namespace boards
