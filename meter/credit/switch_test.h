// The fitter's test of the switch: it is open for three seconds, whatever the credit, and no
// current may flow then.
#pragma once

#include <chrono>
#include <optional>

#include "meter/credit/switch_watch.h"
#include "meter/measurement.h"

namespace meter {

class SwitchTest {
 public:
    static constexpr std::chrono::milliseconds duration = std::chrono::seconds{3};

    void begin() { left_ = duration; }
    [[nodiscard]] bool is_running() const { return left_.count() > 0; }

    // Lets `elapsed` time pass, with what was measured in it. Where the test ends with it, whether
    // no current flowed; nothing before, and where none runs.
    [[nodiscard]] std::optional<bool> step(const Measurement& measurement,
                                           std::chrono::milliseconds elapsed) {
        if (!is_running()) {
            return std::nullopt;
        }
        left_ -= elapsed;
        return is_running() ? std::nullopt : std::optional{!carries_current(measurement)};
    }

 private:
    std::chrono::milliseconds left_{};
};

}  // namespace meter
