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

#include "office/cli/office_client.h"
#include "office/domain/identifiers.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

// The columns of a list for people: the member of each item and its heading.
struct Column {
    std::string_view member;
    std::string_view heading;
};

// What a command asks of the office and how its answer is told to people.
struct Ask {
    std::string target;
    std::optional<Json> body;     // of a POST
    std::vector<Column> columns;  // of a list; without any the answer is told line by line
};

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

// "title: detail [code]", as the problem says it.
std::string told(const ClientAnswer& answer) {
    const Json problem = Json::parse(answer.body, nullptr, false);
    if (!problem.is_object() || !problem.contains("code")) {
        return "the office answered with status " + std::to_string(answer.status);
    }
    std::string text = problem.value("title", "");
    if (problem.contains("field")) {
        text += " " + problem.value("field", "");
        text += ":";
    }
    if (problem.contains("detail")) {
        text += " " + problem.value("detail", "");
    }
    return text + " [" + problem.value("code", "") + "]";
}

int carry_out(const CommonOptions& options, const Ask& ask) {
    const auto address = parse_office_address(options.office);
    if (!address) {
        std::fprintf(stderr, "tallywatt: --office must be like http://127.0.0.1:8080\n");
        return 2;
    }
    std::ifstream file{options.token_file};
    std::string token;
    if (!std::getline(file, token) || token.empty()) {
        return refuse("cannot read a token from " + options.token_file);
    }
    const OfficeClient client{*address, token};
    const std::string id = options.id.empty() ? new_uuid() : options.id;
    const auto answer =
        ask.body ? client.post(ask.target, id, ask.body->dump()) : client.get(ask.target);
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

// Adds the commands; each puts what it asks into `ask` when it is given.
class Commands {
 public:
    Commands(CLI::App& app, Ask& ask) : app_{app}, ask_{ask} {
        add_lists();
        add_tariffs();
        add_supply();
        add_people();
        add_counter();
    }

 private:
    void add_lists() {
        list("users", "Users of the office", "/api/v1/users",
             {{"user", "USER"}, {"name", "NAME"}, {"role", "ROLE"}});
        list("customers", "Customers", "/api/v1/customers",
             {{"customer", "CUSTOMER"},
              {"name", "NAME"},
              {"meter", "METER"},
              {"address", "ADDRESS"},
              {"phone", "PHONE"}});
        list("meters", "Meters", "/api/v1/meters",
             {{"meter", "METER"},
              {"customer", "CUSTOMER"},
              {"card/serial", "CARD"},
              {"card/state", "STATE"},
              {"ordered_total_wh", "ORDERED_WH"},
              {"newest_order/state", "ORDER"},
              {"last_reading/report/remaining_wh", "REMAINING_WH"}});
        list("sales", "Sales", "/api/v1/sales",
             {{"receipt", "RECEIPT"},
              {"business_date", "DATE"},
              {"meter", "METER"},
              {"energy_wh", "ENERGY_WH"},
              {"total_minor", "TOTAL_MINOR"},
              {"sequence", "SEQUENCE"},
              {"order_state", "ORDER"}});
        list("reports", "What the cards brought back", "/api/v1/reports",
             {{"reading", "READING"},
              {"at", "AT"},
              {"meter", "METER"},
              {"card", "CARD"},
              {"report/ordered_wh", "ORDERED_WH"},
              {"report/consumed_wh", "CONSUMED_WH"},
              {"report/remaining_wh", "REMAINING_WH"},
              {"findings", "FINDINGS"}});
        list("desks", "Desks that are connected", "/api/v1/desks", {{"name", "NAME"}});
        list("audit", "The audit chains' entries", "/api/v1/audit",
             {{"entry", "ENTRY"},
              {"chain", "CHAIN"},
              {"position", "POSITION"},
              {"at", "AT"},
              {"commands", "COMMANDS"},
              {"digest", "DIGEST"}});
        auto* const ledger = app_.add_subcommand("ledger", "Sums of the ledger");
        ledger->callback(
            [this] { ask_ = {.target = "/api/v1/ledger", .body = {}, .columns = {}}; });
    }

    void list(const char* name, const char* what, std::string target, std::vector<Column> columns) {
        auto* const command = app_.add_subcommand(name, what);
        command->add_option("--limit", limit_, "How many, 1 to 1000");
        command->add_option("--before", before_, "The `next` of the page before");
        const bool by_meter = target == "/api/v1/sales" || target == "/api/v1/reports";
        if (by_meter) {
            command->add_option("--meter", meter_, "Of this meter only");
        }
        command->callback([this, target = std::move(target), columns = std::move(columns)] {
            ask_ = {.target = target + "?limit=" + std::to_string(limit_) +
                              (before_.empty() ? "" : "&before=" + percent_encoded(before_)) +
                              (meter_.empty() ? "" : "&meter=" + percent_encoded(meter_)),
                    .body = {},
                    .columns = columns};
        });
    }

    void add_tariffs() {
        auto* const group = app_.add_subcommand("tariff", "Tariffs");
        group->require_subcommand(1);
        auto* const propose = group->add_subcommand("propose", "Propose a tariff");
        propose->add_option("--name", name_, "Versions of one tariff share it")->required();
        propose->add_option("--price-minor-per-kwh", price_, "Minor units per kWh, before tax")
            ->required();
        propose->add_option("--tax-basis-points", tax_, "Basis points: 2000 is 20 %");
        propose->add_option("--valid-from", from_, "First day, YYYY-MM-DD")->required();
        propose->callback([this] {
            post("/api/v1/tariffs", {{"name", name_},
                                     {"price_minor_per_kwh", price_},
                                     {"tax_basis_points", tax_},
                                     {"valid_from", from_}});
        });
        auto* const approve = group->add_subcommand("approve", "Approve what another proposed");
        approve->add_option("tariff", tariff_, "Its number")->required();
        approve->callback([this] {
            post("/api/v1/tariffs/" + std::to_string(tariff_) + "/approve", Json::object());
        });
        auto* const all = group->add_subcommand("list", "All tariffs");
        all->callback([this] {
            ask_ = {.target = "/api/v1/tariffs",
                    .body = {},
                    .columns = {{"tariff", "TARIFF"},
                                {"name", "NAME"},
                                {"price_minor_per_kwh", "PRICE_MINOR"},
                                {"tax_basis_points", "TAX_BP"},
                                {"valid_from", "FROM"},
                                {"proposed_by", "PROPOSED_BY"},
                                {"approved_by", "APPROVED_BY"}}};
        });
    }

    void add_supply() {
        auto* const meter = app_.add_subcommand("meter", "One meter");
        meter->require_subcommand(1);
        auto* const add = meter->add_subcommand("add", "Register a meter");
        add->add_option("--meter", meter_, "Its number")->required();
        add->callback([this] { post("/api/v1/meters", {{"meter", meter_}}); });
        auto* const show = meter->add_subcommand("show", "Where it stands");
        show->add_option("--meter", meter_, "Its number")->required();
        show->callback([this] {
            ask_ = {
                .target = "/api/v1/meters/" + percent_encoded(meter_), .body = {}, .columns = {}};
        });
        auto* const account = app_.add_subcommand("account", "Customers' accounts");
        account->require_subcommand(1);
        auto* const open = account->add_subcommand("open", "Give a meter its customer");
        open->add_option("--meter", meter_, "Its number")->required();
        open->add_option("--tariff", tariff_, "Its number")->required();
        open->add_option("--name", name_, "The customer's")->required();
        open->add_option("--address", address_, "Where the meter is");
        open->add_option("--phone", phone_, "");
        open->callback([this] {
            post("/api/v1/customers", {{"meter", meter_},
                                       {"tariff", tariff_},
                                       {"name", name_},
                                       {"address", address_},
                                       {"phone", phone_}});
        });
    }

    void add_people() {
        auto* const group = app_.add_subcommand("user", "Users of the office");
        group->require_subcommand(1);
        auto* const add = group->add_subcommand("add", "Add a user");
        add->add_option("--name", name_, "Unique in the office")->required();
        add->add_option("--role", role_, "clerk, supervisor, administrator or auditor")->required();
        add->add_option("--password-file", password_file_, "Whose first line is the password")
            ->required();
        add->callback([this] {
            std::ifstream file{password_file_};
            std::string password;
            std::getline(file, password);
            post("/api/v1/users", {{"name", name_}, {"role", role_}, {"password", password}});
        });
        auto* const token = group->add_subcommand("token", "Make a user's API token");
        token->add_option("--name", name_, "Whose token")->required();
        token->add_option("--label", label_, "What it is for")->required();
        token->callback([this] { post("/api/v1/tokens", {{"user", name_}, {"label", label_}}); });
    }

    void add_counter() {
        auto* const sell = app_.add_subcommand("sell", "Sell energy");
        sell->add_option("--meter", meter_, "Its number")->required();
        auto* const energy = sell->add_option("--energy-wh", energy_, "Whole watt-hours");
        auto* const money =
            sell->add_option("--money", money_, "Minor units to be used up, tax included");
        energy->excludes(money);
        sell->add_option("--desk", desk_, "Where the card lies: the order is written onto it");
        sell->add_flag("--no-write", later_, "Take the money at that desk, write the order later");
        sell->callback([this, energy, money] {
            Json body{{"meter", meter_}};
            if (energy->count() + money->count() != 1) {
                throw CLI::ValidationError{"sell", "give --energy-wh or --money"};
            }
            energy->count() == 1 ? body["energy_wh"] = energy_ : body["money_minor"] = money_;
            if (!desk_.empty()) {
                body["desk"] = desk_;
            }
            if (!desk_.empty() && !later_) {
                body["write"] = true;
            }
            post("/api/v1/sales", std::move(body));
        });
        auto* const card = app_.add_subcommand("card", "The card in a desk's reader");
        card->require_subcommand(1);
        auto* const issue = card->add_subcommand("issue", "Give a blank card to a meter");
        issue->add_option("--meter", meter_, "Its number")->required();
        issue->add_option("--desk", desk_, "Where the card is")->required();
        issue->callback([this] { post("/api/v1/cards", {{"meter", meter_}, {"desk", desk_}}); });
        auto* const read = card->add_subcommand("read", "Take back what it brought");
        read->add_option("--desk", desk_, "Where the card is")->required();
        read->callback(
            [this] { post("/api/v1/desks/" + percent_encoded(desk_) + "/read", Json::object()); });
        auto* const order = app_.add_subcommand("order", "Orders");
        order->require_subcommand(1);
        auto* const write = order->add_subcommand("write", "Write the newest order onto its card");
        write->add_option("--meter", meter_, "Its number")->required();
        write->add_option("--desk", desk_, "Where the card is")->required();
        write->callback([this] {
            post("/api/v1/orders/" + percent_encoded(meter_) + "/write", {{"desk", desk_}});
        });
    }

    void post(std::string target, Json body) {
        ask_ = {.target = std::move(target), .body = std::move(body), .columns = {}};
    }

    CLI::App& app_;
    Ask& ask_;
    std::uint32_t limit_ = 50;
    std::string before_;
    std::string meter_;
    std::string name_;
    std::string address_;
    std::string phone_;
    std::string role_;
    std::string label_;
    std::string password_file_;
    std::string from_;
    std::string desk_;
    std::int64_t price_ = 0;
    std::int64_t tax_ = 0;
    std::int64_t tariff_ = 0;
    std::int64_t energy_ = 0;
    std::int64_t money_ = 0;
    bool later_ = false;
};

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
    const Commands commands{app, ask};
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
    return carry_out(options, ask);
}

}  // namespace office
