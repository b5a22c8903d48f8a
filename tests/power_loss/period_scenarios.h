// The ends of periods, days and months, in a young history and in a full one.
#pragma once

#include "tests/power_loss/scenario.h"

namespace power_loss {

[[nodiscard]] Scenario midnight();
[[nodiscard]] Scenario month_end();
[[nodiscard]] Scenario full_history();

}  // namespace power_loss
