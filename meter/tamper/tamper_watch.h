// Sees tampering in measurements and contacts, and says what counts instead.
#pragma once

#include <array>
#include <chrono>

#include "base/quantity.h"
#include "meter/inputs.h"
#include "meter/measurement.h"
#include "meter/metrology/half_cycle.h"
#include "meter/tamper/lasting_condition.h"
#include "meter/tamper/tamper_kind.h"

namespace meter {

// What of a measurement counts where. All are powers held over the interval, none negative.
struct CountedPower {
    base::Milliwatts consumed{};         // into the consumed total
    base::Milliwatts exported{};         // into the export register; where export is allowed
    base::Milliwatts without_voltage{};  // into that register, at nominal voltage
    base::Milliwatts added{};            // of `consumed`, what the measured power had not
};

class TamperWatch {
 public:
    // Less power towards the grid is noise: 0.05 A at nominal voltage.
    static constexpr base::Milliwatts smallest_reversed_power{11'500};
    // Both must be exceeded for currents to differ; the share is 6.25 % of the larger one.
    static constexpr base::Milliamperes smallest_difference{500};
    static constexpr std::int64_t difference_divisor = 16;
    // Below a tenth of the nominal voltage there is none.
    static constexpr base::Millivolts least_voltage{nominal_voltage.count() / 10};
    static constexpr base::Milliamperes smallest_current_without_voltage{500};

    // How long the reserve supply carries metering once the voltage is lost.
    static constexpr std::chrono::seconds reserve{10};

    TamperWatch() = default;
    // Goes on with the lasting kinds that were `active` when the meter was left.
    explicit TamperWatch(TamperKinds active);

    // Takes what was measured and seen over `elapsed`.
    void watch(const Measurement& measurement, const Inputs& level, bool export_allowed,
               std::chrono::milliseconds elapsed);

    // The lasting kinds that hold now.
    [[nodiscard]] TamperKinds active() const;

    // Which current's power counts: the neutral's where currents differ and it is the larger.
    [[nodiscard]] CountingElement larger_element(const Measurement& measurement) const;

    // What counts of the same measurement, by what holds now; of current without voltage also what
    // is only seen as yet.
    [[nodiscard]] CountedPower counted(const Measurement& measurement, bool export_allowed) const;

    bool operator==(const TamperWatch&) const = default;

 private:
    [[nodiscard]] bool holds(TamperKind kind) const {
        return conditions_[static_cast<std::size_t>(kind)].holds();
    }

    std::array<LastingCondition, lasting_tamper_count> conditions_{};
};

// Whether both currents are further apart than any sensor's error.
[[nodiscard]] bool currents_differ(const Measurement& measurement);

}  // namespace meter
