// The meter's buttons and contacts: what the board reads, and what of it is believed.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace meter {

// Levels as the board reads them at this moment; true = pressed, or the thing that it is named for.
struct Inputs {
    bool test_button = false;   // of the leakage protection
    bool reset_button = false;  // of the leakage protection
    bool off_button = false;    // the customer's main switch, by hand
    bool on_button = false;
    bool display_button = false;
    bool cover_open = false;
    bool strong_magnet = false;
    bool clock_battery_low = false;
    bool power_fails = false;  // the supply's early warning

    constexpr bool operator==(const Inputs&) const = default;
};

// What the rules see: the levels that have stood long enough, and those that rose in this step.
struct SteadyInputs {
    Inputs level;
    Inputs risen;

    constexpr bool operator==(const SteadyInputs&) const = default;
};

// Believes a level once it has stood for `hold`, so that a bouncing contact is one press. A step
// longer than that believes what it is given. The warning of power failure is believed at once.
class InputDebouncer {
 public:
    static constexpr std::chrono::milliseconds hold{50};

    [[nodiscard]] SteadyInputs step(const Inputs& read, std::chrono::milliseconds elapsed);

 private:
    static constexpr std::size_t input_count = 8;  // all but the warning
    using UpToHold = std::chrono::duration<std::uint8_t, std::milli>;

    Inputs read_;
    Inputs steady_;
    std::array<UpToHold, input_count> stood_{};
};

}  // namespace meter
