// From raw sample sets to the sums of half cycles: the code that runs for every sample.
//
// Each sample is calibrated, brought in step, freed of DC and summed; nothing else happens at the
// sample rate. Windows are cut where the voltage crosses zero, between two samples by straight
// lines, and what lies beyond the cut starts the next sum: the sums touch and lose nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "meter/metrology/calibration.h"
#include "meter/metrology/fractional_delay.h"
#include "meter/metrology/half_cycle.h"
#include "meter/metrology/sample_set.h"
#include "meter/metrology/sine_table.h"
#include "meter/metrology/units.h"

namespace meter {

enum class NominalFrequency : std::uint8_t { hertz_50, hertz_60 };

class SampleChain {
 public:
    static constexpr std::size_t delay_taps = 20;

    // `calibration` has been validated; the full scales are at most 600 V and 200 A.
    SampleChain(SampleRate rate, NominalFrequency frequency, const FullScale& full_scale,
                const Calibration& calibration);

    // Whether the set with this counter is a new one, to be asked for each set before `step`. One
    // second is believed either way: so far ahead, sets were lost; so far back, the set was seen
    // before and is dropped. Beyond that, and where nothing but old counters has come for a second,
    // the counter is not believed: the set is taken as the next one.
    bool accepts(std::uint32_t counter) {
        return counter == expected_counter_ || judge_counter(counter);
    }
    // Takes one set that was accepted; true where a half cycle is complete. The voltage and current
    // that are multiplied lie eleven samples back.
    bool step(const SampleSet& raw);

    // Valid after `step` returned true, until the next call.
    [[nodiscard]] const HalfCycle& half_cycle() const { return half_cycle_; }

    // Takes effect with the next sample.
    void count_on(CountingElement element);
    [[nodiscard]] CountingElement counting() const { return counting_; }

    // The filter that the counting current has passed.
    [[nodiscard]] const DelayCoefficients<delay_taps>& filter() const {
        return counting_path_.taps;
    }
    // The newest calibrated samples of voltage and counting current.
    [[nodiscard]] std::int32_t voltage() const { return last_.voltage; }
    [[nodiscard]] std::int32_t current() const { return last_.current; }
    // The same of the residual current, its DC kept: what the leakage protection works on.
    [[nodiscard]] std::int32_t residual() const { return last_.residual; }
    // How much of a cycle passes from sample to sample, by the last cycle.
    [[nodiscard]] Phase phase_step() const { return phase_step_; }
    // What is taken for DC, in the channel's unit; zero for the residual channel, which keeps it.
    [[nodiscard]] std::int32_t direct(Channel channel) const;
    // Sample periods since the start, those of lost sets included.
    [[nodiscard]] std::uint64_t sample_count() const {
        return count_at_cut_ + (elapsed_ >> q16_bits);
    }
    // Sets taken since the start.
    [[nodiscard]] std::uint64_t taken() const { return sample_count() - lost_in_all_; }
    // Sets dropped because their counter was not new.
    [[nodiscard]] std::uint32_t dropped() const { return dropped_; }

 private:
    static constexpr std::size_t ring_size = 32;
    static constexpr std::size_t ring_mask = ring_size - 1;

    // The tracked direct part, in sixteenths of a unit; within 2^30.
    struct DirectPart {
        std::int32_t sixteenths = 0;
        std::int32_t units = 0;

        void follow(std::int64_t sum, Q16 duration);
    };

    struct CurrentPath {
        DelayCoefficients<delay_taps> taps{};
        std::size_t first_tap = 0;  // where the window lies in `currents_` at position 0
        std::size_t middle = 0;     // and the sample that is `voltage_lag` late
        std::int32_t gain = 0;
        DirectPart direct;
    };

    struct Sample {
        std::int32_t voltage = 0;
        std::int32_t current = 0;
        std::int32_t other = 0;
        std::int32_t residual = 0;
    };

    bool judge_counter(std::uint32_t counter);
    void note_disbelief();
    SampleSet clamp(const SampleSet& set);
    bool end_half_cycle(Sample sample);
    void cut(const Sample& sample, Q16 late, HalfCycleEnd end, bool rising);
    void finish_cycle();
    [[nodiscard]] bool is_voltage_present() const;

    SampleRate rate_;
    // What every sample touches comes first, the rings last: the target loads two words at once
    // only from within a kilobyte.
    std::uint32_t expected_counter_ = 0;
    std::size_t position_ = 0;
    std::int32_t voltage_gain_ = 0;
    std::int32_t residual_gain_ = 0;
    std::int32_t residual_offset_ = 0;
    DirectPart voltage_direct_;
    CountingElement counting_ = CountingElement::phase;
    Sample last_;
    Phase phase_ = 0;
    Phase phase_step_ = 0;
    std::uint64_t count_at_cut_ = 0;
    Q16 elapsed_ = 0;  // from the last cut to the newest sample
    Q16 shortest_half_ = 0;
    Q16 longest_half_ = 0;
    Q16 last_half_ = 0;  // at most the longest
    Sums sums_;
    // What no compiler can know to be one: a sum by way of a product costs one instruction on the
    // target, with the sign carried and added three.
    std::int32_t one_ = 1;
    CurrentPath counting_path_;
    CurrentPath other_path_;

    std::uint32_t lost_ = 0;  // since the last cut
    std::uint32_t restarts_ = 0;
    std::uint64_t lost_in_all_ = 0;
    std::uint32_t dropped_ = 0;
    std::uint64_t dropped_at_ = 0;        // the sample count of the last drop
    std::uint32_t dropped_in_a_row_ = 0;  // at that count
    std::uint64_t believed_from_ = 0;     // the counter is not believed before that sample count
    std::array<std::uint16_t, channel_count> clipped_{};
    std::int32_t residual_at_cut_ = 0;

    HalfCycle half_cycle_;
    bool last_rising_ = false;
    HalfCycleEnd last_end_ = HalfCycleEnd::time;
    std::uint32_t halves_ = 0;        // in the cycle that is being gathered
    bool cycle_is_whole_ = true;      // all of its halves are
    std::int64_t cycle_voltage_ = 0;  // for the direct parts
    std::int64_t cycle_current_ = 0;
    std::int64_t cycle_other_ = 0;
    Q16 cycle_duration_ = 0;

    std::array<std::int32_t, ring_size> voltage_ring_{};
    // Phase, then neutral; each is written twice so that every window lies in one piece.
    std::array<std::int32_t, 4 * ring_size> currents_{};
};

}  // namespace meter
