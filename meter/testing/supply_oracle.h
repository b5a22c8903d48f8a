// The credit rules said a second time, in other words than the meter's own, for its tests: of each
// reason what gives cause for it and who clears it, from the figures of one input and the registers
// before and after it.
#pragma once

#include <cstdint>

#include "meter/testing/explored_supply.h"

namespace meter::testing {

struct Story {
    const ExploredInput& input;
    const State& before;
    const State& after;
};

enum class Verdict : std::uint8_t {
    no,     // by no means
    maybe,  // the standard leaves it open
    yes,    // without fail
};

// Whether the input gives cause for `reason` where it does not stand.
[[nodiscard]] Verdict gives_cause(Reason reason, const Story& story);

// Whether `setter` has a part in the input: a reason of his may then appear, and no other.
[[nodiscard]] bool takes_part(SetBy setter, const Story& story);

// Whether the input comes from the one who may clear `reason`, and is all that it takes.
[[nodiscard]] Verdict clears(Reason reason, const Story& story);

// Whether the order's figures become the meter's.
[[nodiscard]] bool must_be_credited(const Story& story);

// Rule 10: what the switch must be told to be. `was_closed`: as it was told before the input.
[[nodiscard]] bool must_be_closed(bool was_closed, const ExploredInput& input,
                                  const Reasons& reasons);

}  // namespace meter::testing
