// Readings and calibrations as JSON text.
#pragma once

#include <string>

#include "bench/measured_run.h"
#include "bench/recording_reading.h"
#include "meter/metrology/calibration.h"

namespace bench {

[[nodiscard]] std::string to_json(const RecordingReading& reading);

// The constants of each channel as they are and as people read them.
[[nodiscard]] std::string to_json(const meter::Calibration& calibration);

}  // namespace bench
