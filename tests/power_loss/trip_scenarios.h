// Every way in which the supply opens, and how it comes back.
#pragma once

#include <vector>

#include "tests/power_loss/scenario.h"

namespace power_loss {

[[nodiscard]] std::vector<Scenario> trip_scenarios();

}  // namespace power_loss
