#include <CLI/CLI.hpp>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "office/cli/command_group.h"
#include "office/cli/office_client.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

// Tariffs, meters, accounts and people.
class SupplyCommands final : public CommandGroup {
 public:
    SupplyCommands(CLI::App& app, Ask& ask) : CommandGroup{app, ask} {
        add_tariffs();
        add_supply();
        add_people();
    }

 private:
    void add_tariffs() {
        auto* const group = app_.add_subcommand("tariff", "Tariffs");
        group->require_subcommand(1);
        auto* const propose = group->add_subcommand("propose", "Propose a tariff");
        propose->add_option("--name", name_, "Versions of one tariff share it")->required();
        propose->add_option("--price-minor-per-kwh", price_, "Minor units per kWh, before tax")
            ->required();
        propose->add_option("--tax-basis-points", tax_, "Basis points: 2000 is 20 %");
        propose->add_option("--valid-from", from_, "First day, YYYY-MM-DD")->required();
        propose->add_option("--step", steps_,
                            "FROM_WH:PRICE_MINOR_PER_KWH of what is bought in a month beyond that; "
                            "up to five, rising");
        propose->add_option("--monthly-charge-minor", charge_, "Minor units a month, before tax");
        propose->add_option("--customers", class_, "The class it is for; all where left out");
        propose->callback([this] { propose_tariff(); });
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
                                {"customers", "CUSTOMERS"},
                                {"price_minor_per_kwh", "PRICE_MINOR"},
                                {"monthly_charge_minor", "MONTHLY_MINOR"},
                                {"tax_basis_points", "TAX_BP"},
                                {"valid_from", "FROM"},
                                {"proposed_by", "PROPOSED_BY"},
                                {"approved_by", "APPROVED_BY"}}};
        });
    }

    void propose_tariff() {
        Json body{{"name", name_},
                  {"price_minor_per_kwh", price_},
                  {"tax_basis_points", tax_},
                  {"valid_from", from_},
                  {"monthly_charge_minor", charge_}};
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            std::int64_t from = 0;
            std::int64_t price = 0;
            int used = 0;
            if (std::sscanf(steps_[i].c_str(), "%" SCNd64 ":%" SCNd64 "%n", &from, &price, &used) !=
                    2 ||
                std::cmp_not_equal(used, steps_[i].size())) {
                throw CLI::ValidationError{"--step", "FROM_WH:PRICE_MINOR_PER_KWH"};
            }
            const std::string step = "step_" + std::to_string(i + 2);
            body[step + "_from_wh"] = from;
            body[step + "_price_minor_per_kwh"] = price;
        }
        if (!class_.empty()) {
            body["customers"] = class_;
        }
        post("/api/v1/tariffs", body);
    }

    void add_supply() {
        auto* const meter = app_.add_subcommand("meter", "One meter");
        meter->require_subcommand(1);
        auto* const add = meter->add_subcommand("add", "Register a meter");
        add->add_option("--meter", meter_, "Its number")->required();
        add->callback([this] { post("/api/v1/meters", {{"meter", meter_}}); });
        auto* const show = meter->add_subcommand("show", "Where it stands");
        show->add_option("--meter", meter_, "Its number")->required();
        show->callback([this] { get("/api/v1/meters/" + percent_encoded(meter_)); });
        auto* const account = app_.add_subcommand("account", "Customers' accounts");
        account->require_subcommand(1);
        auto* const open = account->add_subcommand("open", "Give a meter its customer");
        open->add_option("--meter", meter_, "Its number")->required();
        open->add_option("--tariff", tariff_, "Its number")->required();
        open->add_option("--name", name_, "The customer's")->required();
        open->add_option("--address", address_, "Where the meter is");
        open->add_option("--phone", phone_, "");
        open->add_option("--class", class_,
                         "household (where left out), business, industry or public_service");
        open->callback([this] {
            post("/api/v1/customers", {{"meter", meter_},
                                       {"tariff", tariff_},
                                       {"name", name_},
                                       {"address", address_},
                                       {"phone", phone_},
                                       {"customer_class", class_.empty() ? "household" : class_}});
        });
        auto* const arrears = app_.add_subcommand("arrears", "Debts from elsewhere");
        arrears->require_subcommand(1);
        auto* const debt = arrears->add_subcommand("add", "Take one on, to be paid back by sales");
        debt->add_option("--meter", meter_, "Its number")->required();
        debt->add_option("--amount-minor", money_, "Minor units")->required();
        debt->add_option("--most-per-sale-minor", most_, "What a sale takes at most")->required();
        debt->add_option("--recovery-basis-points", tax_,
                         "And no more than this share of its price: 2000 is 20 %");
        debt->callback([this] {
            post("/api/v1/arrears", {{"meter", meter_},
                                     {"amount_minor", money_},
                                     {"most_per_sale_minor", most_},
                                     {"recovery_basis_points", tax_}});
        });
    }

    void add_people() {
        auto* const group = app_.add_subcommand("user", "Users of the office");
        group->require_subcommand(1);
        auto* const add = group->add_subcommand("add", "Add a user");
        add->add_option("--name", name_, "Unique in the office")->required();
        add->add_option("--role", role_, "clerk, supervisor, administrator, auditor or inspector")
            ->required();
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

    void post(std::string target, const Json& body) { post_json(std::move(target), body.dump()); }

    std::string meter_;
    std::string name_;
    std::string address_;
    std::string phone_;
    std::string role_;
    std::string label_;
    std::string password_file_;
    std::string from_;
    std::string class_;
    std::vector<std::string> steps_;
    std::int64_t price_ = 0;
    std::int64_t charge_ = 0;
    std::int64_t most_ = 0;
    std::int64_t tax_ = 0;
    std::int64_t tariff_ = 0;
    std::int64_t money_ = 0;
};

}  // namespace

std::shared_ptr<const CommandGroup> supply_commands(CLI::App& app, Ask& ask) {
    return std::make_shared<const SupplyCommands>(app, ask);
}

}  // namespace office
