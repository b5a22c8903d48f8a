// One test point: a load, a converter, a meter, and how far the meter is off.
#pragma once

#include <cstdint>

#include "bench/converter.h"
#include "bench/load.h"
#include "meter/metrology/metrology.h"

namespace bench {

struct Settings {
    meter::MetrologySettings meter;
    ConverterModel converter;
    std::uint64_t seed = 1;
    double settle_seconds = 0.6;
    double measure_seconds = 2;
    meter::CountingElement element = meter::CountingElement::phase;
};

// Counts everything, whatever its size: error curves begin below the starting current.
[[nodiscard]] meter::MetrologySettings metering_without_threshold();

// Means over whole blocks of ten cycles, in true time. Energy is that of the blocks as they went to
// the registers, exact to a product: a register's millijoule would be 0.4 % of 1 mA in a second.
struct Measured {
    double active_watts = 0;   // import less export
    double reactive_vars = 0;  // quadrants 1 and 2 less 3 and 4
    double apparent_volt_amperes = 0;
    double voltage_rms = 0;
    double phase_rms = 0;
    double neutral_rms = 0;
    double residual_rms = 0;
    double voltage_direct = 0;  // what the meter takes for DC, as it stands at the end
    double phase_direct = 0;
    double neutral_direct = 0;
    double frequency_hertz = 0;          // of the blocks in which it is known; zero without one
    double lowest_frequency_hertz = 0;   // of any such block
    double highest_frequency_hertz = 0;  // the same
    double seconds = 0;                  // true time of those blocks
    int blocks = 0;
    int counted_blocks = 0;           // in which the start threshold let energy be counted
    int counted_reactive_blocks = 0;  // in which a register of reactive energy gained
};

// All quadrants, in millivar seconds.
[[nodiscard]] std::int64_t reactive_sum(const meter::EnergyRegisters& registers);

[[nodiscard]] Measured measure(const Load& load, const Settings& settings);

// In percent of the truth.
[[nodiscard]] double percent_error(double measured, double truth);

}  // namespace bench
