#include "meter/metrology/harmonics.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <span>
#include <utility>

#include "meter/metrology/fixed_point.h"
#include "meter/metrology/fractional_delay.h"

namespace meter {
namespace {

constexpr std::size_t point_taps = 14;
constexpr int fraction_bits = 8;
constexpr int tap_bits = 14;
// Points are kept in sixteenths and halves of their units, which fills 28 bits.
constexpr int voltage_point_bits = 4;
constexpr int current_point_bits = 1;
constexpr std::int32_t largest_point = (1 << 28) - 1;
constexpr int spacing_bits = 32 - fourier_bits;  // from point to point
constexpr std::uint32_t cycles = 10;

// The filters of `delay_coefficients` for every 256th of a sample: half of that is 8 parts in a
// hundred thousand of the fundamental, spread over all lines.
using Taps = std::array<std::int16_t, point_taps>;

constexpr std::array<Taps, 1 << fraction_bits> make_filters() {
    std::array<Taps, 1 << fraction_bits> filters{};
    for (std::size_t i = 0; i < filters.size(); ++i) {
        const DelayCoefficients<point_taps> taps = delay_coefficients<point_taps>(
            static_cast<std::int32_t>(i << (delay_fraction_bits - fraction_bits)), 1 << tap_bits);
        for (std::size_t tap = 0; tap < point_taps; ++tap) {
            filters[i][tap] = static_cast<std::int16_t>(taps[tap]);
        }
    }
    return filters;
}

constexpr auto filters = make_filters();

constexpr int response_bits = 7;  // a response is known at multiples of 2^-7 of the sample rate
constexpr int between_bits = 32 - response_bits;
constexpr int excess_bits = 16;

// The highest frequency measured, 0.406 of the sample rate: the 32nd harmonic of 50.7 Hz at 4 kHz.
constexpr Phase highest_frequency = Phase{52} << between_bits;

// What the resampling takes from a frequency, to be multiplied back: every fraction takes part
// alike, so it is the mean of all filters, the Fourier transform of what they are samples of.
template <std::size_t Points>
constexpr std::array<std::int32_t, Points> make_point_excess() {
    constexpr std::size_t fractions = 4;
    constexpr auto centre = static_cast<std::int64_t>(point_taps - 1 - delay_before<point_taps>);
    constexpr SineTable sines = make_sine_table();
    std::array<std::int32_t, Points> excess{};
    for (std::size_t i = 0; i < Points; ++i) {
        std::int64_t gain = 0;
        for (std::size_t k = 0; k < fractions; ++k) {
            const DelayCoefficients<point_taps> taps = delay_coefficients<point_taps>(
                static_cast<std::int32_t>((k << delay_fraction_bits) / fractions), 1 << 20);
            for (std::size_t tap = 0; tap < point_taps; ++tap) {
                const std::int64_t quarters =
                    (static_cast<std::int64_t>(tap) - centre) * std::int64_t{fractions} +
                    static_cast<std::int64_t>(k);
                const auto phase =
                    static_cast<Phase>(static_cast<std::int64_t>(i) * quarters *
                                       (1 << between_bits) / std::int64_t{fractions});
                gain += std::int64_t{taps[tap]} * sine_cosine(phase, sines).cosine;  // below 2^54
            }
        }
        gain /= std::int64_t{fractions} << (sine_bits - excess_bits);  // in 2^-36
        excess[i] = static_cast<std::int32_t>((std::int64_t{1} << (36 + excess_bits)) / gain -
                                              (1 << excess_bits));
    }
    return excess;
}

// Between two points of a response in a straight line.
std::int64_t at_frequency(std::span<const std::int32_t> response, Phase frequency) {
    const std::size_t index = frequency >> between_bits;
    const std::int64_t between = frequency & ((1U << between_bits) - 1);
    const std::int64_t step = response[index + 1] - response[index];
    return response[index] + ((step * between) >> between_bits);
}

template <std::size_t... I>
ComplexPoint interpolate(const ComplexPoint* samples, const Taps& taps,
                         std::index_sequence<I...> /*every tap*/) {
    std::int64_t real = 0;
    std::int64_t imaginary = 0;
    ((real += std::int64_t{samples[I].real} * taps[I],
      imaginary += std::int64_t{samples[I].imaginary} * taps[I]),
     ...);
    // A filter may overshoot, twice at most, which fits 31 bits; the transform may not be given
    // more.
    return {std::clamp(static_cast<std::int32_t>(real >> (tap_bits - voltage_point_bits)),
                       -largest_point, largest_point),
            std::clamp(static_cast<std::int32_t>(imaginary >> (tap_bits - current_point_bits)),
                       -largest_point, largest_point)};
}

// Twice the line k of the voltage or the current, out of their common transform, in quarters.
struct Line {
    std::int64_t real;
    std::int64_t imaginary;

