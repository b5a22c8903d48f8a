// tallywatt-desk: relays the card reader of this machine to the office over one outgoing
// connection. It holds no key; without the office it sells nothing and says so.
#include <unistd.h>
#include <csignal>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include "office/domain/office_address.h"
#include "office/reader/desk_relay.h"

namespace {

constexpr std::chrono::milliseconds first_pause{200};
constexpr std::chrono::milliseconds longest_pause{5'000};

void end_quietly(int) {
    ::_exit(0);
}

int refuse(const std::string& reason) {
    std::fprintf(stderr, "tallywatt-desk: %s\n", reason.c_str());
    return 1;
}

// Relays for ever; ends only where the office refuses the desk.
int relay(const office::DeskRelaySettings& settings, const std::string& reader_name) {
    office::PcscReader reader{reader_name};
    auto pause = first_pause;
    for (;;) {
        const auto end = office::relay_once(settings, reader, [&] {
            std::printf("connected as %s\n", settings.desk.c_str());
            std::fflush(stdout);
            pause = first_pause;
        });
        if (!end.may_retry) {
            return refuse(end.reason);
        }
        std::fprintf(stderr, "tallywatt-desk: %s; nothing can be sold here until it is back\n",
                     end.reason.c_str());
        std::this_thread::sleep_for(pause);
        pause = std::min(2 * pause, longest_pause);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Relays a card reader to the office."};
    app.set_version_flag("--version", TALLYWATT_VERSION);
    std::string url;
    std::string token_file;
    std::string reader_name;
    office::DeskRelaySettings settings;
    bool lists = false;
    app.add_flag("--list-readers", lists,
                 "Print this machine's readers, a tab, card or empty; and end");
    app.add_option("--office", url, "Where it is, like https://office.example");
    app.add_option("--ca-file", settings.authorities,
                   "PEM file of who vouches for it; without it the system's authorities");
    app.add_option("--token-file", token_file, "Whose first line is the desk's token");
    app.add_option("--name", settings.desk, "This desk's name at the office, like counter-1");
    app.add_option("--reader", reader_name, "The reader's whole name; without it the first one");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "tallywatt-desk: %s (see --help)\n", error.what());
        return 2;
    }
    if (lists) {
        for (const office::ReaderState& reader : office::PcscReader::list()) {
            std::printf("%s\t%s\n", reader.name.c_str(), reader.has_card ? "card" : "empty");
        }
        return 0;
    }
    const auto address = office::parse_office_address(url);
    if (!address || settings.desk.empty() || token_file.empty()) {
        std::fprintf(stderr,
                     "tallywatt-desk: --office https://HOST:PORT, --token-file and --name are "
                     "needed (see --help)\n");
        return 2;
    }
    std::ifstream file{token_file};
    if (!std::getline(file, settings.token) || settings.token.empty()) {
        return refuse("cannot read a token from " + token_file);
    }
    settings.office = *address;
    std::signal(SIGTERM, end_quietly);
    std::signal(SIGINT, end_quietly);
    return relay(settings, reader_name);
}
