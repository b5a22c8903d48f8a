// What the meter can find wrong with itself. The display shows a fault by its number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace meter {

// The number is stored, shown and the detail of events; it never changes its meaning.
enum class Fault : std::uint8_t {
    memory = 1,           // a bit of RAM does not hold what is written
    committed_state = 2,  // the RAM copy of the last commit has changed
    image = 3,            // the program is not the one that was loaded
    stack_guard = 4,      // the stack has reached its end
    front_end = 5,        // a channel repeats one value, or no readings come
    switch_worn = 6,      // the switch has made the operations that it is rated for
    clock_battery = 7,    // the clock's battery is low
    calibration = 8,      // the calibration record is not whole, or its seal is broken
    own_consumption = 9,  // the meter itself takes more than its limit
};

struct FaultName {
    Fault fault;
    std::string_view name;  // in JSON and logs
};

inline constexpr std::array<FaultName, 9> fault_names{
    FaultName{Fault::memory, "memory"},
    FaultName{Fault::committed_state, "committed_state"},
    FaultName{Fault::image, "image"},
    FaultName{Fault::stack_guard, "stack_guard"},
    FaultName{Fault::front_end, "front_end"},
    FaultName{Fault::switch_worn, "switch_worn"},
    FaultName{Fault::clock_battery, "clock_battery"},
    FaultName{Fault::calibration, "calibration"},
    FaultName{Fault::own_consumption, "own_consumption"},
};

class Faults {
 public:
    constexpr Faults() = default;
    // A stored set, or nothing where it holds a bit that no fault has.
    [[nodiscard]] static constexpr std::optional<Faults> from_bits(std::uint16_t bits) {
        if (bits >> fault_names.size() != 0) {
            return std::nullopt;
        }
        Faults faults;
        faults.bits_ = bits;
        return faults;
    }

    constexpr void set(Fault fault, bool is_in) {
        bits_ = static_cast<std::uint16_t>(is_in ? bits_ | bit(fault) : bits_ & ~bit(fault));
    }
    [[nodiscard]] constexpr bool contains(Fault fault) const { return (bits_ & bit(fault)) != 0; }
    [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }

    constexpr bool operator==(const Faults&) const = default;

 private:
    static constexpr unsigned bit(Fault fault) { return 1U << (static_cast<unsigned>(fault) - 1); }

    std::uint16_t bits_ = 0;
};

}  // namespace meter
