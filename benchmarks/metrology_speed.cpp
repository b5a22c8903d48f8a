// How many times faster than real time one meter's metrology runs, without and with harmonics, and
// how fast plain sums in double precision are. Usage: metrology_speed
#include <cstdio>

#include "bench/speed.h"

int main() {
    const bench::Speed speed = bench::measure_speed();
    std::printf("%.1f\n%.1f\n%.1f\n", speed.meter, speed.meter_harmonics, speed.plain_double);
    return 0;
}
