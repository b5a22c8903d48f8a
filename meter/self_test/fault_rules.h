// What the self-test found, on the meter's state.
#pragma once

#include "meter/state.h"

namespace meter {

// Takes over the faults that stand now; keeps an event of each that is new or gone.
void note_faults(State& state, Faults found);

}  // namespace meter
