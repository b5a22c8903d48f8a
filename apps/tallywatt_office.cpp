// tallywatt-office: the sales office.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>

#include "apps/key_commands.h"
#include "apps/log_lines.h"
#include "apps/office_tasks.h"
#include "apps/personalise.h"
#include "office/web/requests.h"

namespace {

// "HOST:PORT" of --listen.
struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;
};

std::optional<ListenAddress> parse_listen(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) {
        return std::nullopt;
    }
    ListenAddress address{.host = text.substr(0, colon), .port = 0};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc{} || stop != end || stop == text.data() + colon + 1) {
        return std::nullopt;
    }
    return address;
}

void log_to_stderr() {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("tallywatt-office"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
}

}  // namespace

int main(int argc, char** argv) {
    using apps::OrComplaint;
    log_to_stderr();
    CLI::App app{"The sales office: sells energy, keeps the books and the keys."};
    app.set_version_flag("--version", TALLYWATT_VERSION);
    app.require_subcommand(1);
    OrComplaint<void> result;

    std::string data;
    const auto with_data = [&](CLI::App* command) {
        command->add_option("--data", data, "The office's data directory")->required();
        return command;
    };

    apps::NewOffice office;
    std::string pin_file;
    std::string module = office.pkcs11_module.string();
    std::string password_file;
    std::string second_password_file;
    std::string shares;
    bool asks_pin = false;
    auto* const init = with_data(app.add_subcommand("init", "Make a new office"));
    init->add_option("--currency", office.currency, "Three letters (ISO 4217)");
    init->add_option("--time-zone", office.time_zone, "Of its business days");
    init->add_option("--name", office.name, "Shown on pages and receipts");
    init->add_option("--office-id", office.office, "Number of this office in its orders");
    init->add_option("--pin-file", pin_file, "The token's PIN; without it one is made");
    init->add_flag("--ask-pin", asks_pin, "Ask for the PIN at the terminal, now and at each start")
        ->excludes("--pin-file");
    init->add_option("--pkcs11-module", module, "The key store's library");
    init->add_option("--admin", office.administrator, "Name of the first administrator")
        ->required();
    init->add_option("--password-file", password_file, "Whose first line is the password")
        ->required();
    init->add_option("--second-admin", office.second_administrator,
                     "Name of the second: no key is made by one alone")
        ->required();
    init->add_option("--second-password-file", second_password_file,
                     "Whose first line is the password")
        ->required();
    init->add_option("--shares", shares, "The folder for the keys' shares; without it DATA/shares");
    init->callback([&] {
        office.second_password_file = second_password_file;
        office.shares = shares;
        office.pin_from = asks_pin ? apps::PinFrom::prompt : apps::PinFrom::file;
        office.data = data;
        office.pin_file = pin_file;
        office.pkcs11_module = module;
        office.password_file = password_file;
        result = apps::make_office(office);
    });

    std::string listen = "127.0.0.1:8080";
    auto* const serve = with_data(app.add_subcommand("serve", "Serve until SIGTERM"));
    serve->add_option("--listen", listen, "HOST:PORT; port 0 takes any free one");
    serve->callback([&] {
        const auto address = parse_listen(listen);
        if (!address) {
            throw CLI::ValidationError{"--listen", "must be HOST:PORT"};
        }
        apps::log_as_json_lines();
        result = apps::serve_office(data, address->host, address->port);
    });

    std::string meter_text;
    std::string output;
    auto* const keying =
        with_data(app.add_subcommand("keying", "Export one meter's key for the keying bench"));
    keying->add_option("--meter", meter_text, "Its number")->required();
    keying->add_option("--output", output, "The key file to make")->required();
    keying->callback([&] {
        const auto meter = office::parse_meter_id(meter_text);
        if (!meter) {
            throw CLI::ValidationError{"--meter", "must be 1 to 12 digits"};
        }
        result = apps::export_meter_key(data, *meter, output);
    });

    apps::add_key_commands(app, result);

    apps::ProductionOptions production;
    auto* const personalise =
        with_data(app.add_subcommand("personalise", "Make the meters and cards of a CSV file"));
    personalise->add_option("file", production.file, "See docs/production.md")->required();
    personalise->add_option("--user", production.user.name, "Who makes them")->required();
    personalise->add_option("--user-password-file", production.user.password_file,
                            "Whose first line is the password; asked without it");
    personalise->add_option("--keys", production.keys, "The folder for key sets of meters")
        ->required();
    personalise->add_option("--reader", production.reader,
                            "The reader's whole name; without it the first one");
    personalise->add_option("--card-files", production.card_files,
                            "Software cards in this folder instead of a reader");
    personalise->add_option("--wait", production.patience_seconds,
                            "Seconds for each card to be put in");
    personalise->add_flag("--dry-run", production.is_dry_run, "Tell what would be made, and end");
    personalise->callback([&] {
        production.data = data;
        result = apps::personalise(production);
    });

    auto* const verify = with_data(
        app.add_subcommand("verify", "Prove the books against themselves and the copies"));
    verify->callback([&] { result = apps::verify_office(data); });

    auto* const user = app.add_subcommand("user", "Users and their tokens");
    user->require_subcommand(1);
    apps::NewPerson person;
    auto* const add = with_data(user->add_subcommand("add", "Add a user"));
    add->add_option("--name", person.name, "Unique in the office")->required();
    add->add_option("--role", person.role, "clerk, supervisor, administrator, auditor or inspector")
        ->required();
    add->add_option("--password-file", password_file, "Whose first line is the password")
        ->required();
    add->callback([&] {
        person.password_file = password_file;
        result = apps::add_person(data, person);
    });

    apps::NewTokenFile token;
    auto* const make_token = with_data(user->add_subcommand("token", "Make an API token"));
    make_token->add_option("--name", token.user, "Whose token")->required();
    make_token->add_option("--label", token.label, "What it is for")->required();
    make_token->add_option("--output", output, "The token file to make")->required();
    make_token->callback([&] {
        token.output = output;
        result = apps::add_token(data, token);
    });

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "tallywatt-office: %s (see --help)\n", error.what());
        return 2;
    }
    if (!result) {
        std::fprintf(stderr, "tallywatt-office: %s\n", result.error().c_str());
        return 1;
    }
    return 0;
}
