// Harmonics 1 to 40 of voltage and current with their distortion, in touching blocks of ten cycles.
//
// IEC 61000-4-7 asks for a rectangular window of ten cycles, in step with the mains. The samples
// are resampled to 1024 points in ten cycles as they arrive; one Fourier transform then serves
// voltage (real part) and current (imaginary part) together. A harmonic is the subgroup of that
// standard: its own line and the two beside it, 5 Hz away. What the filters on the way take from a
// harmonic is known and given back. Harmonics above 0.4 of the sample rate are not measured.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "meter/metrology/fourier.h"
#include "meter/metrology/sample_chain.h"
#include "meter/metrology/sine_table.h"
#include "meter/metrology/units.h"

namespace meter {

inline constexpr std::size_t harmonic_count = 40;

struct HarmonicReading {
    std::size_t highest = 0;  // at most 40; those above it are not measured and zero
    std::array<Microvolts, harmonic_count> voltage{};  // RMS; the first is the fundamental
    std::array<Microamperes, harmonic_count> current{};
    PartsPerMillion voltage_distortion;  // root of the squares of 2 to highest over the fundamental
    PartsPerMillion current_distortion;  // zero where there is no fundamental
};

class Harmonics {
 public:
    // Says which filter the current has passed, and begins ten cycles anew. Without it, none.
    void equalise(const DelayCoefficients<SampleChain::delay_taps>& filter);
    // Begins ten cycles anew: where samples are missing.
    void restart();

    // Takes one calibrated sample of each: within 2^27. `phase_step` is how much of a cycle passes
    // in one sample; at most one tenth. At the end of ten cycles the transform runs within the
    // call. True where a new reading is ready.
    bool add(std::int32_t voltage, std::int32_t current, Phase phase_step);

    // The last complete ten cycles.
    [[nodiscard]] const HarmonicReading& reading() const { return reading_; }
    // Blocks completed since the start, wrapping.
    [[nodiscard]] std::uint32_t blocks() const { return blocks_; }

 private:
    static constexpr std::size_t ring_size = 16;
    // A response is kept at multiples of 1/128 of the sample rate, up to 52/128 and one more.
    static constexpr std::size_t response_points = 54;

    void finish_block();
    [[nodiscard]] std::int64_t equalised(std::int64_t value, Phase frequency,
                                         bool is_current) const;

    // Voltage and current of the newest samples, written twice: every window lies in one piece.
    std::array<ComplexPoint, 2 * ring_size> ring_{};
    std::size_t position_ = 0;
    std::uint32_t ten_cycles_ = 0;  // position within ten cycles, 2^32 being their end
    std::uint32_t step_ = 0;        // in one sample
    std::size_t filled_ = 0;
    std::array<ComplexPoint, fourier_points> points_{};  // voltage and current
    HarmonicReading reading_;
    std::uint32_t blocks_ = 0;
    // What makes up for the current's filter, less one, in 2^-16.
    std::array<std::int32_t, response_points> filter_excess_{};
};

}  // namespace meter
