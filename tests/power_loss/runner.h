// Runs a scenario once without a cut and then once for every way in which the power can fail in it.
#pragma once

#include <cstdint>
#include <string>

#include "tests/power_loss/scenario.h"

namespace power_loss {

// How much is tried. What is torn is seeded.
struct Effort {
    std::uint64_t seed = 1;
    std::uint32_t stride = 1;  // every how-many-eth operation is cut; above 1 it is not exhaustive
    std::uint32_t torn_lengths = 2;  // of the 63 ways to cut a page between two bytes
    std::uint32_t seeds_each = 1;    // of mixed bits, noise and reordering
    // Of the cuts in the recovery from each first cut; 0 = all of them.
    std::uint32_t second_cuts = 1;
    std::uint32_t second_cuts_every = 1;  // how-many-eth first cut
    // Every how-many-eth page of the EEPROM and sector of the flash is destroyed at the end, and is
    // bad from the beginning on; 0 = none.
    std::uint32_t damage_stride = 1;
    bool destroys_after_cuts = false;  // a page as well, after each first cut that has a state
};

struct Tally {
    std::uint64_t operations = 0;   // that the scenario makes of the devices and the card
    std::uint64_t first_cuts = 0;   // runs with one cut
    std::uint64_t second_cuts = 0;  // runs with another one in the recovery
    std::uint64_t destroyed = 0;    // runs with a page or sector destroyed, at the end or by a cut
    std::uint64_t bad = 0;          // runs with a bad page or sector from the beginning on

    [[nodiscard]] std::uint64_t all() const { return first_cuts + second_cuts + destroyed + bad; }
    Tally& operator+=(const Tally& other);
};

// Throws Violation with everything that is needed to run the same again.
[[nodiscard]] Tally run(const Scenario& scenario, const Effort& effort);

}  // namespace power_loss
