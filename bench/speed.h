// How fast one meter's metrology runs on this machine, beside plain floating point.
#pragma once

namespace bench {

// Times faster than real time at 8,000 sets of four channels a second, by processor time.
struct Speed {
    double meter = 0;            // the whole metrology, without harmonics
    double meter_harmonics = 0;  // with them
    double plain_double = 0;     // double precision: the same twelve sums of ready values alone
};

[[nodiscard]] Speed measure_speed(double seconds_of_samples = 200);

}  // namespace bench
