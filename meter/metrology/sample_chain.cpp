#include "meter/metrology/sample_chain.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/ensure.h"

namespace meter {
namespace {

constexpr int code_bits = 23;
constexpr int gain_bits = 27;  // gains from codes to units are below 2^30

// Samples are kept this many bits up, so that a product's upper word is in units.
constexpr int ring_bits = 32 - gain_bits;

// The middle of the currents' range of delays, 9 to 13 samples.
constexpr std::size_t voltage_lag = 11;
constexpr int reference_bits = 24;

// No calibrated sample exceeds this before its direct part is taken off: 200 A and 9/8 of gain is
// 59.0 M units, 600 V is 5.5 M. A filter that overshoots is held here, and one lower below zero,
// which the target does in one instruction.
constexpr std::int32_t largest_sample = (1 << 26) - 1;

// Codes from here on are at the converter's limit, also for a 16-bit converter shifted up.
constexpr std::int32_t clipping_code = 0x7FFF00;

constexpr std::int64_t present_volts = 10;
constexpr std::int64_t present_square =
    (present_volts << voltage_unit_bits) * (present_volts << voltage_unit_bits);

// Slower than 40 Hz or faster than 70 Hz is no mains.
constexpr std::uint64_t lowest_hertz = 40;
constexpr std::uint64_t highest_hertz = 70;

std::uint64_t hertz_of(NominalFrequency frequency) {
    return frequency == NominalFrequency::hertz_50 ? 50 : 60;
}

Q16 half_period(SampleRate rate, std::uint64_t hertz) {
    return static_cast<Q16>((std::uint64_t{rate.hertz()} << q16_bits) / (2 * hertz));
}

std::int32_t nominal_gain(std::uint32_t full_scale, int unit_bits, std::uint32_t gain) {
    // 200 A * 2^(18 - 23 + 27) = 0.84 G; with 9/8 of gain 0.94 G, below 2^30.
    const std::int64_t nominal = std::int64_t{full_scale} << (unit_bits - code_bits + gain_bits);
    return static_cast<std::int32_t>((nominal * gain) >> 30);
}

// `raised` is a code times 2^ring_bits. Rounded down: half a unit of DC, which is taken off with
// the rest of it, and 1.9 uA in the residual channel.
std::int32_t scaled(std::int32_t raised, std::int32_t gain) {
    return static_cast<std::int32_t>((std::int64_t{raised} * gain) >> 32);
}

std::int32_t raised(std::int32_t code) {
    return code * (1 << ring_bits);  // below 2^28
}

template <std::size_t... I>
std::int32_t convolve(const std::int32_t* samples, const std::int32_t* taps,
                      std::index_sequence<I...> /*every tap*/) {
    // 2^28 * 2^30, and the magnitudes of the taps add up to less than three times their sum.
    return static_cast<std::int32_t>(((std::int64_t{samples[I]} * taps[I]) + ...) >> 32);
}

// Divides `sum`, which runs to the newest sample, at a cut between the last sample and the newest:
// returns what lies before the cut, by straight lines between samples, and leaves the rest. The two
// add up to the sum before. `last` and `newest` are the products at those samples, followed by what
// is left of each.
std::int64_t divide(std::int64_t& sum, std::int64_t last, std::int64_t newest, Q16 left_of_last,
                    Q16 left_of_newest) {
    const std::int64_t rest = times_q16(last, left_of_last) + times_q16(newest, left_of_newest);
    const std::int64_t closed = sum - rest;
    sum = rest;
    return closed;
}

// Whether a sum of squares may be that of one and the same value, as far as a cut can tell.
bool is_constant(std::int64_t squares, Q16 duration, std::int32_t value) {
    const std::int64_t square = std::int64_t{value} * value;
    const std::int64_t expected =
        square * (duration >> q16_bits) + times_q16(square, duration & (q16_one - 1));
    return std::abs(squares - expected) <= (square >> (q16_bits - 1)) + 4;
}

}  // namespace

Sums& Sums::operator+=(const Sums& more) {
    voltage_squared += more.voltage_squared;
    current_squared += more.current_squared;
    other_squared += more.other_squared;
    residual_squared += more.residual_squared;
    power += more.power;
    voltage_sine += more.voltage_sine;
    voltage_cosine += more.voltage_cosine;
    current_sine += more.current_sine;
    current_cosine += more.current_cosine;
    voltage += more.voltage;
    current += more.current;
    other += more.other;
    return *this;
}

SampleChain::SampleChain(SampleRate rate, NominalFrequency frequency, const FullScale& full_scale,
                         const Calibration& calibration)
    : rate_{rate},
      phase_step_{static_cast<Phase>((hertz_of(frequency) << 32) / rate.hertz())},
      shortest_half_{half_period(rate, highest_hertz)},
      longest_half_{half_period(rate, lowest_hertz)},
      last_half_{half_period(rate, hertz_of(frequency))} {
    base::ensure(validate(calibration).has_value());
    base::ensure(full_scale.voltage_volts <= 600 && full_scale.current_amperes <= 200 &&
                 full_scale.residual_amperes <= 200);
    const ChannelCalibration& voltage = calibration[Channel::voltage];
    voltage_gain_ = nominal_gain(full_scale.voltage_volts, voltage_unit_bits, voltage.gain);
    voltage_direct_.units = scaled(raised(voltage.offset), voltage_gain_);
    voltage_direct_.sixteenths = voltage_direct_.units * 16;

    const ChannelCalibration& residual = calibration[Channel::residual_current];
    residual_gain_ = nominal_gain(full_scale.residual_amperes, current_unit_bits, residual.gain);
    residual_offset_ = scaled(raised(residual.offset), residual_gain_);

    for (const Channel channel : {Channel::phase_current, Channel::neutral_current}) {
        const ChannelCalibration& constants = calibration[channel];
        CurrentPath& path = channel == Channel::phase_current ? counting_path_ : other_path_;
        path.gain = nominal_gain(full_scale.current_amperes, current_unit_bits, constants.gain);
        path.direct.units = scaled(raised(constants.offset), path.gain);
        path.direct.sixteenths = path.direct.units * 16;
        // From 0 to 4 samples, in 2^-20: 125 us at 16 kHz are two samples either way.
        const std::int64_t middle =
            static_cast<std::int64_t>(voltage_lag - delay_before<delay_taps>)
            << delay_fraction_bits;
        const std::int64_t delay =
            middle +
            ((std::int64_t{constants.delay_nanoseconds} * rate.hertz()) << delay_fraction_bits) /
                1'000'000'000;
        const auto lag = static_cast<std::size_t>(delay >> delay_fraction_bits);  // 0 to 4
        const std::size_t newest =
            ring_size + (channel == Channel::phase_current ? 0 : 2 * ring_size);
        path.first_tap = newest + 1 - delay_taps - lag;
        path.middle = newest - voltage_lag;
        path.taps = delay_coefficients<delay_taps>(
            static_cast<std::int32_t>(delay & ((1 << delay_fraction_bits) - 1)), path.gain);
    }
}

void SampleChain::count_on(CountingElement element) {
    if (element != counting_) {
        std::swap(counting_path_, other_path_);
        counting_ = element;
    }
}

std::int32_t SampleChain::direct(Channel channel) const {
    switch (channel) {
        case Channel::voltage:
            return voltage_direct_.units;
        case Channel::phase_current:
            return (counting_ == CountingElement::phase ? counting_path_ : other_path_)
                .direct.units;
        case Channel::neutral_current:
            return (counting_ == CountingElement::phase ? other_path_ : counting_path_)
                .direct.units;
        case Channel::residual_current:
            return 0;
    }
    return 0;
}

bool SampleChain::step(const SampleSet& raw) {
    expected_counter_ = raw.counter + 1;
    // Bits of the magnitudes of all four: only where they may be too large is each looked at.
    const std::int32_t bits = (raw.voltage ^ (raw.voltage >> 31)) |
                              (raw.phase_current ^ (raw.phase_current >> 31)) |
                              (raw.neutral_current ^ (raw.neutral_current >> 31)) |
                              (raw.residual_current ^ (raw.residual_current >> 31));
    const SampleSet set = bits >= clipping_code ? clamp(raw) : raw;

    position_ = (position_ + 1) & ring_mask;
    voltage_ring_[position_] = raised(set.voltage);
    std::int32_t* const newest = currents_.data() + position_;
    newest[0] = newest[ring_size] = raised(set.phase_current);
    newest[2 * ring_size] = newest[3 * ring_size] = raised(set.neutral_current);

    const std::int32_t filtered =
        convolve(newest + counting_path_.first_tap, counting_path_.taps.data(),
                 std::make_index_sequence<delay_taps>{});
    // After the direct part, within 2^26 too, is taken off, a sample is below 2^27.
    const Sample sample{
        .voltage = scaled(voltage_ring_[(position_ - voltage_lag) & ring_mask], voltage_gain_) -
                   voltage_direct_.units,
        .current =
            std::clamp(filtered, -largest_sample - 1, largest_sample) - counting_path_.direct.units,
        .other = scaled(newest[other_path_.middle], other_path_.gain) - other_path_.direct.units,
        .residual = scaled(raised(set.residual_current), residual_gain_) - residual_offset_,
    };

    phase_ += phase_step_;
    const SineCosine reference = sine_cosine(phase_);
    const std::int32_t sine = reference.sine >> (sine_bits - reference_bits);
    const std::int32_t cosine = reference.cosine >> (sine_bits - reference_bits);
    sums_.voltage_squared += std::int64_t{sample.voltage} * sample.voltage;
    sums_.current_squared += std::int64_t{sample.current} * sample.current;
    sums_.other_squared += std::int64_t{sample.other} * sample.other;
    sums_.residual_squared += std::int64_t{sample.residual} * sample.residual;
    sums_.power += std::int64_t{sample.voltage} * sample.current;
    sums_.voltage_sine += std::int64_t{sample.voltage} * sine;
    sums_.voltage_cosine += std::int64_t{sample.voltage} * cosine;
    sums_.current_sine += std::int64_t{sample.current} * sine;
    sums_.current_cosine += std::int64_t{sample.current} * cosine;
    sums_.voltage += std::int64_t{sample.voltage} * one_;
    sums_.current += std::int64_t{sample.current} * one_;
    sums_.other += std::int64_t{sample.other} * one_;

    elapsed_ += q16_one;
    // From the shortest length on, so that noise on a crossing cannot make two.
    bool complete = false;
    if (elapsed_ >= shortest_half_ &&
        ((sample.voltage ^ last_.voltage) < 0 || elapsed_ >= last_half_)) {
        complete = end_half_cycle(sample);
    }
    last_ = sample;
    return complete;
}

bool SampleChain::judge_counter(std::uint32_t counter) {
    const std::uint64_t now = sample_count();
    if (now == 0) {
        return true;  // the first set
    }
    const auto ahead = static_cast<std::int32_t>(counter - expected_counter_);
    const auto one_second = static_cast<std::int32_t>(rate_.hertz());
    if (now < believed_from_ || ahead > one_second || ahead < -one_second) {
        note_disbelief();
        return true;
    }
    if (ahead > 0) {
        lost_ += static_cast<std::uint32_t>(ahead);
        lost_in_all_ += static_cast<std::uint32_t>(ahead);
        count_at_cut_ += static_cast<std::uint32_t>(ahead);
        return true;
    }
    dropped_in_a_row_ = dropped_at_ == now ? dropped_in_a_row_ + 1 : 1;
    dropped_at_ = now;
    if (dropped_in_a_row_ > rate_.hertz()) {
        note_disbelief();
        return true;
    }
    ++dropped_;
    return false;
}

// For a second more, so that a counter that stands or goes round does not stop the meter again.
void SampleChain::note_disbelief() {
    ++restarts_;
    believed_from_ = sample_count() + rate_.hertz();
}

SampleSet SampleChain::clamp(const SampleSet& set) {
    SampleSet held = set;
    std::array<std::int32_t*, channel_count> const codes{
        &held.voltage, &held.phase_current, &held.neutral_current, &held.residual_current};
    for (std::size_t i = 0; i < codes.size(); ++i) {
        std::int32_t& code = *codes[i];
        if (code >= clipping_code || code <= -clipping_code) {
            ++clipped_[i];
        }
        code = std::clamp(code, -largest_code, largest_code);
    }
    return held;
}

bool SampleChain::is_voltage_present() const {
    return sums_.voltage_squared >= present_square * (elapsed_ >> q16_bits);
}

// Ends the half cycle if it is over. The sample comes by value: by reference, every sample would be
// kept in memory for the sake of one in eighty.
bool SampleChain::end_half_cycle(Sample sample) {
    const bool present = is_voltage_present();
    if ((sample.voltage ^ last_.voltage) < 0 && present) {
        const std::int64_t after = std::abs(sample.voltage);
        const std::int64_t both = after + std::abs(last_.voltage);  // above zero: signs differ
        // A crossing exactly on the last sample is taken a trifle late: below one sample, always.
        const std::int64_t late = std::min<std::int64_t>((after << q16_bits) / both, q16_one - 1);
        cut(sample, static_cast<Q16>(late), HalfCycleEnd::crossing, sample.voltage >= 0);
        return true;
    }
    if (!present && elapsed_ >= last_half_) {
        cut(sample, std::min(elapsed_ - last_half_, q16_one - 1), HalfCycleEnd::time,
            !last_rising_);
        return true;
    }
    if (elapsed_ >= longest_half_) {
        cut(sample, 0, HalfCycleEnd::time, !last_rising_);
        return true;
    }
    return false;
}

void SampleChain::cut(const Sample& sample, Q16 late, HalfCycleEnd end, bool rising) {
    // With f = 1 - late, the stretch from the last sample to the cut weighs f - f^2/2 on the last
    // and f^2/2 on the newest; half of the last belongs to the stretch before it.
    // What is left for the next window is (1-f)^2/2 of the last and 1 - f^2/2 of the newest.
    const Q16 early = q16_one - late;
    const auto half_square = [](std::uint64_t x) { return static_cast<Q16>(x * x >> 17); };
    const Q16 left_of_last = half_square(late);
    const Q16 left_of_newest = q16_one - half_square(early);
    const SineCosine now = sine_cosine(phase_);
    const SineCosine then = sine_cosine(phase_ - phase_step_);
    const auto product = [](std::int32_t a, std::int32_t b) { return std::int64_t{a} * b; };
    const auto part = [&](std::int64_t& sum, std::int64_t last, std::int64_t newest) {
        return divide(sum, last, newest, left_of_last, left_of_newest);
    };
    constexpr int shift = sine_bits - reference_bits;

    Sums& closed = half_cycle_.sums;
    closed.voltage_squared = part(sums_.voltage_squared, product(last_.voltage, last_.voltage),
                                  product(sample.voltage, sample.voltage));
    closed.current_squared = part(sums_.current_squared, product(last_.current, last_.current),
                                  product(sample.current, sample.current));
    closed.other_squared = part(sums_.other_squared, product(last_.other, last_.other),
                                product(sample.other, sample.other));
    closed.residual_squared = part(sums_.residual_squared, product(last_.residual, last_.residual),
                                   product(sample.residual, sample.residual));
    closed.power = part(sums_.power, product(last_.voltage, last_.current),
                        product(sample.voltage, sample.current));
    closed.voltage_sine = part(sums_.voltage_sine, product(last_.voltage, then.sine >> shift),
                               product(sample.voltage, now.sine >> shift));
    closed.voltage_cosine = part(sums_.voltage_cosine, product(last_.voltage, then.cosine >> shift),
                                 product(sample.voltage, now.cosine >> shift));
    closed.current_sine = part(sums_.current_sine, product(last_.current, then.sine >> shift),
                               product(sample.current, now.sine >> shift));
    closed.current_cosine = part(sums_.current_cosine, product(last_.current, then.cosine >> shift),
                                 product(sample.current, now.cosine >> shift));
    closed.voltage = part(sums_.voltage, last_.voltage, sample.voltage);
    closed.current = part(sums_.current, last_.current, sample.current);
    closed.other = part(sums_.other, last_.other, sample.other);

    half_cycle_.duration = elapsed_ - late;
    half_cycle_.late = late;
    half_cycle_.end = end;
    half_cycle_.lost = std::exchange(lost_, 0);
    half_cycle_.restarts = std::exchange(restarts_, 0);
    half_cycle_.is_whole = std::exchange(last_end_, end) == HalfCycleEnd::crossing &&
                           end == HalfCycleEnd::crossing && half_cycle_.lost == 0 &&
                           half_cycle_.restarts == 0;
    half_cycle_.clipped = std::exchange(clipped_, {});
    half_cycle_.residual_changed =
        std::exchange(residual_at_cut_, sample.residual) != sample.residual ||
        !is_constant(closed.residual_squared, half_cycle_.duration, sample.residual);
    count_at_cut_ += elapsed_ >> q16_bits;
    elapsed_ = late;
    last_rising_ = rising;

    ++halves_;
    cycle_is_whole_ = cycle_is_whole_ && half_cycle_.is_whole;
    cycle_voltage_ += closed.voltage;
    cycle_current_ += closed.current;
    cycle_other_ += closed.other;
    cycle_duration_ += half_cycle_.duration;
    half_cycle_.ends_cycle = rising || halves_ == 2;
    if (half_cycle_.ends_cycle) {
        finish_cycle();
    }
}

void SampleChain::finish_cycle() {
    if (cycle_is_whole_ && halves_ == 2) {
        phase_step_ = static_cast<Phase>((std::uint64_t{1} << (32 + q16_bits)) / cycle_duration_);
        // A half that ends at a crossing may be a trifle longer than the longest: without the
        // limit, halves of a falling frequency would grow by that trifle cycle after cycle.
        last_half_ = std::min(cycle_duration_ / 2, longest_half_);
    }
    voltage_direct_.follow(cycle_voltage_, cycle_duration_);
    counting_path_.direct.follow(cycle_current_, cycle_duration_);
    other_path_.direct.follow(cycle_other_, cycle_duration_);
    halves_ = 0;
    cycle_is_whole_ = true;
    cycle_voltage_ = 0;
    cycle_current_ = 0;
    cycle_other_ = 0;
    cycle_duration_ = 0;
}

// One eighth of the cycle's mean each cycle: settled to a thousandth after 52 cycles.
void SampleChain::DirectPart::follow(std::int64_t sum, Q16 duration) {
    // A cycle's sum is below 2^35.7, so that it can be shifted whole.
    const std::int64_t mean_in_sixteenths = sum * (1 << (q16_bits + 4)) / duration;
    constexpr std::int64_t limit = std::int64_t{largest_sample} * 16;
    const std::int64_t followed =
        std::clamp(sixteenths + ((mean_in_sixteenths + 4) >> 3), -limit, limit);
    sixteenths = static_cast<std::int32_t>(followed);
    units = (sixteenths + 8) >> 4;
}

}  // namespace meter
