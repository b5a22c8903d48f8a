// What the storage itself goes through: its first start, energy alone, damage, bad devices,
// upgrade.
#pragma once

#include "tests/power_loss/scenario.h"

namespace power_loss {

[[nodiscard]] Scenario first_boot();
[[nodiscard]] Scenario energy_alone();
[[nodiscard]] Scenario full_load();
[[nodiscard]] Scenario beside_credit();
[[nodiscard]] Scenario scrub();
[[nodiscard]] Scenario lost_value();
[[nodiscard]] Scenario format_upgrade();
[[nodiscard]] Scenario bad_pages();
[[nodiscard]] Scenario bad_flash();

}  // namespace power_loss
