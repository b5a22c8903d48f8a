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
    note_opening(now);
    return true;
}

void PowerLimit::note_opening(std::chrono::sys_seconds now) {
    decltype(openings) recent;
    for (const auto opening : openings) {
        if (opening + opening_window > now) {
            recent.push_back(opening);
        }
    }
    openings = recent;
    openings.push_back(now);  // the list was emptied when it was full
    if (openings.size() == openings_until_wait) {
        wait_until = now + wait;
        openings.clear();
    }
}

}  // namespace meter
