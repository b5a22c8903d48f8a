// A board with nothing on it: every port is there and does nothing. It is the example to begin a
// port from, and the firmware build instantiates the whole meter on it, so that what the meter
// needs of a microcontroller can be read from the symbols.
#pragma once

#include <cstdint>
#include <expected>
#include <span>

#include "meter/display/frame.h"
#include "meter/meter.h"
#include "meter/ports/board.h"
#include "meter/ports/state_store.h"

namespace boards {

struct BareSwitch {
    void close() {}
    void open() {}
};

struct BareStore {
    std::expected<void, meter::StoreError> save(std::span<const std::uint8_t>) { return {}; }
};

struct BareSlot {
    void reset() {}
    void send(std::span<const std::uint8_t>) {}
};

struct BarePanel {
    void show(const meter::Frame&) {}
};

struct BareBoard {
    BareSwitch supply_switch;
    BareStore state_store;
    BareSlot card_slot;
    BarePanel display_panel;
};

static_assert(meter::Board<BareBoard>);

}  // namespace boards

extern template class meter::Meter<boards::BareBoard>;
