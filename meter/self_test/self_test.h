// The self-test: at the start and each day, in steps of which none takes long.
#pragma once

#include <chrono>
#include <cstdint>

#include "meter/measurement.h"
#include "meter/metrology/calibration.h"
#include "meter/ports/self_test_device.h"
#include "meter/self_test/fault.h"
#include "meter/self_test/image_check.h"
#include "meter/self_test/memory_test.h"

namespace meter {

// What is watched all the time, besides the run.
struct SelfTestWatch {
    FrontEnd front_end = FrontEnd::working;
    bool clock_battery_low = false;
    bool switch_is_worn = false;
    bool takes_too_much = false;  // the meter itself
};

class SelfTest {
 public:
    static constexpr std::chrono::milliseconds every = std::chrono::hours{24};
    static constexpr std::chrono::milliseconds front_end_fails_after = std::chrono::seconds{10};

    // Lets `elapsed` time pass and does one piece of a run that is due. Gives the faults that stand
    // now. `committed_is_whole`: the RAM copy of the last commit has its checksum.
    template <SelfTestDevice D>
    [[nodiscard]] Faults step(D& device, const SelfTestWatch& watch, bool committed_is_whole,
                              std::chrono::milliseconds elapsed);

    [[nodiscard]] bool is_running() const { return is_running_; }
    // A step of `elapsed` begins a run; only then is `committed_is_whole` looked at.
    [[nodiscard]] bool is_due(std::chrono::milliseconds elapsed) const {
        return !is_running_ && since_last_ + elapsed >= every;
    }

 private:
    void set(Fault fault, bool is_in) { faults_.set(fault, is_in); }
    void watch_always(const SelfTestWatch& watch, std::chrono::milliseconds elapsed);

    Faults faults_;
    ImageCheck image_;
    std::chrono::milliseconds since_last_ = every;
    std::chrono::milliseconds front_end_failing_for_{0};
    bool is_running_ = false;
};

template <SelfTestDevice D>
Faults SelfTest::step(D& device, const SelfTestWatch& watch, bool committed_is_whole,
                      std::chrono::milliseconds elapsed) {
    watch_always(watch, elapsed);
    if (is_due({})) {
        is_running_ = true;
        since_last_ = {};
        set(Fault::memory, !memory_holds(device.memory()));
        set(Fault::committed_state, !committed_is_whole);
        set(Fault::stack_guard, !device.stack_guard_is_whole());
        set(Fault::calibration,
            !device.calibration_is_sealed() || !decode_calibration(device.calibration()));
    }
    if (is_running_) {
        if (const auto is_right = image_.step(device.image(), device.image_checksum())) {
            set(Fault::image, !*is_right);
            is_running_ = false;
        }
    }
    return faults_;
}

}  // namespace meter
