#include "meter/metrology/voltage_events.h"

#include <algorithm>
#include <cstddef>

namespace meter {
namespace {

// Volts are counted in 2^-5, so that squares count 2^-10 V^2.
constexpr int root_bits = 5;

// The square of `percent` of `declared`. A thousand volts give 2^30.
std::int64_t square_of(Microvolts declared, int percent) {
    const std::int64_t millivolts = declared.count() / 1000 * percent / 100;
    return ((millivolts * millivolts) << (2 * root_bits)) / 1'000'000;
}

}  // namespace

VoltageEvents::VoltageEvents(Microvolts declared) {
    const auto set = [&](VoltageDisturbance kind, int begin, int end) {
        Detector& detector = detectors_[static_cast<std::size_t>(kind)];
        detector.begin = square_of(declared, begin);
        detector.end = square_of(declared, end);
    };
    set(VoltageDisturbance::dip, 90, 92);
    set(VoltageDisturbance::swell, 110, 108);
    set(VoltageDisturbance::interruption, 5, 7);
}

VoltageEvents::Ended VoltageEvents::add(std::int64_t mean_square, std::uint64_t sample) {
    Ended ended;
    for (std::size_t i = 0; i < detectors_.size(); ++i) {
        Detector& detector = detectors_[i];
        const auto kind = static_cast<VoltageDisturbance>(i);
        const bool upward = kind == VoltageDisturbance::swell;
        const auto beyond = [&](std::int64_t limit) {
            return upward ? mean_square > limit : mean_square < limit;
        };
        if (!detector.going_on) {
            if (beyond(detector.begin)) {
                detector.going_on = true;
                detector.extreme = mean_square;
                detector.began_at = sample;
            }
        } else if (beyond(detector.end)) {
            detector.extreme = upward ? std::max(detector.extreme, mean_square)
                                      : std::min(detector.extreme, mean_square);
        } else {
            detector.going_on = false;
            ended.push_back({kind, Microvolts{root_in_millionths(detector.extreme, root_bits)},
                             detector.began_at, sample - detector.began_at});
        }
    }
    return ended;
}

}  // namespace meter
