#include "meter/metrology/pulse_output.h"

#include <algorithm>
#include <utility>

#include "base/ensure.h"
#include "meter/metrology/units.h"

namespace meter {
namespace {

constexpr std::int64_t joules_per_kilowatt_hour = 3'600'000;

// Largest: 1 pulse per kWh at 16 kHz is 2^66.7 products, which does not fit; from 16 pulses on it
// does.
std::int64_t products_per_pulse(SampleRate rate, std::uint32_t constant) {
    const std::int64_t watt_samples = joules_per_kilowatt_hour * rate.hertz();
    base::ensure(constant >= 16 && constant <= PulseOutput::test_constant &&
                 watt_samples % constant == 0);
    return (watt_samples / constant) << power_unit_bits;
}

}  // namespace

PulseOutput::PulseOutput(SampleRate rate, std::uint32_t constant)
    : rate_{rate}, normal_share_{products_per_pulse(rate, constant)}, share_{normal_share_} {}

void PulseOutput::add(std::int64_t products, Q16 duration, Q16 late, std::uint32_t samples) {
    // `pace_` is below 2^51 and a block has at most 4,020 samples.
    owed_ += products - pace_ * samples;
    const std::int64_t pace = mean_over(products, duration);
    // The block is to be given from its end on: for the `late` part that has begun already.
    const std::int64_t error = owed_ - (products - times_q16(pace, late));
    const std::int64_t next_samples = std::max<std::int64_t>(duration >> q16_bits, 1);
    pace_ = std::max<std::int64_t>(pace + error / next_samples, 0);
    if (test_samples_left_ > 0) {
        test_samples_left_ -= std::min(test_samples_left_, samples);
        if (test_samples_left_ == 0) {
            end_test();
        }
    }
}

void PulseOutput::begin_test() {
    if (!is_testing()) {
        share_ = products_per_pulse(rate_, test_constant);
        waiting_ = std::exchange(gathered_, 0);
    }
    test_samples_left_ = test_seconds * rate_.hertz();
}

void PulseOutput::end_test() {
    share_ = normal_share_;
    gathered_ += std::exchange(waiting_, 0);
    test_samples_left_ = 0;
}

}  // namespace meter
