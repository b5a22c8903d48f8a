#include "meter/protection/leakage_detector.h"

#include <algorithm>

#include "base/ensure.h"
#include "meter/metrology/units.h"

namespace meter {
namespace {

constexpr std::int64_t units(base::Milliamperes current) {
    return (current.count() << current_unit_bits) / 1000;
}

// What is compared with for one rated current, in units of the samples.
class Levels {
 public:
    Levels(base::Milliamperes rated_current, SampleRate rate) {
        base::ensure(LeakageDetector::smallest_rated_current <= rated_current &&
                     rated_current <= LeakageDetector::largest_rated_current);
        const std::int64_t rated = units(rated_current);
        level_squared_ = rated * rated * 9 / 16;
        // Ten times the rated current: what is above counts no more, so that half a millisecond,
        // however large, is a disturbance and trips nothing.
        largest_ = rated * 10;
        trips_at_ = rated * rated * rate.hertz() * 8 / 100;
    }

    [[nodiscard]] std::int64_t counted_square(std::int64_t sample) const {
        const std::int64_t held = std::clamp(sample, -largest_, largest_);
        return held * held;
    }
    [[nodiscard]] std::int64_t gather(std::int64_t before, std::int64_t squares,
                                      std::int64_t samples) const {
        return std::clamp<std::int64_t>(before + squares - samples * level_squared_, 0, trips_at_);
    }
    [[nodiscard]] bool is_reached(std::int64_t gathered) const { return gathered == trips_at_; }

 private:
    std::int64_t level_squared_ = 0;
    std::int64_t largest_ = 0;
    std::int64_t trips_at_ = 0;
};

}  // namespace

bool LeakageDetector::add(std::span<const std::int32_t> frame, base::Milliamperes rated_current,
                          SampleRate rate) {
    const Levels levels{rated_current, rate};
    std::int64_t squares = 0;
    for (const std::int32_t sample : frame) {
        squares += levels.counted_square(sample);
    }
    gathered_ = levels.gather(gathered_, squares, static_cast<std::int64_t>(frame.size()));
    return levels.is_reached(gathered_);
}

bool LeakageDetector::hold(base::Milliamperes rms, std::chrono::milliseconds elapsed,
                           base::Milliamperes rated_current) {
    const Levels levels{rated_current, nominal_sample_rate};
    // In a minute the integral has come to either of its ends.
    const auto held_for = std::min<std::chrono::milliseconds>(elapsed, std::chrono::minutes{1});
    const std::int64_t samples = held_for.count() * nominal_sample_rate.hertz() / 1000;
    const std::int64_t squares = levels.counted_square(units(rms)) * samples;
    gathered_ = levels.gather(gathered_, squares, samples);
    return levels.is_reached(gathered_);
}

}  // namespace meter
