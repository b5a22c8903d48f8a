// A modelled analog front end: what a load looks like in converter codes.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <optional>
#include <vector>

#include "bench/load.h"
#include "bench/random.h"
#include "meter/metrology/sample_set.h"

namespace bench {

// Errors of the front end, as production leaves them before calibration.
struct ChannelErrors {
    double gain = 1;          // over the nominal gain
    double offset = 0;        // share of full scale
    double lead_degrees = 0;  // of the fundamental at 50 Hz, as a time: currents only
};

struct ConverterModel {
    // A full-scale sine over white noise. None: ideal, its codes rounded up or down by chance, as
    // any noise would; a sine locked to the sample rate would repeat the same roundings for ever.
    std::optional<double> signal_to_noise_db;
    int bits = 24;  // codes of fewer bits are shifted up to 24
    std::array<ChannelErrors, meter::channel_count> errors{};
    meter::FullScale full_scale;
};

[[nodiscard]] ConverterModel ideal_converter();
// 16 bits with 84 dB, 24 bits with 88 dB or 101 dB.
[[nodiscard]] ConverterModel converter_of(double signal_to_noise_db);

// The stream of sample sets that a converter gives for a load. Loads may follow each other; phase
// and time go on.
class SampleSource {
 public:
    SampleSource(meter::SampleRate rate, const ConverterModel& model, std::uint64_t seed);

    // From the next sample on.
    void apply(const Load& load);
    [[nodiscard]] meter::SampleSet next();

 private:
    struct Oscillator {
        double order = 1;
        double amplitude = 0;
        double phase_radians = 0;
        std::complex<double> state;
        std::complex<double> rotation;
    };
    struct Channel {
        std::vector<Oscillator> oscillators;
        double direct = 0;
    };

    void place(Channel& channel, const std::vector<Component>& components, double direct,
               double lead_seconds);
    void align();
    [[nodiscard]] double sum(Channel& channel);
    [[nodiscard]] std::int32_t code(double value, double full_scale, meter::Channel channel);

    meter::SampleRate rate_;
    ConverterModel model_;
    Random random_;
    double frequency_ = 50;
    double cycles_ = 0;  // of the fundamental, since the start
    std::uint32_t counter_ = 0;
    std::uint32_t until_alignment_ = 0;
    double neutral_share_ = 1;
    Channel voltage_;
    Channel phase_;
    Channel neutral_;
    Channel residual_;
};

}  // namespace bench
