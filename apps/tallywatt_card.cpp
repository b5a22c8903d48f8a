// tallywatt-card: a software IC card, its state one file, in a virtual reader or a meter's slot.
#include <sys/signalfd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "card/host/card_file.h"
#include "card/host/file_descriptor.h"
#include "card/host/insertion.h"
#include "card/serial_text.h"
#include "card/software_card.h"

namespace {

constexpr int done = 0;
constexpr int refused = 1;
constexpr int wrong_usage = 2;

int refuse(const std::string& reason) {
    std::fprintf(stderr, "tallywatt-card: %s\n", reason.c_str());
    return refused;
}

int make(const std::string& file, const std::string& serial, bool for_field) {
    const auto number = card::serial_of(serial);
    if (!number) {
        std::fprintf(stderr, "tallywatt-card: --serial: 16 hexadecimal digits are needed\n");
        return wrong_usage;
    }
    const auto made =
        card::CardFile::create(file, card::SoftwareCard::blank(*number).image(),
                               for_field ? card::FieldRoom::places : card::FieldRoom::none);
    return made ? done : refuse(made.error().reason);
}

const char* text_of(card::LifeCycle cycle) {
    switch (cycle) {
        case card::LifeCycle::blank:
            return "blank";
        case card::LifeCycle::personalised:
            return "personalised";
        case card::LifeCycle::blocked:
            return "blocked";
        case card::LifeCycle::retired:
            return "retired";
    }
    return "unknown";
}

const char* text_of(card::CardKind kind) {
    switch (kind) {
        case card::CardKind::customer:
            return "customer";
        case card::CardKind::inspection:
            return "inspection";
        case card::CardKind::parameter:
            return "parameter";
        case card::CardKind::maintenance:
            return "maintenance";
    }
    return "unknown";
}

// What anyone may ask a card, and its counters; no key, no record.
int show(const std::string& file, bool as_json) {
    const auto memory = card::look_at_card(file);
    if (!memory) {
        return refuse(memory.error().reason);
    }
    const card::IdRecord& id = memory->id;
    const card::SerialText serial = card::text_of(id.serial);
    const nlohmann::ordered_json parts{
        {"serial", std::string_view{serial.data(), serial.size()}},
        {"kind", text_of(id.kind)},
        {"life_cycle", text_of(id.life_cycle)},
        {"meter", std::to_string(std::to_underlying(id.meter))},
        {"customer", std::to_string(std::to_underlying(id.customer))},
        {"generation", std::to_underlying(id.generation)},
        {"key_version", std::to_underlying(id.key_version)},
        {"meter_sessions", memory->meter.sessions},
        {"office_sessions", memory->issuer.sessions},
        {"meter_tries", memory->meter.tries},
        {"office_tries", memory->issuer.tries},
    };
    if (as_json) {
        std::printf("%s\n", parts.dump().c_str());
        return done;
    }
    for (const auto& [name, value] : parts.items()) {
        const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        std::printf("%-16s %s\n", name.c_str(), text.c_str());
    }
    return done;
}

// Readable once SIGTERM or SIGINT has come: a hand that pulls the card.
card::FileDescriptor pulling_hand() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return card::FileDescriptor{signalfd(-1, &signals, SFD_CLOEXEC)};
}

struct Manner {
    bool sync = false;
    bool t0 = false;
};

int insert(const std::string& file, const std::string& at, int patience_seconds, Manner manner) {
    const std::size_t colon = at.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == at.size()) {
        std::fprintf(stderr,
                     "tallywatt-card: --at: HOST:PORT is needed, for example "
                     "127.0.0.1:35963\n");
        return wrong_usage;
    }
    const card::FileDescriptor hand = pulling_hand();
    auto opened = card::CardFile::open(
        file, manner.sync ? card::Durability::through_power_cuts : card::Durability::through_kills);
    if (!opened) {
        return refuse(opened.error().reason);
    }
    const auto reader = card::connect_to_reader({at.substr(0, colon), at.substr(colon + 1)},
                                                std::chrono::seconds{patience_seconds}, hand.get());
    if (!reader) {
        return refuse(reader.error());
    }
    std::puts("inserted");
    std::fflush(stdout);
    const auto end = card::serve(*opened, reader->get(), hand.get(),
                                 manner.t0 ? card::CardProtocol::t0 : card::CardProtocol::t1);
    if (!end) {
        return refuse(end.error().reason);
    }
    std::puts(*end == card::InsertionEnd::pulled_out ? "pulled out" : "the reader is gone");
    return done;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A software IC card of Tallywatt: its state is one file.", "tallywatt-card"};
    app.set_version_flag("--version", TALLYWATT_VERSION);
    app.require_subcommand(1);
    std::string file;

    auto* new_command = app.add_subcommand("new", "Make a blank card");
    std::string serial;
    new_command->add_option("--file", file, "Where the card's state goes; must not exist")
        ->required();
    new_command->add_option("--serial", serial, "Its number, 16 hexadecimal digits")->required();

    bool for_field = false;
    new_command->add_flag("--field", for_field,
                          "With room for the meters of an inspector's or a fitter's rounds");

    auto* show_command = app.add_subcommand("show", "Print what a card says about itself");
    bool as_json = false;
    show_command->add_option("--file", file, "The card's state")->required();
    show_command->add_flag("--json", as_json, "Print one JSON object");

    auto* insert_command = app.add_subcommand(
        "insert", "Put a card into a reader or a meter, until it is pulled (SIGTERM) or they end");
    std::string at;
    int patience_seconds = 10;
    Manner manner;
    insert_command->add_option("--file", file, "The card's state")->required();
    insert_command
        ->add_option("--at", at, "Where the reader or the meter's slot listens, HOST:PORT")
        ->required();
    insert_command->add_option("--wait", patience_seconds, "Seconds to wait until it listens")
        ->check(CLI::Range(0, 86'400))
        ->capture_default_str();
    insert_command->add_flag("--sync", manner.sync,
                             "Wait for the disk at each change: safe also when the machine fails");
    insert_command->add_flag("--t0", manner.t0,
                             "Speak T=0 instead of T=1, as some chips do; not in a meter's slot");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            return app.exit(error);
        }
        std::fprintf(stderr, "tallywatt-card: %s; see --help\n", error.what());
        return wrong_usage;
    }
    if (new_command->parsed()) {
        return make(file, serial, for_field);
    }
    if (show_command->parsed()) {
        return show(file, as_json);
    }
    return insert(file, at, patience_seconds, manner);
}
