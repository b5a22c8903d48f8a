#include "meter/credit/power_limit.h"

namespace meter {

bool PowerLimit::trips(base::Milliwatts power, std::chrono::milliseconds elapsed,
                       std::chrono::sys_seconds now, const Parameters& parameters) {
    if (power <= parameters.power_limit) {
        above_for = {};
        return false;
    }
    above_for += elapsed;
    if (above_for < parameters.power_limit_delay) {
        return false;
    }
    above_for = {};
    repeated.add(now);
    return true;
}

}  // namespace meter
