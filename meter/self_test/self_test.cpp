#include "meter/self_test/self_test.h"

#include <algorithm>

namespace meter {

void SelfTest::watch_always(const SelfTestWatch& watch, std::chrono::milliseconds elapsed) {
    since_last_ = std::min(since_last_ + elapsed, every);
    front_end_failing_for_ =
        watch.front_end == FrontEnd::working
            ? std::chrono::milliseconds{0}
            : std::min(front_end_failing_for_ + elapsed, front_end_fails_after);
    set(Fault::front_end, front_end_failing_for_ >= front_end_fails_after);
    set(Fault::clock_battery, watch.clock_battery_low);
    set(Fault::switch_worn, watch.switch_is_worn);
    set(Fault::own_consumption, watch.takes_too_much);
}

}  // namespace meter
