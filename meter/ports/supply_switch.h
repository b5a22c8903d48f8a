// The switch between the grid and the customer.
#pragma once

#include <concepts>

namespace meter {

// Called from the meter's own calls only, never from an interrupt. Both return at once; whether the
// supply really changed is seen by what flows. Opening must work while the mains collapses.
template <typename S>
concept SupplySwitch = requires(S supply_switch) {
    { supply_switch.close() } -> std::same_as<void>;
    { supply_switch.open() } -> std::same_as<void>;
};

}  // namespace meter
