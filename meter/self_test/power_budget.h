// What the meter itself takes, added up from its parts' data sheets.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/quantity.h"
#include "meter/metrology/units.h"

namespace meter {

// A part that always draws, behind the power supply, or at the mains itself.
struct PowerPart {
    std::string_view name;
    Microwatts power;
    std::string_view figure;  // how the data sheet gives it
};

// Typical figures of parts of each kind, from memory of their data sheets: a board puts its own.
inline constexpr std::array<PowerPart, 8> parts_behind_supply{
    PowerPart{"microcontroller, Cortex-M4F at 48 MHz", Microwatts{33'000}, "10 mA at 3.3 V"},
    PowerPart{"analog front end, four channels at 8,000/s", Microwatts{30'000}, "9 mA at 3.3 V"},
    PowerPart{"LCD of eight digits", Microwatts{100}, "30 uA at 3.3 V"},
    PowerPart{"EEPROM, one page a minute", Microwatts{21}, "6 uA standby, 3 mA for 5 ms a page"},
    PowerPart{"NOR flash, standby", Microwatts{83}, "25 uA at 3.3 V"},
    PowerPart{"clock with its crystal", Microwatts{4}, "1.2 uA at 3.3 V"},
    PowerPart{"pulse lamp at 23 kW, 1,600 pulses/kWh of 30 ms", Microwatts{2'100},
              "10.2 pulses/s, 2 mA at 3.3 V while lit"},
    PowerPart{"alarm lamp and contacts", Microwatts{6'600}, "2 mA at 3.3 V"},
};
inline constexpr std::array<PowerPart, 2> parts_at_mains{
    PowerPart{"voltage divider of 1 MOhm at 253 V", Microwatts{64'009}, "U^2/R"},
    PowerPart{"power supply without load", Microwatts{150'000}, "0.15 W"},
};

// Energy for something that is done now and then, behind the supply.
inline constexpr std::int64_t millijoules_for_switch_operation = 75;  // 1.5 W coil for 50 ms
inline constexpr std::int64_t millijoules_for_insertion = 900;        // 60 mA at 5 V for 3 s
// Of what the supply takes, what comes out, in percent.
inline constexpr std::int64_t supply_efficiency_percent = 60;

// IEC 62053-61, from memory: 2 W for the voltage circuit of one phase.
inline constexpr base::Milliwatts largest_own_consumption{2'000};

// How often something is done; at most 100,000 a day.
struct PowerDuty {
    std::int64_t switch_operations_a_day = 10;
    std::int64_t insertions_a_day = 1;
};

// At the meter's terminals, rounded up to a milliwatt.
[[nodiscard]] base::Milliwatts own_consumption(const PowerDuty& duty);

}  // namespace meter
