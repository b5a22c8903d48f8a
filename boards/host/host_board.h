// The board of a meter that is a Linux process.
#pragma once

#include <chrono>
#include <cstdint>

#include "boards/host/card_slot_server.h"
#include "boards/host/process_health.h"
#include "boards/host/state_file.h"
#include "meter/display/segments.h"
#include "meter/meter.h"
#include "meter/ports/board.h"

namespace boards {

// The switch between a grid and a home that are both only numbers.
struct HostSwitch {
    bool is_closed = false;

    void close() { is_closed = true; }
    void open() { is_closed = false; }
};

// Keeps what the display shows for whoever looks at it.
struct HostPanel {
    meter::Segments segments;
    std::uint64_t changes = 0;

    void show(const meter::Segments& shown) {
        segments = shown;
        ++changes;
    }
};

// The latch on the clock's battery: the home tells it what happens while the meter is dark.
struct HostLatch {
    meter::LatchedTampering seen;

    [[nodiscard]] meter::LatchedTampering read() const { return seen; }
    void clear() { seen = {}; }
};

// The clock on its battery: the home lets it go on, with power and without.
struct HostClock {
    meter::State::Time time;

    void set(std::chrono::sys_seconds to) {
        if (seconds() != to) {
            time = to;
        }
    }
    void go_on(std::chrono::milliseconds elapsed) { time += elapsed; }
    [[nodiscard]] std::chrono::sys_seconds seconds() const {
        return std::chrono::floor<std::chrono::seconds>(time);
    }
};

struct HostBoard {
    HostSwitch supply_switch;
    StateFile state_store;
    CardSlotServer card_slot;
    HostPanel display_panel;
    ProcessHealth self_test{};
    HostLatch tamper_latch{};
    HostClock clock{};

    [[nodiscard]] StateFile::Memory& history() { return state_store.memory(); }
    [[nodiscard]] meter::MemoryWork memory_work() const { return state_store.memory_work(); }
};

static_assert(meter::Board<HostBoard>);

}  // namespace boards

extern template class meter::Meter<boards::HostBoard>;
