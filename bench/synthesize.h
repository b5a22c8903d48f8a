// A recording made from a load.
#pragma once

#include "bench/load.h"
#include "bench/recording.h"

namespace bench {

// `seconds` of the load at `rate_hertz`, beginning where the voltage rises through zero. Components
// above half of the rate are left out.
[[nodiscard]] Recording synthesize(const Load& load, int rate_hertz, double seconds);

}  // namespace bench
