// How long a whole meter takes from a fault at its terminals to the command that opens its switch.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/quantity.h"
#include "bench/converter.h"
#include "bench/protection_limits.h"
#include "bench/random.h"

namespace bench {

// What a case draws for itself besides what is applied.
struct Circumstances {
    double hertz = 50;
    double onset_cycles = 0;  // where in the cycle the fault begins, 0 to 1
    int onset_in_frame = 0;   // samples of the running frame that came before it
    double gain = 1;          // of the channel in question, after its calibration
    ConverterModel converter;
    std::uint64_t seed = 1;
    // Samples until the first of the steps of a second that come besides, one a second.
    std::optional<int> steps_from;
};
inline constexpr int samples_in_frame = 8;  // 1 ms

// Half of the circumstances drawn have steps of a second.
[[nodiscard]] Circumstances draw(Random& random, double largest_gain_error);

struct ResidualCurrent {
    ResidualShape shape = ResidualShape::sine;
    double rms_amperes = 0;
    double direct_amperes = 0;
};

struct Overload {
    double watts = 0;
    base::Milliwatts limit{};
    std::chrono::seconds delay{0};
};

// Each plays a fault at a new meter until its switch is told to open. Gives milliseconds since the
// fault began, at most 0 where it opened before; nothing where it stayed closed while watched.
[[nodiscard]] std::optional<double> time_to_command(const ResidualCurrent& current,
                                                    const Circumstances& how,
                                                    double watched_seconds);
[[nodiscard]] std::optional<double> time_to_command(double volts, const Circumstances& how,
                                                    double watched_seconds);
[[nodiscard]] std::optional<double> time_to_command(const Overload& overload,
                                                    const Circumstances& how,
                                                    double watched_seconds);

}  // namespace bench
