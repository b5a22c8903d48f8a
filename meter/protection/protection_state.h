// What the protection of rules 6 and 7 remembers.
#pragma once

#include <chrono>
#include <cstdint>

#include "meter/protection/leakage_detector.h"
#include "meter/protection/repeated_openings.h"
#include "meter/protection/voltage_watch.h"

namespace meter {

// A test of the leakage protection, from the press of its button on.
struct LeakageTest {
    std::chrono::duration<std::int32_t, std::milli> lasts{};
    bool is_running = false;
    bool began_on_fault = false;  // current flowed to earth already: a trip proves nothing

    bool operator==(const LeakageTest&) const = default;
};

struct ProtectionState {
    RepeatedOpenings leakage_trips;  // stored

    // Begun anew after a power cut; as they are here while nothing is wrong.
    LeakageDetector leakage;
    VoltageWatch voltage;
    LeakageTest test;

    bool operator==(const ProtectionState&) const = default;
};

}  // namespace meter
