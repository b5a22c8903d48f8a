#include "meter/protection/repeated_openings.h"

namespace meter {

bool RepeatedOpenings::add(std::chrono::sys_seconds now) {
    decltype(openings) recent;
    for (const auto opening : openings) {
        if (opening + window > now) {
            recent.push_back(opening);
        }
    }
    openings = recent;
    openings.push_back(now);  // the list was emptied when it was full
    if (openings.size() < until_wait) {
        return false;
    }
    wait_until = now + wait;
    openings.clear();
    return true;
}

}  // namespace meter
