// tallywatt-meter: the meter as a process.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "boards/host/control_answer.h"
#include "boards/host/control_server.h"
#include "boards/host/face/terminal_face.h"
#include "boards/host/history_csv.h"
#include "boards/host/home.h"
#include "boards/host/host_board.h"
#include "boards/host/key_file.h"
#include "boards/host/load_csv.h"
#include "boards/host/meter_process.h"
#include "boards/host/state_file.h"
#include "boards/host/utc_text.h"
#include "boards/host/whole_file.h"

namespace {

constexpr int done = 0;
constexpr int refused = 1;
constexpr int wrong_usage = 2;

int fail(const std::string& reason) {
    std::fprintf(stderr, "tallywatt-meter: %s\n", reason.c_str());
    return refused;
}

struct Options {
    std::filesystem::path state;
    std::filesystem::path key_file;
    std::filesystem::path output;
    bool json = false;
    std::filesystem::path load;
    std::uint64_t household = 0;
    std::optional<std::chrono::sys_seconds> start;
    std::int64_t speed = 1;
    std::string slot;
    std::filesystem::path control;
    bool paused = false;
    bool no_sync = false;
    std::string face = "terminal";
    bool face_anywhere = false;
    std::filesystem::path cards;
    std::string language = "en";
};

int key(const Options& options) {
    const auto keying = boards::read_key_file(options.key_file);
    if (!keying) {
        return fail(keying.error().text);
    }
    const auto created = boards::StateFile::create(options.state, *keying);
    return created ? done : fail(created.error().text);
}

int show(const Options& options) {
    const auto file = boards::StateFile::read(options.state);
    if (!file) {
        return fail(file.error().text);
    }
    const boards::KeptMeter& kept = file->kept();
    const std::string text =
        options.json ? boards::kept_meter_line(kept) : boards::kept_meter_text(kept);
    std::fputs(text.c_str(), stdout);
    return done;
}

int export_history(const Options& options) {
    auto file = boards::StateFile::read(options.state);
    if (!file) {
        return fail(file.error().text);
    }
    const auto flash = boards::StateFile::flash_image(options.state);
    if (file->history_error()) {
        return fail(flash.string() + " " +
                    std::string{boards::history_refusal(*file->history_error())});
    }
    if (!boards::has_flash_header(flash)) {
        return fail(flash.string() + " " +
                    std::string{boards::history_refusal(meter::MountError::damaged)});
    }
    const auto written = boards::write_history(file->history(), options.output);
    return written ? done : fail(written.error().text);
}

std::expected<boards::Load, std::string> open_load(const Options& options) {
    if (options.load.empty()) {
        return boards::Load{boards::Household{options.household}};
    }
    const auto text = boards::read_whole_file(options.load);
    if (!text) {
        return std::unexpected{text.error().text};
    }
    auto measured = boards::parse_load_csv(*text);
    if (!measured) {
        return std::unexpected{options.load.string() + ": " + measured.error().text()};
    }
    for (const boards::LoadGap& gap : measured->gaps) {
        std::fprintf(stderr,
                     "tallywatt-meter: %s line %zu has no reading: the one before is held\n",
                     options.load.c_str(), gap.line);
    }
    return boards::Load{*std::move(measured)};
}

std::expected<boards::Front, std::string> open_front(const Options& options) {
    const auto language =
        options.language == "zh" ? meter::Language::chinese : meter::Language::english;
    boards::Front front;
    if (!options.cards.empty()) {
        if (!std::filesystem::is_directory(options.cards)) {
            return std::unexpected{options.cards.string() + " is no folder of cards"};
        }
        front.hand.emplace(options.cards);
    }
    if (options.face == "terminal") {
        front.terminal.emplace(stdout, language);
    } else if (options.face != "none") {
        auto web = boards::WebFace::listen(
            options.face,
            options.face_anywhere ? boards::FaceReach::anywhere : boards::FaceReach::this_machine,
            language);
        if (!web) {
            return std::unexpected{web.error().text};
        }
        front.web = *std::move(web);
    }
    return front;
}

int run(const Options& options) {
    auto load = open_load(options);
    if (!load) {
        return fail(load.error());
    }
    auto state = boards::StateFile::open(
        options.state, options.no_sync ? boards::Durability::unsynced : boards::Durability::synced);
    if (!state) {
        return fail(state.error().text);
    }
    boards::HostBoard board{.supply_switch = {},
                            .state_store = *std::move(state),
                            .card_slot = {},
                            .display_panel = {}};
    if (!options.slot.empty()) {
        auto slot = boards::CardSlotServer::listen(options.slot);
        if (!slot) {
            return fail(slot.error().text);
        }
        board.card_slot = *std::move(slot);
    }
    boards::ControlServer control;
    if (!options.control.empty()) {
        auto server = boards::ControlServer::listen(options.control);
        if (!server) {
            return fail(server.error().text);
        }
        control = *std::move(server);
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    boards::Home home{board, options.start.value_or(now), *std::move(load)};
    auto front = open_front(options);
    if (!front) {
        return fail(front.error());
    }
    if (front->web) {
        std::printf("The meter's face: %s\n", front->web->url().c_str());
        std::fflush(stdout);
    }
    boards::MeterProcess process{board,
                                 home,
                                 std::move(control),
                                 *front,
                                 {.is_paused = options.paused, .speed = options.speed}};
    return process.run() ? done : fail(options.state.string() + " can no longer be written");
}

void add_commands(CLI::App& app, Options& options, std::string& start_text) {
    app.require_subcommand(1);
    app.set_version_flag("--version", "tallywatt-meter " TALLYWATT_VERSION);
    const auto with_state = [&](CLI::App* command) {
        command->add_option("--state", options.state, "file that holds the meter's memory")
            ->required();
        return command;
    };
    CLI::App* key_command = with_state(
        app.add_subcommand("key", "Make a new meter: write its key once, at the service port"));
    key_command->add_option("--key-file", options.key_file, "made by tallywatt-office keying")
        ->required();

    CLI::App* show_command = with_state(app.add_subcommand("show", "Show what the meter keeps"));
    show_command->add_flag("--json", options.json, "as one JSON object");

    CLI::App* export_command = with_state(app.add_subcommand(
        "export",
        "Write what the meter remembers as CSV: events, load profile, day ends, month "
        "ends, reports"));
    export_command->add_option("--output", options.output, "folder for the files, made if missing")
        ->required();

    CLI::App* run_command = with_state(app.add_subcommand("run", "Let the meter run in a home"));
    auto* source = run_command->add_option_group("home", "what the home draws");
    source->add_option("--load", options.load, "measured: CSV with local_time and active_kw");
    source->add_option("--household", options.household, "generated from this seed");
    source->require_option(1);
    run_command
        ->add_option("--start", start_text, "the meter's clock, like 2026-03-01T08:30:00Z [now]")
        ->check([](const std::string& text) {
            return boards::parse_utc(text) ? std::string{}
                                           : "needs a time like 2026-03-01T08:30:00Z";
        });
    run_command
        ->add_option("--speed", options.speed, "times real time, 0 is as fast as it goes [1]")
        ->check(CLI::Range(std::int64_t{0}, boards::largest_speed));
    run_command->add_option("--slot", options.slot,
                            "HOST:PORT where a card is put in, as tallywatt-card insert does");
    run_command->add_option("--control", options.control, "UNIX socket that takes requests");
    run_command->add_flag("--paused", options.paused, "let no time pass until told to");
    run_command->add_flag("--no-sync", options.no_sync,
                          "commit without waiting for the disk: survives the end of this process, "
                          "not of the machine");
    run_command->add_option("--face", options.face,
                            "terminal, none, or HOST:PORT for a page in a browser [terminal]");
    run_command->add_flag("--face-anywhere", options.face_anywhere,
                          "let the page be opened from other machines too: whoever opens it has "
                          "the meter in hand");
    run_command->add_option("--cards", options.cards,
                            "folder of software cards that the page puts in");
    run_command->add_option("--language", options.language, "of the face: en or zh [en]")
        ->check(CLI::IsMember({"en", "zh"}));
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    std::string start_text;
    CLI::App app{
        "A prepaid meter as a process: the core of the firmware, a file for its memory, a\n"
        "slot for its card, and a home that draws what a file or a seed says.",
        "tallywatt-meter"};
    add_commands(app, options, start_text);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "tallywatt-meter: %s; see --help\n", error.what());
        return wrong_usage;
    }
    if (!start_text.empty()) {
        options.start = boards::parse_utc(start_text);
    }
    if (app.got_subcommand("key")) {
        return key(options);
    }
    if (app.got_subcommand("export")) {
        return export_history(options);
    }
    return app.got_subcommand("show") ? show(options) : run(options);
}
