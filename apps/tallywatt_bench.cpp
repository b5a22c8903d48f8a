// tallywatt-bench: the meter test bench. Accuracy tables, calibration, recordings in and readings
// out.
#include <spawn.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "apps/bench_program.h"
#include "apps/bench_recordings.h"
#include "bench/accuracy.h"
#include "bench/calibrate.h"
#include "bench/chart.h"
#include "bench/measured_run.h"
#include "bench/protection.h"
#include "bench/reading_json.h"
#include "bench/report.h"
#include "bench/waves.h"

namespace {

bool write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream stream{file, std::ios::binary};
    stream << text;
    stream.close();
    return stream.good();
}

// Draws the SVG as PNG with the machine's own renderer.
bool draw(const std::filesystem::path& svg, const std::filesystem::path& png) {
    std::array<std::string, 4> words{"rsvg-convert", "--output", png.string(), svg.string()};
    std::array<char*, 5> arguments{words[0].data(), words[1].data(), words[2].data(),
                                   words[3].data(), nullptr};
    pid_t process = 0;
    if (posix_spawnp(&process, "rsvg-convert", nullptr, nullptr, arguments.data(), environ) != 0) {
        return false;
    }
    int status = 0;
    return waitpid(process, &status, 0) == process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Prints each target; `refused` where one is missed.
int show(const std::vector<bench::Target>& targets) {
    int status = done;
    for (const bench::Target& target : targets) {
        std::printf("%-6s %-66s %10.5f %s, at most %g\n", target.is_met() ? "met" : "MISSED",
                    target.name.c_str(), target.measured, target.unit.c_str(), target.limit);
        status = target.is_met() ? status : refused;
    }
    return status;
}

struct AccuracyOptions {
    std::string folder = "accuracy-report";
    std::string commit;
    std::string machine;
    std::string waves;  // folder; none where it is empty
    bench::AccuracyPlan plan;
    bool quick = false;
};

int run_accuracy(AccuracyOptions& options) {
    if (options.quick) {
        options.plan.seconds = 2;
        options.plan.arithmetic_seconds = 1;
        options.plan.seeded_runs = 2;
        options.plan.creep = false;
    }
    std::vector<bench::Wave> waves;
    if (!options.waves.empty()) {
        auto read = bench::read_waves(options.waves);
        if (!read) {
            return refuse(read.error());
        }
        waves = std::move(*read);
    }
    std::error_code failed;
    std::filesystem::create_directories(options.folder, failed);
    if (failed) {
        return refuse(options.folder + ": the folder cannot be made");
    }
    bench::AccuracyReport report{
        TALLYWATT_VERSION, options.commit, options.machine, options.plan, {}, {}, {}, {}};
    if (waves.empty()) {
        report.left_out.emplace_back("real waveforms: no folder of them was given (--waves)");
    }
    if (!options.plan.creep) {
        report.left_out.emplace_back("creep: not run in the short form (--quick)");
    }
    const auto take = [&](const std::vector<bench::Target>& targets) {
        report.targets.insert(report.targets.end(), targets.begin(), targets.end());
    };
    report.speed = bench::measure_speed(options.quick ? 20 : 200);
    take(bench::run_arithmetic(options.plan));
    take(bench::run_seeded(options.plan));
    if (!waves.empty()) {
        take(bench::judge_waves(waves, bench::play_waves(waves)));
    }
    for (const bench::BenchConverter& converter : bench::bench_converters(options.plan.seed)) {
        report.converters.push_back(bench::run_tables(converter, options.plan));
        take({bench::rows_beyond_limit(report.converters.back())});
        if (converter.name == "ideal" || converter.name == "101 dB") {
            take({bench::headroom(report.converters.back())});
        }
    }
    const std::filesystem::path folder{options.folder};
    const auto svg = folder / "error-curves.svg";
    if (!write(folder / "report.json", bench::to_json(report)) ||
        !write(folder / "report.html", bench::to_html(report)) ||
        !write(svg, bench::error_curves_svg(report.converters))) {
        return refuse(options.folder + ": the report cannot be written there");
    }
    const int status = show(report.targets);
    for (const std::string& reason : report.left_out) {
        std::printf("left out: %s\n", reason.c_str());
    }
    std::printf("speed  %.0f times real time, with harmonics %.0f; plain double precision %.0f\n",
                report.speed.meter, report.speed.meter_harmonics, report.speed.plain_double);
    std::printf("report %s\n", (folder / "report.html").c_str());
    if (!draw(svg, folder / "error-curves.png")) {
        return refuse("error-curves.png could not be drawn: install librsvg2-bin");
    }
    return status;
}

struct ProtectionOptions {
    std::string folder = "protection-report";
    std::string commit;
    std::string machine;
    bench::ProtectionPlan plan;
};

int run_protection(const ProtectionOptions& options) {
    std::error_code failed;
    std::filesystem::create_directories(options.folder, failed);
    if (failed) {
        return refuse(options.folder + ": the folder cannot be made");
    }
    bench::ProtectionReport report = bench::measure_protection(options.plan);
    report.version = TALLYWATT_VERSION;
    report.commit = options.commit;
    report.machine = options.machine;
    const std::filesystem::path folder{options.folder};
    const auto svg = folder / "break-times.svg";
    if (!write(folder / "report.json", bench::to_json(report)) ||
        !write(folder / "report.html", bench::to_html(report)) ||
        !write(svg, bench::break_times_svg(report))) {
        return refuse(options.folder + ": the report cannot be written there");
    }
    const int status = show(report.targets);
    std::printf("report %s\n", (folder / "report.html").c_str());
    if (!draw(svg, folder / "break-times.png")) {
        return refuse("break-times.png could not be drawn: install librsvg2-bin");
    }
    return status;
}

struct CalibrateOptions {
    double converter_db = 101;
    double gain_percent = 5;
    double phase_degrees = 1;
    double offset_percent = 2;
    std::uint64_t seed = 1;
    std::string output;
};

// Prints the error of the simulated meter at three points.
void show_errors(const char* title, const bench::Settings& settings) {
    std::printf("%-8s", title);
    for (const auto& [name, lag] :
         {std::pair{"power factor 1", 0.0}, {"0.5 ind", 60.0}, {"0.8 cap", -36.8699}}) {
        const bench::Load load = bench::sine_load(230, 5, lag);
        const double error = bench::percent_error(bench::measure(load, settings).active_watts,
                                                  bench::true_active_watts(load));
        std::printf("  %s %+.4f %%", name, error);
    }
    std::printf("\n");
}

int run_calibrate(const CalibrateOptions& options) {
    bench::Settings settings;
    settings.meter = bench::metering_without_threshold();
    settings.converter = bench::converter_of(options.converter_db);
    settings.seed = options.seed;
    settings.settle_seconds = 1;
    settings.measure_seconds = 5;
    for (std::size_t i = 0; i < settings.converter.errors.size(); ++i) {
        const double sign = i % 2 == 0 ? 1 : -1;
        const bool current = i == 1 || i == 2;
        settings.converter.errors[i] = {1 + sign * options.gain_percent / 100,
                                        sign * options.offset_percent / 100,
                                        current ? sign * options.phase_degrees : 0};
    }
    show_errors("before", settings);
    const auto found = bench::calibrate(settings.converter, settings.meter, {}, options.seed);
    if (!found) {
        switch (found.error()) {
            case bench::CalibrationFailure::gain_out_of_range:
                return refuse("a gain is more than one eighth off: look at the parts");
            case bench::CalibrationFailure::offset_out_of_range:
                return refuse("an offset is above one eighth of full scale: look at the parts");
            case bench::CalibrationFailure::delay_out_of_range:
                return refuse("a phase error is above 125 us: look at the parts");
            case bench::CalibrationFailure::noise_out_of_range:
                return refuse("the noise is above 0.125 A: look at the parts");
        }
    }
    settings.meter.calibration = *found;
    show_errors("after", settings);
    std::printf("%s\n", bench::to_json(*found).c_str());
    if (!options.output.empty()) {
        const meter::CalibrationRecord record = meter::encode(*found);
        if (!write(options.output, std::string{record.begin(), record.end()})) {
            return refuse(options.output + ": cannot be written");
        }
    }
    return done;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"The meter test bench: accuracy tables, calibration, recordings."};
    app.set_version_flag("--version", std::string{"tallywatt-bench "} + TALLYWATT_VERSION);
    app.require_subcommand(1);

    AccuracyOptions accuracy;
    CLI::App* const accuracy_command =
        app.add_subcommand("accuracy", "run every table and write a report");
    accuracy_command->add_option("--report", accuracy.folder, "folder to write to")
        ->capture_default_str();
    accuracy_command->add_option("--seed", accuracy.plan.seed)->capture_default_str();
    accuracy_command->add_option("--runs", accuracy.plan.seeded_runs, "seeded runs")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    accuracy_command->add_option("--seconds", accuracy.plan.seconds, "at each point")
        ->check(within(1, 1000))
        ->capture_default_str();
    accuracy_command->add_option("--commit", accuracy.commit, "named in the report");
    accuracy_command->add_option("--machine", accuracy.machine, "named in the report");
    accuracy_command->add_option("--waves", accuracy.waves,
                                 "folder of real waveforms; without it their rows are left out");
    accuracy_command->add_flag("--quick", accuracy.quick,
                               "2 s at each point, 2 seeded runs, no creep test");

    ProtectionOptions protection;
    CLI::App* const protection_command = app.add_subcommand(
        "protection", "measure break times over the standards' tables and write a report");
    protection_command->add_option("--report", protection.folder, "folder to write to")
        ->capture_default_str();
    protection_command->add_option("--seed", protection.plan.seed)->capture_default_str();
    protection_command->add_option("--cases", protection.plan.cases, "random cases")
        ->check(CLI::Range(20, 1'000'000))
        ->capture_default_str();
    protection_command->add_option("--commit", protection.commit, "named in the report");
    protection_command->add_option("--machine", protection.machine, "named in the report");

    RecordingCommands recordings{app};

    CalibrateOptions calibration;
    CLI::App* const calibrate_command =
        app.add_subcommand("calibrate", "calibrate a simulated meter with raw parts");
    calibrate_command
        ->add_option("--converter", calibration.converter_db,
                     "dB of a full-scale sine over white noise")
        ->check(within(60, 200))
        ->capture_default_str();
    calibrate_command->add_option("--gain-error", calibration.gain_percent, "percent")
        ->check(within(-90, 90))
        ->capture_default_str();
    calibrate_command->add_option("--phase-error", calibration.phase_degrees, "degrees")
        ->check(within(-90, 90))
        ->capture_default_str();
    calibrate_command->add_option("--offset", calibration.offset_percent, "percent of full scale")
        ->check(within(-90, 90))
        ->capture_default_str();
    calibrate_command->add_option("--seed", calibration.seed)->capture_default_str();
    calibrate_command->add_option("--output", calibration.output, "file for the record");

    try {
        app.parse(count, words);
    } catch (const CLI::Success& shown) {
        return app.exit(shown);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "tallywatt-bench: %s\n", error.what());
        return wrong_usage;
    }
    try {
        if (accuracy_command->parsed()) {
            return run_accuracy(accuracy);
        }
        if (protection_command->parsed()) {
            return run_protection(protection);
        }
        if (const auto status = recordings.run()) {
            return *status;
        }
        return run_calibrate(calibration);
    } catch (const std::bad_alloc&) {
        return refuse("not enough memory for this recording: give a part of it");
    }
}
