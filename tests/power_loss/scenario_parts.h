// What several scenarios begin with and ask for.
#pragma once

#include "tests/power_loss/scenario.h"

namespace power_loss {

inline constexpr base::WattHours opening_total{30'000};

// Fails unless the card was taken, now or before.
void is_loaded(meter::InsertionResult result);

// An account, its card in the world, and a part of the energy ring in use.
void make_opened(World& world);

void insert_if_open(PoweredMeter& meter);

}  // namespace power_loss
