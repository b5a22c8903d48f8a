// What several scenarios begin with and ask for.
#pragma once

#include <cstdint>
#include <optional>

#include "meter/events/event.h"
#include "tests/power_loss/scenario.h"

namespace power_loss {

inline constexpr base::WattHours opening_total{30'000};
inline constexpr base::WattHours second_total{55'000};

// Fails unless the card was taken, now or before.
void is_loaded(meter::InsertionResult result);

// An account, its card in the world, and a part of the energy ring in use. The opening order brings
// `parameters`, where their version is not 0.
void make_opened(World& world, const meter::Parameters& parameters = {});

// The same with `left` of the energy remaining.
void make_with_left(World& world, base::WattHours left, const meter::Parameters& parameters = {});

void insert_if_open(PoweredMeter& meter);

// The order is loaded, the event is there once.
void holds_order(PoweredMeter& meter, unsigned sequence, base::WattHours total);

[[nodiscard]] bool has_event(PoweredMeter& meter, meter::EventKind kind,
                             std::optional<std::int64_t> detail = std::nullopt);

}  // namespace power_loss
