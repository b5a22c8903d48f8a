// What the meter itself runs on: the mains, for some seconds after them a reserve, then nothing.
#pragma once

#include <cstdint>

namespace boards {

enum class MeterPower : std::uint8_t { mains, reserve, nothing };

}  // namespace boards
