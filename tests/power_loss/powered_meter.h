// A meter from the moment the power comes until it goes: the real core and the real storage on
// devices whose power may fail at any operation.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "boards/host/devices/at24_eeprom.h"
#include "meter/meter.h"
#include "meter/ports/board.h"
#include "meter/storage/history.h"
#include "meter/storage/meter_memory.h"
#include "meter/testing/healthy_device.h"
#include "simulator/faults/faulty_device.h"
#include "simulator/faults/power_supply.h"
#include "tests/power_loss/chronicle.h"
#include "tests/power_loss/world.h"

namespace power_loss {

using FaultyEeprom = simulator::FaultyDevice<boards::At24Eeprom>;

// Tells the witness what is committed.
struct WitnessedStore {
    meter::MeterMemory<FaultyEeprom, FaultyFlash>& memory;
    World& world;

    std::expected<void, meter::StoreError> save(std::span<const std::uint8_t> record);
    std::expected<void, meter::StoreError> save_energy(std::span<const std::uint8_t> record);
    void power_is_failing(bool is_failing) { memory.power_is_failing(is_failing); }
};

// The card answers at once; the meter hears of it when it is asked to. The power may fail before
// the card gets a command and before its answer arrives.
struct DirectSlot {
    World& world;
    simulator::PowerSupply& power;
    std::deque<std::vector<std::uint8_t>> answers;
    card::SoftwareCard* in_slot = nullptr;  // there while an insertion goes on

    void reset();
    void send(std::span<const std::uint8_t> command);
};

struct SilentSwitch {
    bool is_closed = false;
    void close() { is_closed = true; }
    void open() { is_closed = false; }
};

struct DarkPanel {
    void show(const meter::Segments&) {}
};

struct PowerLossBoard {
    SilentSwitch supply_switch;
    WitnessedStore state_store;
    DirectSlot card_slot;
    DarkPanel display_panel;
    meter::testing::HealthyDevice self_test{};
    meter::testing::TestLatch tamper_latch{};
    meter::testing::TestClock clock{};

    [[nodiscard]] auto& history() { return state_store.memory; }
    [[nodiscard]] meter::MemoryWork memory_work() const { return {}; }
};

static_assert(meter::Board<PowerLossBoard>);

// Writes copies of each ring's newest record, so that the history is not ahead of the state, until
// the next one begins a sector that is in use.
template <typename Device>
void fill(meter::History<Device>& history) {
    const auto fill_ring = [](auto& ring) {
        std::vector<std::uint8_t> payload(ring.payload_size());
        if (ring.newest() != 0) {
            require(ring.read(ring.newest(), payload), "the newest record cannot be read");
        }
        const std::uint32_t per_sector = ring.kept_at_least() / (ring.sectors() - 1);
        while (ring.newest() < 2 * ring.kept_at_least() || (ring.newest() + 1) % per_sector != 0) {
            require(ring.append(payload), "the flash takes no record");
        }
    };
    for (auto* ring :
         {&history.events(), &history.day_ends(), &history.month_ends(), &history.reports()}) {
        fill_ring(*ring);
    }
    fill_ring(history.load_profile());
}

class PoweredMeter {
 public:
    // Power comes. Recovers, checks what was found, keys a device that has no meter yet, and
    // starts. Throws simulator::PowerCut where the plan says so, Violation where an invariant does
    // not hold.
    explicit PoweredMeter(World& world, std::optional<simulator::CutPlan> plan = std::nullopt);
    PoweredMeter(const PoweredMeter&) = delete;
    PoweredMeter& operator=(const PoweredMeter&) = delete;

    // Puts the world's card in and waits until the insertion has ended.
    meter::InsertionResult insert_card() { return insert(*world_.card); }
    // The same with the world's field card.
    meter::InsertionResult insert_visitor() { return insert(world_.visitor->card()); }
    // Lets time pass, in parts as a board does; the supply does not stop what flows.
    void step(base::Milliwatts power, std::chrono::milliseconds elapsed);
    // The same with all that a meter may measure and what is pressed meanwhile.
    void step(const meter::Measurement& measurement, std::chrono::milliseconds elapsed,
              const meter::Inputs& inputs = {});
    // A button held for a second and let go, at a kilowatt while the supply is closed.
    void press(const meter::Inputs& button);
    // Uses energy at one kilowatt, as far as the supply is closed.
    void use(base::WattHours energy);
    // Writes old records until each ring's next one begins a sector that is in use.
    void fill_history();
    void save();
    [[nodiscard]] meter::History<FaultyFlash>& history() { return memory_.history(); }
    // The power-fail warning comes when so many operations more have begun, and ends.
    void warn_after(std::uint64_t operations);
    void end_warning();

    [[nodiscard]] const meter::State& state() const { return meter_->state(); }
    [[nodiscard]] bool supply_is_closed() const { return board_.supply_switch.is_closed; }
    [[nodiscard]] std::uint64_t operations() const { return power_.operations(); }
    [[nodiscard]] World& world() const { return world_; }

 private:
    void begin();
    meter::InsertionResult insert(card::SoftwareCard& card);
    void note_flow(const meter::Measurement& measurement, std::chrono::milliseconds elapsed);

    World& world_;
    simulator::PowerSupply power_;
    FaultyEeprom eeprom_;
    FaultyFlash flash_;
    meter::MeterMemory<FaultyEeprom, FaultyFlash> memory_{eeprom_, flash_};
    PowerLossBoard board_;
    std::optional<meter::Meter<PowerLossBoard>> meter_;
    std::optional<std::uint64_t> writes_when_warned_;  // of the EEPROM
};

}  // namespace power_loss
