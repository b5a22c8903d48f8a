// What the protection of rules 6 and 7 remembers.
#pragma once

#include <chrono>
#include <optional>

#include "meter/protection/leakage_detector.h"
#include "meter/protection/repeated_openings.h"
#include "meter/protection/voltage_watch.h"

namespace meter {

struct ProtectionState {
    RepeatedOpenings leakage_trips;  // stored

    // Begun anew after a power cut; as they are here while nothing is wrong.
    LeakageDetector leakage;
    VoltageWatch voltage;
    std::optional<std::chrono::milliseconds> testing_for;  // since the test button was pressed

    bool operator==(const ProtectionState&) const = default;
};

}  // namespace meter
