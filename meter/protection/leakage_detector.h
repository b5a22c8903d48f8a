// When a residual current must open the supply: the general-type table of IEC 61008-1 as one
// inverse-time integral over the samples of the residual channel.
//
//   integral of (i^2 - level^2) dt, never below zero, trips at 0.08 s times the rated current
//   squared
//
// With a level of 0.75 of the rated current a sine of half of it adds nothing even at its peaks,
// nor does a pulsating current of 0.35 times it: neither ever trips. DC counts like any other part.
// docs/design/protection.md derives the times.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "base/quantity.h"
#include "meter/metrology/sample_set.h"

namespace meter {

class LeakageDetector {
 public:
    static constexpr base::Milliamperes smallest_rated_current{10};
    static constexpr base::Milliamperes largest_rated_current{300};

    // Takes calibrated samples of the residual current in 2^-18 A, within 2^30; a frame of 8
    // samples is 1 ms. `rated_current` is within the limits above. True where the supply must open
    // now.
    [[nodiscard]] bool add(std::span<const std::int32_t> frame, base::Milliamperes rated_current,
                           SampleRate rate);

    // The same for a board without samples: an RMS value held for `elapsed`, up to 24 hours.
    [[nodiscard]] bool hold(base::Milliamperes rms, std::chrono::milliseconds elapsed,
                            base::Milliamperes rated_current);

    // Forgets what was gathered: the supply is open, or closed again.
    void restart() { gathered_ = 0; }

    bool operator==(const LeakageDetector&) const = default;

 private:
    std::int64_t gathered_ = 0;  // current squared times samples; 0 while nothing is wrong
};

}  // namespace meter
