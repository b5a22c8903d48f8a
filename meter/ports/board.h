// Everything that a board must supply.
#pragma once

#include <concepts>
#include <type_traits>

#include "meter/ports/card_slot.h"
#include "meter/ports/display_panel.h"
#include "meter/ports/kept_history.h"
#include "meter/ports/memory_work.h"
#include "meter/ports/real_time_clock.h"
#include "meter/ports/self_test_device.h"
#include "meter/ports/state_store.h"
#include "meter/ports/supply_switch.h"
#include "meter/ports/tamper_latch.h"

namespace meter {

template <typename B>
concept Board = requires(B board) {
    requires SupplySwitch<decltype(board.supply_switch)>;
    requires StateStore<decltype(board.state_store)>;
    requires CardSlot<decltype(board.card_slot)>;
    requires DisplayPanel<decltype(board.display_panel)>;
    requires SelfTestDevice<decltype(board.self_test)>;
    requires RealTimeClock<decltype(board.clock)>;
    requires TamperLatch<decltype(board.tamper_latch)>;
    requires KeptHistory<std::remove_reference_t<decltype(board.history())>>;
    { board.memory_work() } -> std::same_as<MemoryWork>;
};

}  // namespace meter
