// Energy by period, as differences of the registers.
#pragma once

#include <array>
#include <chrono>
#include <optional>

#include "base/quantity.h"
#include "meter/metrology/energy_registers.h"

namespace meter {

// What one period saw. A period in which the meter was away for a part has `is_whole` false and
// holds what was counted all the same, so that the sum of all records is always the register.
struct ProfileRecord {
    std::chrono::sys_seconds begins;
    base::Millijoules imported;
    base::Millijoules exported;
    std::array<MillivarSeconds, 4> reactive{};
    bool is_whole = false;

    bool operator==(const ProfileRecord&) const = default;
};

// Periods begin at whole multiples of their length in UTC and touch each other.
class LoadProfile {
 public:
    // `period` is a second to a day.
    explicit LoadProfile(std::chrono::seconds period);

    // The registers as they stand at `now`, called at least once a period, best every second. A
    // record where a period has ended; the step into the new period counts for the old one. A clock
    // that was set, forward over periods or back, ends the period early and marks it.
    [[nodiscard]] std::optional<ProfileRecord> add(const EnergyRegisters& registers,
                                                   std::chrono::sys_seconds now);

 private:
    std::chrono::seconds period_;
    std::optional<std::chrono::sys_seconds> begins_;  // of the running period
    bool began_on_time_ = false;
    EnergyRegisters at_begin_;
};

}  // namespace meter
