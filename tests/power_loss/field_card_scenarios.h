// An inspector or a fitter comes to the meter.
#pragma once

#include <vector>

#include "tests/power_loss/scenario.h"

namespace power_loss {

// One for each kind of field card.
[[nodiscard]] std::vector<Scenario> field_card_scenarios();

}  // namespace power_loss