    [[nodiscard]] std::int64_t square() const { return real * real + imaginary * imaginary; }
};

struct Lines {
    Line voltage;
    Line current;
};

Lines lines_of(std::span<const ComplexPoint, fourier_points> points, std::size_t k) {
    const ComplexPoint& a = points[fourier_index(k)];
    const ComplexPoint& b = points[fourier_index(fourier_points - k)];
    const auto quarter = [](std::int64_t x) { return x >> 2; };
    return {
        {quarter(std::int64_t{a.real} + b.real), quarter(std::int64_t{a.imaginary} - b.imaginary)},
        {quarter(std::int64_t{a.imaginary} + b.imaginary), quarter(std::int64_t{b.real} - a.real)}};
}

template <typename Quantity>
PartsPerMillion distortion(const std::array<Quantity, harmonic_count>& harmonics) {
    // 0.6 GuV and 0.3 GuA: forty squares stay below 2^64.
    std::uint64_t squares = 0;
    for (std::size_t i = 1; i < harmonics.size(); ++i) {
        const auto value = static_cast<std::uint64_t>(harmonics[i].count());
        squares += value * value;
    }
    const std::int64_t fundamental = harmonics[0].count();
    return PartsPerMillion{
        fundamental == 0 ? 0 : std::int64_t{square_root(squares)} * 1'000'000 / fundamental};
}

}  // namespace

void Harmonics::equalise(const DelayCoefficients<SampleChain::delay_taps>& filter) {
    std::int64_t direct = 0;
    for (const std::int32_t tap : filter) {
        direct += tap;
    }
    for (std::size_t i = 0; i < response_points; ++i) {
        std::int64_t real = 0;
        std::int64_t imaginary = 0;
        Phase phase = 0;
        for (const std::int32_t tap : filter) {
            const SineCosine turn = sine_cosine(phase);
            real += std::int64_t{tap} * turn.cosine >> sine_bits;
            imaginary += std::int64_t{tap} * turn.sine >> sine_bits;
            phase += static_cast<Phase>(i << between_bits);
        }
        // Both are below 2^32; in 256ths their squares fit.
        real >>= 8;
        imaginary >>= 8;
        const auto square = static_cast<std::uint64_t>(real * real + imaginary * imaginary);
        const std::int64_t gain = std::max<std::int64_t>(square_root(square), 1);
        filter_excess_[i] =
            static_cast<std::int32_t>(((direct >> 8) << excess_bits) / gain - (1 << excess_bits));
    }
    restart();
}

void Harmonics::restart() {
    ten_cycles_ = 0;
    step_ = 0;
    filled_ = 0;
}

std::int64_t Harmonics::equalised(std::int64_t value, Phase frequency, bool is_current) const {
    static constexpr auto point_excess = make_point_excess<response_points>();
    const auto raise = [&](std::span<const std::int32_t> excess) {
        value += (value * at_frequency(excess, frequency)) >> excess_bits;  // below 2^47
    };
    raise(point_excess);
    if (is_current) {
        raise(filter_excess_);
    }
    return value;
}

bool Harmonics::add(std::int32_t voltage, std::int32_t current, Phase phase_step) {
    position_ = (position_ + 1) % ring_size;
    ring_[position_] = {voltage, current};
    ring_[position_ + ring_size] = {voltage, current};
    if (step_ == 0) {
        step_ = phase_step / cycles;
    }
    const std::uint32_t before = ten_cycles_;
    ten_cycles_ += step_;
    const std::uint32_t passed = (ten_cycles_ >> spacing_bits) - (before >> spacing_bits);
    if (passed == 0) {
        return false;
    }
    bool complete = false;
    // At 4 kHz two points can lie between two samples; the older comes first.
    std::uint32_t late = ten_cycles_ & ((1U << spacing_bits) - 1);
    late += ((passed & ((1U << fourier_bits) - 1)) - 1) << spacing_bits;
    for (;;) {
        const std::size_t fraction =
            std::min<std::uint32_t>((late << fraction_bits) / step_, (1U << fraction_bits) - 1);
        const std::size_t oldest = position_ + ring_size + 1 - point_taps;
        const ComplexPoint point = interpolate(ring_.data() + oldest, filters[fraction],
                                               std::make_index_sequence<point_taps>{});
        points_[filled_] = point;
        if (++filled_ == fourier_points) {
            finish_block();
            step_ = phase_step / cycles;
            complete = true;
            break;
        }
        if (late < 1U << spacing_bits) {
            break;
        }
        late -= 1U << spacing_bits;
    }
    return complete;
}

void Harmonics::finish_block() {
    fourier_transform(points_);

    // With Y = X / 256, the mean square of a line is |2 Y / 4|^2 * 16 * 256^2 / (2 * 1024^2), half
    // of |2 Y / 4|^2: twice that in 2^-2.
    constexpr int line_bits = 1;
    reading_ = {};
    const Phase fundamental = step_ * cycles;
    for (std::size_t i = 0; i < harmonic_count; ++i) {
        if (std::uint64_t{fundamental} * (i + 1) > highest_frequency) {
            break;
        }
        reading_.highest = i + 1;
        const auto frequency = static_cast<Phase>(fundamental * (i + 1));
        const std::size_t k = cycles * (i + 1);
        std::int64_t voltage_square = 0;
        std::int64_t current_square = 0;
        for (const std::size_t line : {k - 1, k, k + 1}) {
            const Lines lines = lines_of(points_, line);
            voltage_square += lines.voltage.square();
            current_square += lines.current.square();
        }
        const std::int64_t voltage = root_in_millionths(
            voltage_square * 2, voltage_unit_bits + voltage_point_bits + line_bits);
        const std::int64_t current = root_in_millionths(
            current_square * 2, current_unit_bits + current_point_bits + line_bits);
        reading_.voltage[i] = Microvolts{equalised(voltage, frequency, false)};
        reading_.current[i] = Microamperes{equalised(current, frequency, true)};
    }
    reading_.voltage_distortion = distortion(reading_.voltage);
    reading_.current_distortion = distortion(reading_.current);
    filled_ = 0;
    ++blocks_;
}

}  // namespace meter
