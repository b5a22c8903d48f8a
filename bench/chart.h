// The error curves as a drawing: SVG text, one panel for each converter.
#pragma once

#include <string>
#include <vector>

#include "bench/accuracy.h"

namespace bench {

// Error in percent over current, logarithmic from 1 mA to 100 A, with the limits of class 0.2S at
// power factor 1. Errors beyond the scale are drawn at its edge.
[[nodiscard]] std::string error_curves_svg(const std::vector<ConverterResult>& results);

}  // namespace bench
