#include "boards/host/pacer.h"

#include <algorithm>

namespace boards {

void Pacer::start(std::int64_t speed, Clock::time_point now) {
    interval_ = speed == 0 ? Clock::duration{} : Clock::duration{std::chrono::seconds{1}} / speed;
    due_ = now + interval_;
}

bool Pacer::take_step(Clock::time_point now) {
    if (now < due_) {
        return false;
    }
    due_ = std::max(due_ + interval_, now - longest_backlog);
    return true;
}

}  // namespace boards
