// How fast one meter's metrology runs on this machine, beside plain floating point.
#pragma once

namespace bench {

// Times faster than real time at 8,000 sets of four channels a second, by processor time.
struct Speed {
    double meter = 0;            // the whole metrology, without harmonics
    double meter_harmonics = 0;  // with them
    double plain_double = 0;     // a loop in double precision over the same sums, nothing else
};

[[nodiscard]] Speed measure_speed(double seconds_of_samples = 200);

}  // namespace bench
