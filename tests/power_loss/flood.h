// Cards that are put in and pulled out without an end, and what that wears out.
#pragma once

#include <cstdint>

namespace power_loss {

struct FloodWear {
    std::uint64_t insertions_a_day = 0;
    std::uint64_t put_off_a_day = 0;  // insertions that ended with their report not written
    double state_commits_a_day = 0;   // records of 54 pages
    double in_twenty_years = 0;       // cycles of the most worn page
};

// A home that uses 30 kWh a day and has its own card, which brings nothing new, and another meter's
// in the slot by turns, one every ten seconds. Measured is the second day: on the first there is
// what may follow each other at once. Throws Violation where a card with new credit is not served
// at once in the middle of it.
[[nodiscard]] FloodWear flood_with_cards();

// The same in a meter whose power is cut `cuts` times while commits are put off. Throws Violation
// where an invariant does not hold.
void cut_a_flood_of_cards(std::uint64_t seed, int cuts);

}  // namespace power_loss
