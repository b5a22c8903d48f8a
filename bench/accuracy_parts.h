// What the parts of the accuracy tables share.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/accuracy.h"
#include "bench/measured_run.h"

namespace bench {

inline constexpr double nominal_volts = 230;
inline constexpr double nominal_hertz = 50;
inline constexpr double highest_amperes = 100;

// A run over the converter, calibrated as it is, without a start threshold.
[[nodiscard]] Settings settings_of(const BenchConverter& converter, std::uint64_t seed,
                                   double seconds);

// Takes the error where it is the largest so far. No number is no result: it stays, and is above
// every limit.
void take(Target& target, double error);

// Every starting current, and no load for the time that its standard asks for.
[[nodiscard]] std::vector<StartResult> run_starts(const BenchConverter& converter,
                                                  const AccuracyPlan& plan);
// Voltage dips and interruptions of both editions of IEC 62052-11.
[[nodiscard]] std::vector<DipResult> run_dips(const BenchConverter& converter,
                                              const AccuracyPlan& plan);

}  // namespace bench
