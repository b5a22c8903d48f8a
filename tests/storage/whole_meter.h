// A whole meter on models of its devices: the real core and the real storage, with nothing else on
// the board.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "meter/meter.h"
#include "meter/ports/board.h"
#include "meter/storage/meter_memory.h"
#include "meter/testing/healthy_device.h"

namespace storage_test {

struct WatchedSwitch {
    bool is_closed = false;
    std::function<void()> closes = [] {};

    void close() {
        is_closed = true;
        closes();
    }
    void open() { is_closed = false; }
};

struct NoSlot {
    void reset() {}
    void send(std::span<const std::uint8_t>) {}
};

struct NoPanel {
    void show(const meter::Segments&) {}
};

template <typename StateDevice, typename HistoryDevice>
struct TestBoard {
    WatchedSwitch supply_switch;
    meter::MeterMemory<StateDevice, HistoryDevice>& state_store;
    NoSlot card_slot;
    NoPanel display_panel;
    meter::testing::HealthyDevice self_test{};
    meter::testing::TestLatch tamper_latch{};
    meter::testing::TestClock clock{};

    [[nodiscard]] auto& history() { return state_store; }
    [[nodiscard]] meter::MemoryWork memory_work() const { return {}; }
};

// Opens what the devices hold and starts on it at `clock`.
template <typename StateDevice, typename HistoryDevice>
class WholeMeter {
 public:
    using Board = TestBoard<StateDevice, HistoryDevice>;

    WholeMeter(StateDevice& eeprom, HistoryDevice& flash)
        : memory_{eeprom, flash},
          board_{
              .supply_switch = {}, .state_store = memory_, .card_slot = {}, .display_panel = {}} {}

    // False where the devices hold no meter.
    bool start(std::chrono::sys_seconds clock) {
        meter::State state;
        meter::StoredState room{};
        const auto keying = memory_.open(std::nullopt, state, room);
        if (!keying) {
            return false;
        }
        meter_.emplace(board_, *keying, state, clock);
        return true;
    }
    // Lets `elapsed` pass at `power`, and then what the storage does beside.
    void step(base::Milliwatts power, std::chrono::milliseconds elapsed) {
        meter_->step({.power = power}, elapsed);
        memory_.look_after(*meter_);
    }

    [[nodiscard]] meter::Meter<Board>& meter() { return *meter_; }
    [[nodiscard]] const meter::State& state() const { return meter_->state(); }
    [[nodiscard]] Board& board() { return board_; }
    [[nodiscard]] meter::MeterMemory<StateDevice, HistoryDevice>& memory() { return memory_; }

 private:
    meter::MeterMemory<StateDevice, HistoryDevice> memory_;
    Board board_;
    std::optional<meter::Meter<Board>> meter_;
};

}  // namespace storage_test
