// What the meter reads of a recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>

#include "bench/recording.h"
#include "meter/metrology/calibration.h"
#include "meter/metrology/harmonics.h"
#include "meter/metrology/input_watch.h"

namespace bench {

struct RecordingReading {
    double seconds = 0;  // of whole blocks, after settling
    double voltage_rms = 0;
    double current_rms = 0;
    double active_watts = 0;
    double reactive_vars = 0;
    double apparent_volt_amperes = 0;
    double power_factor = 0;
    std::optional<double> frequency_hertz;  // of the blocks in which it is known
    double imported_watt_hours = 0;         // in those seconds
    double exported_watt_hours = 0;
    meter::HarmonicReading harmonics;  // of the last ten cycles
    meter::ConditionSet conditions;    // that any block had after settling
    std::size_t at_format_limit = 0;   // of the recording
};

// Plays the recording, `repeat` times without a gap and for a day at most, to the meter's own core
// without a start threshold: a converter of 24 bits, 600 V and 200 A, dithered. It is resampled
// to 8 kHz, cut at 3.2 kHz, where that is not its rate already. The first half second serves to
// settle and is not measured. `calibration` is valid; with it the meter reads what the recording
// would be by that calibration.
[[nodiscard]] std::expected<RecordingReading, RecordingError> read_by_meter(
    const Recording& recording, int repeat, const meter::Calibration& calibration = {});

}  // namespace bench
