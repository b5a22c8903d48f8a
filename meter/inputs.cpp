#include "meter/inputs.h"

#include <algorithm>
#include <cstddef>

namespace meter {
namespace {

using Level = bool Inputs::*;

constexpr std::array<Level, 8> debounced{&Inputs::test_button,    &Inputs::reset_button,
                                         &Inputs::off_button,     &Inputs::on_button,
                                         &Inputs::display_button, &Inputs::cover_open,
                                         &Inputs::strong_magnet,  &Inputs::clock_battery_low};

}  // namespace

SteadyInputs InputDebouncer::step(const Inputs& read, std::chrono::milliseconds elapsed) {
    static_assert(debounced.size() == input_count);
    SteadyInputs result;
    if (read == read_ && read == steady_) {
        result.level = steady_;
        return result;
    }
    for (std::size_t i = 0; i < debounced.size(); ++i) {
        const Level level = debounced[i];
        const bool goes_on = read.*level == read_.*level;
        const auto stood = std::min(goes_on ? stood_[i] + elapsed : elapsed, hold);
        stood_[i] = std::chrono::duration_cast<UpToHold>(stood);
        if (stood == hold) {
            result.risen.*level = read.*level && !(steady_.*level);
            steady_.*level = read.*level;
        }
    }
    result.risen.power_fails = read.power_fails && !steady_.power_fails;
    steady_.power_fails = read.power_fails;
    read_ = read;
    result.level = steady_;
    return result;
}

}  // namespace meter
