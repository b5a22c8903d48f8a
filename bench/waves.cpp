#include "bench/waves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdio>
#include <fstream>
#include <limits>
#include <numbers>
#include <sstream>

#include "bench/accuracy_parts.h"
#include "bench/recording_reading.h"

namespace bench {
namespace {

constexpr std::size_t cycle_samples = 500;
constexpr int rate_hertz = 30'000;
constexpr double cycles_beyond_cut_of_150 = 4;

// One row a cycle after the line of names.
std::vector<WaveTruth> read_truths(const std::filesystem::path& file) {
    std::ifstream stream{file};
    std::vector<WaveTruth> truths;
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream words{line};
        int cycle = 0;
        WaveTruth truth;
        words >> cycle >> truth.voltage_rms >> truth.current_rms >> truth.active_watts;
        if (words) {
            truths.push_back(truth);
        }
    }
    return truths;
}

std::string signed_percent(double percent) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%+.3f %%", percent);
    return text.data();
}

}  // namespace

std::expected<std::vector<Wave>, std::string> read_waves(const std::filesystem::path& folder) {
    const auto file = folder / "appliance_cycles_30000Hz.f32";
    const auto all = read_recording(file, {SampleFormat::f32, rate_hertz});
    if (!all) {
        return std::unexpected(file.string() + ": " + std::string{text_of(all.error())});
    }
    const auto beside = folder / "appliance_cycles_reference.csv";
    const std::vector<WaveTruth> truths = read_truths(beside);
    if (truths.size() * cycle_samples != all->volts.size()) {
        return std::unexpected(beside.string() + ": has not one row for each cycle of the waves");
    }
    std::vector<Wave> waves;
    for (const WaveTruth& truth : truths) {
        const auto first = static_cast<std::ptrdiff_t>(waves.size() * cycle_samples);
        const auto part = [&](const std::vector<double>& values) {
            const auto begin = values.begin() + first;
            return std::vector<double>{begin, begin + static_cast<std::ptrdiff_t>(cycle_samples)};
        };
        waves.push_back({{rate_hertz, part(all->volts), part(all->amperes)}, truth});
    }
    return waves;
}

WaveTruth truth_of(const Recording& cycle, int highest, const meter::ChannelCalibration& current) {
    const double gain = static_cast<double>(current.gain) / meter::ChannelCalibration::unity_gain;
    WaveTruth truth;
    for (int h = 1; h <= highest; ++h) {
        std::complex<double> volts = 0;
        std::complex<double> amperes = 0;
        for (std::size_t n = 0; n < cycle_samples; ++n) {
            const auto turn =
                std::polar(1.0, -2 * std::numbers::pi * h * static_cast<double>(n) / cycle_samples);
            volts += cycle.volts[n] * turn;
            amperes += cycle.amperes[n] * turn;
        }
        const double delay = current.delay_nanoseconds * 1e-9;
        amperes *= std::polar(gain, -2 * std::numbers::pi * h * wave_hertz * delay);
        const double scale = 2.0 / (cycle_samples * cycle_samples);
        truth.active_watts += (volts * std::conj(amperes)).real() * scale;
        truth.voltage_rms += std::norm(volts) * scale;
        truth.current_rms += std::norm(amperes) * scale;
    }
    truth.voltage_rms = std::sqrt(truth.voltage_rms);
    truth.current_rms = std::sqrt(truth.current_rms);
    return truth;
}

double percent_off(double watts, const WaveTruth& truth) {
    const double apparent = truth.voltage_rms * truth.current_rms;
    const double active = std::abs(truth.active_watts);
    return (watts - truth.active_watts) / (active < 0.5 * apparent ? apparent : active) * 100;
}

std::vector<WaveReading> play_waves(const std::vector<Wave>& waves,
                                    const meter::ChannelCalibration& current) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    meter::Calibration calibration;
    calibration[meter::Channel::phase_current] = current;
    std::vector<WaveReading> readings;
    for (const Wave& wave : waves) {
        const int repeat = wave.beside.current_rms < 0.01 ? 600 : 78;
        const auto reading = read_by_meter(wave.cycle, repeat, calibration);
        readings.push_back(
            reading ? WaveReading{reading->active_watts, reading->frequency_hertz.value_or(none)}
                    : WaveReading{none, none});
    }
    return readings;
}

std::vector<Target> judge_waves(const std::vector<Wave>& waves,
                                const std::vector<WaveReading>& readings) {
    const std::string title = std::to_string(waves.size()) + " real waveforms: ";
    Target below{title + "active power below the cut", wave_limit_percent, 0, "%",
                 "of double precision over the harmonics below 3.2 kHz"};
    Target full{title + "cycles off the full band by above 0.02 %",
                std::floor(cycles_beyond_cut_of_150 / 150 * static_cast<double>(waves.size())), 0,
                "", ""};
    std::string others;
    for (std::size_t number = 0; number < waves.size(); ++number) {
        const double watts = readings.at(number).active_watts;
        take(below, percent_off(watts, truth_of(waves[number].cycle, highest_below_cut)));
        const double off = percent_off(watts, waves[number].beside);
        if (!(std::abs(off) <= wave_limit_percent)) {
            ++full.measured;
            others +=
                (others.empty() ? "" : ", ") + std::to_string(number) + ": " + signed_percent(off);
        }
    }
    const auto agreeing = static_cast<long>(static_cast<double>(waves.size()) - full.measured);
    full.note = std::to_string(agreeing) + " agree with the file beside them" +
                (others.empty() ? "" : "; power above the cut: cycle " + others);
    return {below, full};
}

}  // namespace bench
