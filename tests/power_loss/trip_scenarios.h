// Every way in which the supply opens, and how it comes back.
#pragma once

#include "tests/power_loss/scenario.h"

namespace power_loss {

[[nodiscard]] Scenario reminder_trip();
[[nodiscard]] Scenario zero_trip();
[[nodiscard]] Scenario power_limit_trip();
[[nodiscard]] Scenario leakage_trip();
[[nodiscard]] Scenario off_and_on_by_hand();
[[nodiscard]] Scenario over_voltage_trip();

}  // namespace power_loss
