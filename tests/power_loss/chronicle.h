// What a meter remembers, read from its flash as its owner would read it, and what must hold of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "boards/host/devices/w25q_nor_flash.h"
#include "meter/events/event.h"
#include "meter/state.h"
#include "meter/storage/history.h"
#include "simulator/faults/faulty_device.h"
#include "tests/power_loss/world.h"

namespace power_loss {

using FaultyFlash = simulator::FaultyDevice<boards::W25qNorFlash>;
using MeterHistory = meter::History<FaultyFlash>;
using MeterRing = MeterHistory::Ring;

// Of the newest 80 records of a ring, the oldest first. One that was written again, because a cut
// left its first writing in doubt, comes once.
[[nodiscard]] std::vector<meter::Event> kept_events(MeterHistory& history);
[[nodiscard]] std::vector<meter::Reading> kept_readings(MeterRing& ring);
[[nodiscard]] std::vector<meter::ProfileValue> kept_profile(MeterHistory& history);

// The history never says more than what was committed.
void check_history_behind(MeterHistory& history, const meter::State& state);

// Each event that the state still has is there once.
void check_history_complete(MeterHistory& history, const meter::State& state);

// What must hold of any history in the end: the events' numbers follow each other without a gap,
// their registers never fall and know only orders that were made; the load profile and the day and
// month ends go forward in time, and none of their registers falls.
void check_chronicle(MeterHistory& history, const World& world);

// How many there are of those.
[[nodiscard]] std::size_t count_of(MeterHistory& history, meter::EventKind kind,
                                   std::optional<std::int64_t> detail = std::nullopt);
void require_once(MeterHistory& history, meter::EventKind kind,
                  std::optional<std::int64_t> detail = std::nullopt);

// How many of the records that `ring` may still have cannot be read. A large ring is sampled.
[[nodiscard]] std::uint32_t unreadable(MeterRing& ring);

}  // namespace power_loss
