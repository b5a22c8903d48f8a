// The metrology of one single-phase meter: raw sample sets in; energy, readings, pulses, events
// out.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/fixed_vector.h"
#include "meter/metrology/calibration.h"
#include "meter/metrology/energy_registers.h"
#include "meter/metrology/harmonics.h"
#include "meter/metrology/input_watch.h"
#include "meter/metrology/pulse_output.h"
#include "meter/metrology/reading.h"
#include "meter/metrology/sample_chain.h"
#include "meter/metrology/voltage_events.h"

namespace meter {

// The board's constants and the meter's parameters.
struct MetrologySettings {
    SampleRate rate = nominal_sample_rate;
    NominalFrequency frequency = NominalFrequency::hertz_50;
    FullScale full_scale;
    Calibration calibration;  // valid
    StartThresholds thresholds;
    Microvolts declared_voltage{230'000'000};
    std::uint32_t pulse_constant = 1600;  // pulses per kilowatt-hour
};

// What became ready with a sample set.
class Ready {
 public:
    enum class What : std::uint8_t { half_cycle = 1, block = 2, second = 4, pulse = 8 };

    void add(What what) { bits_ |= static_cast<unsigned>(what); }
    [[nodiscard]] bool has(What what) const { return (bits_ & static_cast<unsigned>(what)) != 0; }
    [[nodiscard]] bool is_nothing() const { return bits_ == 0; }

 private:
    unsigned bits_ = 0;
};

// RMS values over the newest whole cycle.
struct CycleReading {
    Microvolts voltage;
    Microamperes phase_current;
    Microamperes neutral_current;
    Microamperes residual_current;
};

// Energy is added in blocks of ten cycles of the voltage, each exactly as the samples gave it;
// where the voltage does not cross zero the last known period goes on, so time never stands.
class Metrology {
 public:
    static constexpr std::uint32_t block_cycles = 10;
    using EndedVoltageEvents = base::FixedVector<VoltageEvent, 8>;

    // `harmonics`, which outlives this, is fed where it is given; without it harmonics cost
    // nothing.
    explicit Metrology(const MetrologySettings& settings, Harmonics* harmonics = nullptr);

    // Takes one sample set; one that was seen before changes nothing.
    Ready step(const SampleSet& set) {
        Ready ready;
        if (!chain_.accepts(set.counter)) {
            return ready;
        }
        if (pulses_.step()) {
            ready.add(Ready::What::pulse);
        }
        if (chain_.step(set)) {
            finish_half_cycle(ready);
        }
        if (harmonics_ != nullptr) {
            harmonics_->add(chain_.voltage(), chain_.current(), chain_.phase_step());
        }
        return ready;
    }

    [[nodiscard]] const EnergyRegisters& energy() const { return energy_.registers(); }
    [[nodiscard]] bool is_counting() const { return energy_.is_counting(); }
    // The last ten cycles as they went to the registers: exact.
    [[nodiscard]] const EnergyBlock& energy_block() const { return last_block_; }
    // Over the last complete ten cycles and the last second of whole cycles.
    [[nodiscard]] const LineReading& block() const { return block_reading_; }
    [[nodiscard]] const LineReading& second() const { return second_reading_; }
    // Over the newest cycle, renewed each half cycle; computed when asked for.
    [[nodiscard]] CycleReading cycle() const;

    [[nodiscard]] ConditionSet conditions() const { return watch_.conditions(); }
    [[nodiscard]] InputWatch::Events take_input_events() { return watch_.take_events(); }
    // Those that ended since the last call. More than there is room for are counted, not kept.
    [[nodiscard]] EndedVoltageEvents take_voltage_events();
    [[nodiscard]] std::uint32_t voltage_events_not_kept() const { return ended_not_kept_; }
    [[nodiscard]] const VoltageEvents& voltage_events() const { return voltage_events_; }
    // The newest sample of the residual current, calibrated, in 2^-18 A, its DC kept: what the
    // leakage protection works on.
    [[nodiscard]] std::int32_t residual_sample() const { return chain_.residual(); }
    // What is taken for DC, in 2^-13 V or 2^-18 A.
    [[nodiscard]] std::int32_t direct(Channel channel) const { return chain_.direct(channel); }

    // Which current counts, from the end of the running block on: the anti-bypass rule's choice.
    void count_on(CountingElement element) { wanted_element_ = element; }
    [[nodiscard]] CountingElement counting() const { return chain_.counting(); }

    [[nodiscard]] PulseOutput& pulses() { return pulses_; }
    // Sample periods since the start, those of lost sets included: the meter's clock.
    [[nodiscard]] std::uint64_t sample_count() const { return chain_.sample_count(); }

 private:
    // What RMS values over a cycle are made of, for one half of it.
    struct HalfSquares {
        std::int64_t voltage = 0;
        std::int64_t phase = 0;
        std::int64_t neutral = 0;
        std::int64_t residual = 0;
        Q16 duration = 0;
    };

    void finish_half_cycle(Ready& ready);
    void finish_cycle(Ready& ready);
    void finish_block();
    void observe(const HalfCycle& half);

    MetrologySettings settings_;
    SampleChain chain_;
    Harmonics* harmonics_;
    EnergyAccumulator energy_;
    PulseOutput pulses_;
    VoltageEvents voltage_events_;
    EndedVoltageEvents ended_;
    std::uint32_t ended_not_kept_ = 0;
    InputWatch watch_;

    std::uint32_t dropped_before_ = 0;
    std::uint64_t taken_before_ = 0;
    HalfSquares last_half_;
    HalfSquares newest_half_;
    Cycle cycle_;
    std::uint32_t cycle_halves_ = 0;

    EnergyBlock block_;
    EnergyBlock last_block_;
    BlockObservation observation_;
    std::uint32_t cycles_in_block_ = 0;
    ReadingWindow block_window_;
    ReadingWindow second_window_;
    LineReading block_reading_;
    LineReading second_reading_;
    CountingElement wanted_element_ = CountingElement::phase;
};

}  // namespace meter
