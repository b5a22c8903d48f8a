// Real waveforms against the meter: cycles of measured appliances, played until they fill seconds.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/accuracy.h"
#include "bench/recording.h"
#include "meter/metrology/calibration.h"

namespace bench {

// What double precision makes of one cycle.
struct WaveTruth {
    double voltage_rms = 0;
    double current_rms = 0;
    double active_watts = 0;
};

struct Wave {
    Recording cycle;   // one mains cycle of 60 Hz at 30 kHz
    WaveTruth beside;  // as the file beside the waves says: of the full band
};

inline constexpr double wave_hertz = 60;
inline constexpr double wave_limit_percent = 0.02;
inline constexpr int highest_below_cut = 53;  // 3180 Hz, the last harmonic below 3.2 kHz
inline constexpr int highest_in_wave = 249;

// The cycles of a folder with `appliance_cycles_30000Hz.f32` and `appliance_cycles_reference.csv`.
// The text says what is wrong with it.
[[nodiscard]] std::expected<std::vector<Wave>, std::string> read_waves(
    const std::filesystem::path& folder);

// Of the harmonics up to `highest`, by a calibration of the current.
[[nodiscard]] WaveTruth truth_of(const Recording& cycle, int highest,
                                 const meter::ChannelCalibration& current = {});

// In percent of active power, or of apparent power where the power factor is below one half.
[[nodiscard]] double percent_off(double watts, const WaveTruth& truth);

struct WaveReading {
    double active_watts = 0;     // no number where the meter could not read it
    double frequency_hertz = 0;  // the same
};

// Plays each cycle to a meter of 600 V and 200 A with this calibration of its current: 1.3 s, or
// 10 s for the few milliamperes that are but hundreds of the converter's codes.
[[nodiscard]] std::vector<WaveReading> play_waves(const std::vector<Wave>& waves,
                                                  const meter::ChannelCalibration& current = {});

// The largest difference from double precision below the cut; and the cycles that differ from the
// full band, of which four of 150 may, as no converter at 8 kHz sees what they have above the cut.
[[nodiscard]] std::vector<Target> judge_waves(const std::vector<Wave>& waves,
                                              const std::vector<WaveReading>& readings);

}  // namespace bench
