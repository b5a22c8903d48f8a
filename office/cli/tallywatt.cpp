#include "office/cli/tallywatt.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "office/cli/commands.h"
#include "office/cli/export_journal.h"
#include "office/cli/import_customers.h"
#include "office/cli/office_client.h"
#include "office/domain/identifiers.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

struct CommonOptions {
    std::string office = "http://127.0.0.1:8080";
    std::string token_file;
    std::string id;
    bool as_json = false;
};

int refuse(const std::string& reason) {
    std::fprintf(stderr, "tallywatt: %s\n", reason.c_str());
    return 1;
}

std::string text_of(const Json& value) {
    if (value.is_null()) {
        return "-";
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_list(const Json& answer, const std::vector<Column>& columns) {
    std::vector<std::vector<std::string>> rows;
    rows.emplace_back();
    for (const Column& column : columns) {
        rows.front().emplace_back(column.heading);
    }
    for (const Json& item : answer.value("items", Json::array())) {
        auto& row = rows.emplace_back();
        for (const Column& column : columns) {
            // A member inside another one is written "report/remaining_wh".
            const Json::json_pointer place{"/" + std::string{column.member}};
            row.push_back(item.contains(place) ? text_of(item[place]) : "-");
        }
    }
    std::vector<std::size_t> widths(columns.size(), 0);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::printf("%-*s%s", static_cast<int>(widths[i]), row[i].c_str(),
                        i + 1 < row.size() ? "  " : "\n");
        }
    }
}

void print_members(const Json& answer, const std::string& indent) {
    for (const auto& [name, value] : answer.items()) {
        if (value.is_object()) {
            std::printf("%s%s\n", indent.c_str(), name.c_str());
            print_members(value, indent + "  ");
        } else {
            std::printf("%s%-*s %s\n", indent.c_str(), 24 - static_cast<int>(indent.size()),
                        name.c_str(), text_of(value).c_str());
        }
    }
}

// Whoever the token belongs to, at the office; refused with the exit status.
std::expected<OfficeClient, int> client_of(const CommonOptions& options) {
    const auto address = parse_office_address(options.office);
    if (!address || address->transport == Transport::tls) {
        std::fprintf(stderr, "tallywatt: --office must be like http://127.0.0.1:8080\n");
        return std::unexpected{2};
    }
    std::ifstream file{options.token_file};
    std::string token;
    if (!std::getline(file, token) || token.empty()) {
        return std::unexpected{refuse("cannot read a token from " + options.token_file)};
    }
    return OfficeClient{*address, token};
}

int carry_out(const CommonOptions& options, const OfficeClient& client, const Ask& ask) {
    const std::string id = options.id.empty() ? new_uuid() : options.id;
    const auto answer = ask.body ? client.post(ask.target, id, *ask.body) : client.get(ask.target);
    if (!answer) {
        // The office may have done it: only the same id asks again without doing it twice.
        return refuse(answer.error() + (ask.body ? "; repeat with --id " + id : ""));
    }
    if (answer->status >= 300) {
        if (options.as_json) {
            std::printf("%s\n", answer->body.c_str());
        }
        return refuse(told(*answer));
    }
    const Json json = Json::parse(answer->body, nullptr, false);
    if (options.as_json || json.is_discarded()) {
        std::printf("%s\n", answer->body.c_str());
    } else if (!ask.columns.empty()) {
        print_list(json, ask.columns);
    } else {
        print_members(json, "");
    }
    return 0;
}

}  // namespace

int tallywatt_main(int argc, char** argv, const char* version) {
    CLI::App app{"The office's command line: everything it does goes through the API."};
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    CommonOptions options;
    app.add_option("--office", options.office, "Where it is, like http://127.0.0.1:8080");
    app.add_option("--token-file", options.token_file, "Whose first line is your token")
        ->required();
    app.add_option("--id", options.id,
                   "A UUID of your own for the command; the same again is safe");
    app.add_flag("--json", options.as_json, "The office's answer as it is");
    app.fallthrough();
    Ask ask;
    const auto commands = add_commands(app, ask);
    ImportOptions import;
    auto* const importing = app.add_subcommand("import", "Bring in the customers of a CSV file");
    importing->add_option("file", import.file, "meter,tariff,name,address,phone; see docs")
        ->required();
    importing->add_flag("--dry-run", import.is_dry_run, "Tell what would be made, and end");
    importing->add_option("--connections", import.connections, "Rows on their way at a time");
    JournalOptions journal;
    auto* const exporting = app.add_subcommand("journal", "Write the ledger's legs into a file");
    exporting->add_option("--output", journal.output, "The CSV file to make")->required();
    exporting->add_option("--from", journal.from, "First business date, YYYY-MM-DD");
    exporting->add_option("--to", journal.to, "Last one");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "tallywatt: %s (see --help)\n", error.what());
        return 2;
    }
    if (!options.id.empty() && !parse_command_id(options.id)) {
        std::fprintf(stderr, "tallywatt: --id must be a UUID\n");
        return 2;
    }
    const auto client = client_of(options);
    if (!client) {
        return client.error();
    }
    if (importing->parsed()) {
        import.as_json = options.as_json;
        return import_customers(*client, import);
    }
    return exporting->parsed() ? export_journal(*client, journal)
                               : carry_out(options, *client, ask);
}

}  // namespace office
