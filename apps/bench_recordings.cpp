#include "apps/bench_recordings.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "apps/bench_program.h"
#include "bench/load.h"
#include "bench/reading_json.h"
#include "bench/recording_reading.h"
#include "bench/synthesize.h"

namespace {

constexpr double largest_recording = 30'000'000;  // pairs, 256 MiB of f32

// "5:10:40" is the 5th with 10 % of the voltage and 40 % of the current. False where it is not
// that.
bool add_harmonic(bench::Load& load, const std::string& text, double volts, double amperes) {
    double order = 0;
    double voltage = 0;
    double current = 0;
    int used = 0;
    if (std::sscanf(text.c_str(), "%lf:%lf:%lf%n", &order, &voltage, &current, &used) != 3 ||
        static_cast<std::size_t>(used) != text.size() || !(order > 0 && order <= 100'000) ||
        !(voltage >= 0 && voltage <= 1000) || !(current >= 0 && current <= 1000)) {
        return false;
    }
    load.voltage.push_back({order, volts * voltage / 100, 0});
    load.current.push_back({order, amperes * current / 100, 0});
    return true;
}

// How the current is switched; nothing for a sine.
std::optional<bench::Switching> switching_of(const std::string& kind) {
    if (kind == "half-wave") {
        return bench::Switching::half_wave;
    }
    if (kind == "phase-fired") {
        return bench::Switching::phase_fired;
    }
    if (kind == "burst-fired") {
        return bench::Switching::burst_fired;
    }
    return std::nullopt;
}

}  // namespace

RecordingCommands::RecordingCommands(CLI::App& app) {
    measure_ = app.add_subcommand("measure", "read a recording and print what the meter reads");
    add_file(*measure_, file_);
    measure_->add_option("--repeat", repeat_, "play it so many times")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();

    synthesize_ = app.add_subcommand("synthesize", "make a recording");
    add_file(*synthesize_, file_);
    synthesize_->add_option("--volts", volts_)->check(within(0, 100'000))->capture_default_str();
    synthesize_->add_option("--amperes", amperes_)
        ->check(within(0, 100'000))
        ->capture_default_str();
    synthesize_->add_option("--lag", lag_degrees_, "degrees")
        ->check(within(-360, 360))
        ->capture_default_str();
    synthesize_->add_option("--hertz", hertz_)->check(within(1, 1000))->capture_default_str();
    synthesize_->add_option("--seconds", seconds_)
        ->check(within(0.001, 3600))
        ->capture_default_str();
    synthesize_->add_option("--current", current_, "what the current is")
        ->check(CLI::IsMember({"sine", "half-wave", "phase-fired", "burst-fired"}))
        ->capture_default_str();
    synthesize_->add_option("--harmonic", harmonics_,
                            "ORDER:VOLTAGE_PERCENT:CURRENT_PERCENT, repeatable");
}

// What both commands take.
void RecordingCommands::add_file(CLI::App& command, File& file) {
    command.add_option("FILE", file.name, "raw file of interleaved voltage and current")
        ->required();
    command.add_option("--format", file.format, "f32, i16 or i24, little endian")
        ->check(CLI::IsMember({"f32", "i16", "i24"}))
        ->capture_default_str();
    command.add_option("--rate", file.how.rate_hertz, "samples a second")->required();
    command.add_option("--volts-per-unit", file.how.volts_per_unit)
        ->check(within(1e-12, 1e6))
        ->capture_default_str();
    command.add_option("--amperes-per-unit", file.how.amperes_per_unit)
        ->check(within(1e-12, 1e6))
        ->capture_default_str();
}

std::optional<int> RecordingCommands::run() {
    if (measure_->parsed()) {
        return measure();
    }
    if (synthesize_->parsed()) {
        return synthesize();
    }
    return std::nullopt;
}

int RecordingCommands::measure() {
    file_.how.format = *bench::sample_format_of(file_.format);
    const auto recording = bench::read_recording(file_.name, file_.how);
    if (!recording) {
        return refuse(file_.name + ": " + std::string{bench::text_of(recording.error())});
    }
    const auto reading = bench::read_by_meter(*recording, repeat_);
    if (!reading) {
        return refuse(file_.name + ": " + std::string{bench::text_of(reading.error())});
    }
    std::printf("%s\n", bench::to_json(*reading).c_str());
    return done;
}

int RecordingCommands::synthesize() {
    file_.how.format = *bench::sample_format_of(file_.format);
    if (file_.how.rate_hertz < 1000 || file_.how.rate_hertz > 1'000'000) {
        return refuse("1 kHz to 1 MHz can be written: give another --rate");
    }
    if (seconds_ * file_.how.rate_hertz > largest_recording) {
        return refuse("more than 30,000,000 samples: give fewer --seconds or a lower --rate");
    }
    bench::Load load = bench::sine_load(volts_, amperes_, lag_degrees_, hertz_);
    if (const auto switching = switching_of(current_)) {
        load = bench::switched_load(volts_, amperes_, *switching, hertz_);
    }
    for (const std::string& harmonic : harmonics_) {
        if (!add_harmonic(load, harmonic, volts_, amperes_)) {
            refuse("--harmonic " + harmonic + ": ORDER:VOLTAGE_PERCENT:CURRENT_PERCENT is needed");
            return wrong_usage;
        }
    }
    const bench::Recording recording = bench::synthesize(load, file_.how.rate_hertz, seconds_);
    const auto written = bench::write_recording(file_.name, recording, file_.how);
    if (!written) {
        return refuse(file_.name + ": " + std::string{bench::text_of(written.error())});
    }
    return done;
}
