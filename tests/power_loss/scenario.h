// What a meter goes through, written once: the runner runs it normally and then with every fault.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "tests/power_loss/powered_meter.h"
#include "tests/power_loss/world.h"

namespace power_loss {

struct Scenario {
    std::string_view name;
    // The world before, made without a power cut.
    std::function<void(World&)> prepare;
    // Goes on from wherever the meter is until the goal is reached: after a cut it is run again.
    std::function<void(PoweredMeter&)> act;
    // Throws Violation unless it was reached.
    std::function<void(PoweredMeter&)> check_goal;
    // It damages both kinds of copy by turns: another damage at once would be one too many.
    bool damages_itself = false;
};

[[nodiscard]] std::span<const Scenario> scenarios();

}  // namespace power_loss
