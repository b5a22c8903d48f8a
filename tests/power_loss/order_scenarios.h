// Every kind of order and card that the meter's slot may get.
#pragma once

#include "tests/power_loss/scenario.h"

namespace power_loss {

[[nodiscard]] Scenario opening();
[[nodiscard]] Scenario purchase();
[[nodiscard]] Scenario replacement();
[[nodiscard]] Scenario correction();
[[nodiscard]] Scenario refund();
[[nodiscard]] Scenario closing();
[[nodiscard]] Scenario wrong_meter();
[[nodiscard]] Scenario parameter_change();
[[nodiscard]] Scenario key_change();
[[nodiscard]] Scenario false_warning();

}  // namespace power_loss
