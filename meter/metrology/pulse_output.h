// The pulses of the lamp and the test output: one for each share of energy, evenly in time.
#pragma once

#include <cstdint>

#include "meter/metrology/fixed_point.h"
#include "meter/metrology/sample_set.h"

namespace meter {

// Energy arrives in blocks of ten cycles; each block's pulses are given during the next one, at an
// even pace, so a steady load gives pulses that are at most one sample off. Nothing is lost: what a
// block left over or gave too early is made up in the next.
class PulseOutput {
 public:
    static constexpr std::uint32_t test_constant = 100'000;  // pulses per kilowatt-hour
    static constexpr std::uint32_t test_seconds = 30 * 60;

    // `constant` in pulses per kilowatt-hour: 16 to 100,000 and a divisor of 3,600,000 times the
    // rate, which every decimal constant is.
    PulseOutput(SampleRate rate, std::uint32_t constant);

    // One sample has passed. True where a pulse begins.
    bool step() {
        gathered_ += pace_;
        if (gathered_ < share_) {
            return false;
        }
        gathered_ -= share_;
        return true;
    }

    // A block has ended, `late` before the newest sample: `products` counted over `duration`.
    // `samples` have been stepped since the call before.
    void add(std::int64_t products, Q16 duration, Q16 late, std::uint32_t samples);

    // Pulses at `test_constant` for 30 minutes of samples from the last call on, then as before.
    // The part of a pulse that was gathered waits meanwhile; what the test leaves over joins it.
    void begin_test();
    void end_test();
    [[nodiscard]] bool is_testing() const { return test_samples_left_ > 0; }

 private:
    SampleRate rate_;
    std::int64_t normal_share_;
    std::int64_t share_;         // products per pulse
    std::int64_t gathered_ = 0;  // below one share, or two for one sample after a test
    std::int64_t waiting_ = 0;   // gathered before the test; zero without one
    std::int64_t pace_ = 0;      // products per sample, never negative
    std::int64_t owed_ = 0;      // counted but not yet given; below zero where given too early
    std::uint32_t test_samples_left_ = 0;
};

}  // namespace meter
