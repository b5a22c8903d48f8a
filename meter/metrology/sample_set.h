// What the converter delivers: one simultaneous sample of each channel, and how many sets a second.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ensure.h"

namespace meter {

// The channels of a single-phase meter, in the order of every table in this folder.
enum class Channel : std::uint8_t { voltage, phase_current, neutral_current, residual_current };
inline constexpr std::size_t channel_count = 4;

// Raw converter codes, signed 24 bit. Anything beyond is taken as clipped.
struct SampleSet {
    std::uint32_t counter = 0;  // of the converter; one more for each set, wrapping
    std::int32_t voltage = 0;
    std::int32_t phase_current = 0;
    std::int32_t neutral_current = 0;
    std::int32_t residual_current = 0;
};

inline constexpr std::int32_t largest_code = 0x7FFFFF;

// Sample sets per second: a constant of the board. A multiple of 125, so that one millijoule is a
// whole number of product units and the energy remainder is exact.
class SampleRate {
 public:
    static constexpr std::uint32_t lowest = 4000;
    static constexpr std::uint32_t highest = 16000;

    constexpr explicit SampleRate(std::uint32_t hertz) : hertz_{hertz} {
        base::ensure(hertz >= lowest && hertz <= highest && hertz % 125 == 0);
    }
    [[nodiscard]] constexpr std::uint32_t hertz() const { return hertz_; }

 private:
    std::uint32_t hertz_;
};

inline constexpr SampleRate nominal_sample_rate{8000};

// What the largest positive code stands for, before calibration: a constant of the board.
// Each is at most what `SampleChain` was proven for: 600 V and 200 A.
struct FullScale {
    std::uint32_t voltage_volts = 600;
    std::uint32_t current_amperes = 200;
    std::uint32_t residual_amperes = 2;
};

}  // namespace meter
