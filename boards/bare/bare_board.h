// A board with nothing on it: every port is there and does nothing. It is the example to begin a
// port from, and the firmware build instantiates the whole meter on it, so that what the meter
// needs of a microcontroller can be read from the symbols.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <span>

#include "meter/display/segments.h"
#include "meter/meter.h"
#include "meter/ports/board.h"
#include "meter/ports/eeprom.h"
#include "meter/ports/nor_flash.h"
#include "meter/storage/meter_memory.h"

namespace boards {

struct BareSwitch {
    void close() {}
    void open() {}
};

// Compiled apart, so that what the meter does with a device stays in the build.
struct BareEeprom {
    std::uint32_t size_bytes();
    std::expected<void, meter::DeviceError> read(std::uint32_t address,
                                                 std::span<std::uint8_t> out);
    std::expected<void, meter::DeviceError> write(std::uint32_t address,
                                                  std::span<const std::uint8_t> bytes);
    std::expected<void, meter::DeviceError> barrier();
};

struct BareFlash {
    std::uint32_t size_bytes();
    std::expected<void, meter::DeviceError> read(std::uint32_t address,
                                                 std::span<std::uint8_t> out);
    std::expected<void, meter::DeviceError> program(std::uint32_t address,
                                                    std::span<const std::uint8_t> bytes);
    std::expected<void, meter::DeviceError> erase_sector(std::uint32_t address);
    std::expected<void, meter::DeviceError> barrier();
};

using BareMemory = meter::MeterMemory<BareEeprom, BareFlash>;
// What the storage takes of a microcontroller's RAM, with the record that the meter encodes for it.
static_assert(sizeof(void*) > 4 || sizeof(BareMemory) + sizeof(meter::StateRecord) <= 2048);

struct BareSlot {
    void reset() {}
    void send(std::span<const std::uint8_t>) {}
};

struct BarePanel {
    void show(const meter::Segments&) {}
};

// Shows nothing of itself: its calibration is then a fault.
struct BareSelf {
    std::span<volatile std::uint32_t> memory() { return {}; }
    std::span<const std::uint8_t> image() { return {}; }
    std::uint32_t image_checksum() { return 0; }
    bool stack_guard_is_whole() { return true; }
    std::span<const std::uint8_t> calibration() { return {}; }
    bool calibration_is_sealed() { return false; }
};

struct BareLatch {
    meter::LatchedTampering read() { return {}; }
    void clear() {}
};

struct BareClock {
    void set(std::chrono::sys_seconds) {}
};

struct BareBoard {
    BareSwitch supply_switch;
    BareEeprom eeprom;
    BareFlash flash;
    BareMemory state_store{eeprom, flash};
    BareSlot card_slot;
    BarePanel display_panel;
    BareSelf self_test;
    BareLatch tamper_latch;
    BareClock clock;

    BareMemory& history() { return state_store; }
    meter::MemoryWork memory_work() { return {}; }
};

static_assert(meter::Board<BareBoard>);

}  // namespace boards

extern template class meter::MeterMemory<boards::BareEeprom, boards::BareFlash>;
extern template class meter::Meter<boards::BareBoard>;
