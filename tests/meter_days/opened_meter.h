// A meter with an account whose credit no day uses up.
#pragma once

#include "card/testing/cards.h"
#include "meter/keying.h"
#include "meter/testing/opened_state.h"

namespace meter_days {

inline const meter::Keying keying{.meter = card::testing::example_meter,
                                  .meter_key = card::Key128{}};

[[nodiscard]] inline meter::State opened_state(const meter::Parameters& parameters) {
    meter::State state = meter::testing::opened_with(1'000'000'000, parameters);
    state.time = card::testing::example_time;
    return state;
}

}  // namespace meter_days
