// From samples to rules: metrology, and everything of it that a meter is told, each at its own
// pace. A board with samples needs one of these and a meter.
//
//   every millisecond   a frame of the residual current     Meter::leakage_frame()
//   every half cycle    the voltage                         Meter::voltage_half_cycle()
//   every ten cycles    energy, currents, contacts          Meter::step()
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "meter/inputs.h"
#include "meter/metrology/metered_interval.h"
#include "meter/metrology/metrology.h"

namespace meter {

class SampleFeed {
 public:
    static constexpr std::size_t frame_samples = 8;  // 1 ms at the nominal rate

    explicit SampleFeed(const MetrologySettings& settings)
        : rate_{settings.rate}, metrology_{settings}, intervals_{settings.rate} {}

    // Takes one sample set; `inputs` are what contacts and buttons read. Gives what became ready.
    template <typename RunningMeter>
    Ready step(RunningMeter& meter, const SampleSet& set, const Inputs& inputs = {});

    [[nodiscard]] const Metrology& metrology() const { return metrology_; }

 private:
    SampleRate rate_;
    Metrology metrology_;
    MeteredIntervals intervals_;
    std::array<std::int32_t, frame_samples> frame_{};
    std::size_t in_frame_ = 0;  // below `frame_samples` between calls
};

template <typename RunningMeter>
Ready SampleFeed::step(RunningMeter& meter, const SampleSet& set, const Inputs& inputs) {
    const std::uint64_t before = metrology_.sample_count();
    const Ready ready = metrology_.step(set);
    if (metrology_.sample_count() == before) {
        return ready;  // a set that was seen before
    }
    frame_[in_frame_] = metrology_.residual_sample();
    if (++in_frame_ == frame_samples) {
        in_frame_ = 0;
        meter.leakage_frame(frame_, rate_);
    }
    if (ready.has(Ready::What::half_cycle)) {
        const MeteredHalfCycle half = intervals_.take_half_cycle(metrology_);
        meter.voltage_half_cycle(half.voltage, half.elapsed);
    }
    if (ready.has(Ready::What::block)) {
        const MeteredInterval interval = intervals_.take(metrology_);
        meter.step(interval.measurement, interval.elapsed, inputs);
        metrology_.count_on(meter.counting_element());
    }
    return ready;
}

}  // namespace meter
