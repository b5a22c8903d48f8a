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
    // `calibration` has been validated; the full scales are at most 600 V and 200 A.
    SampleChain(SampleRate rate, NominalFrequency frequency, const FullScale& full_scale,
                const Calibration& calibration);

    // Takes one set; true where a half cycle is complete. A set whose counter was already seen is
    // dropped. The voltage and current that are multiplied lie eight samples back.
    bool step(const SampleSet& raw);

    // Valid after `step` returned true, until the next call.
    [[nodiscard]] const HalfCycle& half_cycle() const { return half_cycle_; }

    // Takes effect with the next sample.
    void count_on(CountingElement element);
    [[nodiscard]] CountingElement counting() const { return counting_; }

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
    // Calls of `step` since the start, those that were dropped included.
    [[nodiscard]] std::uint64_t step_count() const {
        return sample_count() - lost_in_all_ + dropped_;
    }
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
        // Raw codes, written twice so that every window lies in one piece.
        std::array<std::int32_t, 2 * ring_size> ring{};
        DelayCoefficients taps{};
        std::size_t lag = 0;  // whole samples of the delay, 0 to 4
        std::int32_t gain = 0;
        DirectPart direct;
    };

    struct Sample {
        std::int32_t voltage = 0;
        std::int32_t current = 0;
        std::int32_t other = 0;
        std::int32_t residual = 0;
    };

    bool accept_counter(std::uint32_t counter);
    SampleSet clamp(const SampleSet& set);
    bool end_half_cycle(Sample sample);
    void cut(const Sample& sample, Q16 late, HalfCycleEnd end, bool rising);
    void finish_cycle();
    [[nodiscard]] bool is_voltage_present() const;

    SampleRate rate_;
    std::int32_t voltage_gain_ = 0;
    std::int32_t residual_gain_ = 0;
    std::int32_t residual_offset_ = 0;
    std::array<std::int32_t, ring_size> voltage_ring_{};
    CurrentPath counting_path_;
    CurrentPath other_path_;
    DirectPart voltage_direct_;
    CountingElement counting_ = CountingElement::phase;

    std::uint32_t expected_counter_ = 0;
    std::uint32_t lost_ = 0;
    std::uint64_t lost_in_all_ = 0;
    std::uint32_t dropped_ = 0;
    std::array<std::uint16_t, channel_count> clipped_{};

    std::int32_t residual_code_ = 0;
    std::int32_t residual_changes_ = 0;  // bits that changed since the last cut
    std::size_t position_ = 0;
    Sample last_;
    Phase phase_ = 0;
    Phase phase_step_ = 0;
    std::uint64_t count_at_cut_ = 0;
    Q16 elapsed_ = 0;  // from the last cut to the newest sample
    Q16 shortest_half_ = 0;
    Q16 longest_half_ = 0;
    Q16 last_half_ = 0;
    Sums sums_;
    // What no compiler can know to be one: a sum by way of a product costs one instruction on the
    // target, with the sign carried and added three.
    std::int32_t one_ = 1;

    HalfCycle half_cycle_;
    bool last_rising_ = false;
    std::uint32_t halves_ = 0;        // in the cycle that is being gathered
    bool cycle_is_whole_ = true;      // each of its halves ended at a crossing and lost nothing
    std::int64_t cycle_voltage_ = 0;  // for the direct parts
    std::int64_t cycle_current_ = 0;
    std::int64_t cycle_other_ = 0;
    Q16 cycle_duration_ = 0;
};

}  // namespace meter
