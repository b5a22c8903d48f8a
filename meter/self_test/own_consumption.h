// What the meter itself takes, counted from what its parts do: each by the figures of its data
// sheet, from memory of parts of its kind. Energies below are of one thing done, or of a second.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/quantity.h"
#include "meter/metrology/units.h"
#include "meter/ports/memory_work.h"

namespace meter {

enum class ConsumingPart : std::uint8_t {
    controller,    // Cortex-M4F at 48 MHz, 10 mA at 3.3 V, and the clock's 1.2 uA
    front_end,     // four channels at 8,000/s, 9 mA at 3.3 V
    display,       // LCD of eight digits, 30 uA at 3.3 V
    lamps,         // 2 mA at 3.3 V each while lit: 30 ms a pulse; alarm and supply
    switch_drive,  // 1.5 W in the coil for 50 ms
    memory,        // a page of EEPROM 3 mA for 5 ms, of flash 15 mA for 3 ms, a sector 25 mA, 60 ms
    card,          // 60 mA at 5 V for each byte of 12 bits at 9,600 baud
    divider,       // 1 MOhm across the mains
    supply,        // 0.15 W, and what it loses: 60 % come out; 100 nF across the mains
};
inline constexpr std::size_t consuming_part_count = 9;
inline constexpr std::array<std::string_view, consuming_part_count> consuming_part_names{
    "controller", "front_end", "display", "lamps", "switch_drive",
    "memory",     "card",      "divider", "supply"};

class OwnConsumption {
 public:
    // Averages are over so much time, longer where the meter's steps are.
    static constexpr std::chrono::milliseconds window = std::chrono::minutes{1};
    // IEC 62053-61, from memory: 2 W and 10 VA for the voltage circuit of one phase.
    static constexpr Microwatts largest_power{2'000'000};
    static constexpr MicrovoltAmperes largest_apparent{10'000'000};

    // Both are as they stand: what is done from now on counts.
    OwnConsumption(base::Millijoules consumed, const MemoryWork& memory)
        : consumed_before_{consumed}, memory_before_{memory} {}

    // Lets `elapsed` time pass at a mains voltage, within the converter's ends, with so many of
    // the lamps for alarm and supply lit. True where a window is full: finish() is due.
    [[nodiscard]] bool add(std::chrono::milliseconds elapsed, base::Millivolts voltage,
                           int lamps_lit);
    void add_switch_pulse() { ++switch_pulses_; }
    void add_card_bytes(std::size_t count) { card_bytes_ += static_cast<std::uint32_t>(count); }
    // Ends the window with the totals as they stand; `pulses` of the lamp are a kilowatt-hour.
    void finish(base::Millijoules consumed, std::int64_t pulses, const MemoryWork& memory);

    // At the terminals, averaged over the window that ended last; zero before the first one.
    [[nodiscard]] Microwatts power(ConsumingPart part) const {
        return Microwatts{power_[static_cast<std::size_t>(part)]};
    }
    [[nodiscard]] Microwatts power() const;
    [[nodiscard]] MicrovoltAmperes apparent() const;
    [[nodiscard]] bool is_too_large() const { return is_too_large_; }

 private:
    // Since the last window.
    std::chrono::milliseconds elapsed_{0};
    std::chrono::milliseconds lamps_lit_{0};  // of each lamp, added up
    std::int64_t square_milliseconds_ = 0;    // of the mains' voltage, V^2 ms
    std::uint32_t switch_pulses_ = 0;
    std::uint32_t card_bytes_ = 0;

    base::Millijoules consumed_before_;
    MemoryWork memory_before_;
    std::array<std::int32_t, consuming_part_count> power_{};  // uW
    std::int32_t mean_square_ = 0;                            // V^2
    bool is_too_large_ = false;  // of the same window: asked each step, and a root takes long
};

}  // namespace meter
