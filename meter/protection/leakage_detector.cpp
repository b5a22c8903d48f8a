#include "meter/protection/leakage_detector.h"

#include <algorithm>

#include "base/ensure.h"
#include "meter/metrology/units.h"

namespace meter {
namespace {

constexpr std::int64_t units(base::Milliamperes current) {
    return (current.count() << current_unit_bits) / 1000;
}

}  // namespace

LeakageDetector::LeakageDetector(base::Milliamperes rated_current, SampleRate rate)
    : rated_current_{rated_current}, rate_{rate} {
    base::ensure(smallest_rated_current <= rated_current && rated_current <= largest_rated_current);
    const std::int64_t rated = units(rated_current);
    level_squared_ = rated * rated * 9 / 16;
    // Ten times the rated current: what is above counts no more, so that half a millisecond,
    // however large, is a disturbance and trips nothing.
    sample_limit_ = rated * 10;
    trips_at_ = rated * rated * rate.hertz() * 8 / 100;
}

bool LeakageDetector::add(std::span<const std::int32_t> frame) {
    std::int64_t squares = 0;
    for (const std::int32_t sample : frame) {
        const std::int64_t held = std::clamp<std::int64_t>(sample, -sample_limit_, sample_limit_);
        squares += held * held;
    }
    return gather(squares, static_cast<std::int64_t>(frame.size()));
}

bool LeakageDetector::hold(base::Milliamperes rms, std::chrono::milliseconds elapsed) {
    // In a minute the integral has come to either of its ends.
    const auto held_for = std::min<std::chrono::milliseconds>(elapsed, std::chrono::minutes{1});
    const std::int64_t samples = held_for.count() * rate_.hertz() / 1000;
    const std::int64_t held = std::clamp<std::int64_t>(units(rms), 0, sample_limit_);
    return gather(held * held * samples, samples);
}

bool LeakageDetector::gather(std::int64_t squares, std::int64_t samples) {
    gathered_ =
        std::clamp<std::int64_t>(gathered_ + squares - samples * level_squared_, 0, trips_at_);
    return gathered_ == trips_at_;
}

}  // namespace meter
