#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "office/cli/command_group.h"
#include "office/cli/office_client.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

// Money back, free issues, closings, exchanges, blocked customers.
class AdjustmentCommands final : public CommandGroup {
 public:
    AdjustmentCommands(CLI::App& app, Ask& ask) : CommandGroup{app, ask} {
        add_reversal();
        auto* const adjustment = app.add_subcommand("adjustment", "Changes that are no sale");
        adjustment->require_subcommand(1);
        add_asking(*adjustment);
        add_deciding(*adjustment);
        add_exchange();
        add_block("block", "Sell nothing to a meter's customer", true);
        add_block("unblock", "Sell to a meter's customer again", false);
    }

 private:
    void add_reversal() {
        auto* const reverse =
            app_.add_subcommand("reverse", "Undo the newest sale, its card in the reader");
        reverse->add_option("--meter", meter_, "Its number")->required();
        reverse->add_option("--receipt", receipt_, "Of the sale")->required();
        reverse->add_option("--desk", desk_, "Where the card lies")->required();
        add_reason(*reverse);
        reverse->callback([this] {
            post("/api/v1/reversals",
                 {{"meter", meter_}, {"receipt", receipt_}, {"reason", reason_}, {"desk", desk_}});
        });
    }

    void add_asking(CLI::App& adjustment) {
        auto* const ask = adjustment.add_subcommand("ask", "Ask for one: another person approves");
        ask->add_option("--meter", meter_, "Its number")->required();
        ask->add_option("--kind", kind_, "correction, refund, free_issue or closing")->required();
        auto* const receipt = ask->add_option("--receipt", receipt_, "Of the sale to be corrected");
        auto* const energy = ask->add_option("--energy-wh", energy_, "To refund or to give");
        add_reason(*ask);
        ask->callback([this, receipt, energy] {
            static const std::map<std::string, std::string> routes{
                {"correction", "corrections"},
                {"refund", "refunds"},
                {"free_issue", "free-issues"},
                {"closing", "closings"},
            };
            const auto route = routes.find(kind_);
            if (route == routes.end()) {
                throw CLI::ValidationError{"kind", "correction, refund, free_issue or closing"};
            }
            Json body{{"meter", meter_}, {"reason", reason_}};
            if (receipt->count() == 1) {
                body["receipt"] = receipt_;
            }
            if (energy->count() == 1) {
                body["energy_wh"] = energy_;
            }
            post("/api/v1/" + route->second, body);
        });
    }

    void add_exchange() {
        auto* const exchange =
            app_.add_subcommand("exchange", "Ask for another meter for a customer");
        exchange->add_option("--meter", meter_, "The one that goes")->required();
        exchange->add_option("--new-meter", new_meter_, "The one that comes")->required();
        auto* const used = exchange->add_option("--used-since-wh", energy_,
                                                "Estimated since its last report, of a dead meter");
        add_reason(*exchange);
        exchange->callback([this, used] {
            Json body{{"meter", meter_}, {"new_meter", new_meter_}, {"reason", reason_}};
            if (used->count() == 1) {
                body["used_since_wh"] = energy_;
            }
            post("/api/v1/exchanges", body);
        });
    }

    void add_deciding(CLI::App& adjustment) {
        for (const auto& [name, what] :
             {std::pair{"approve", "As the second person: its order is made"},
              std::pair{"decline", "It will not be"}}) {
            auto* const decide = adjustment.add_subcommand(name, what);
            decide->add_option("adjustment", adjustment_, "Its number")->required();
            decide->callback([this, step = std::string{name}] {
                post("/api/v1/adjustments/" + percent_encoded(adjustment_) + "/" + step,
                     Json::object());
            });
        }
        auto* const pay = adjustment.add_subcommand("pay", "Hand its money back");
        pay->add_option("adjustment", adjustment_, "Its number")->required();
        pay->add_option("--desk", desk_, "Whose money it is")->required();
        pay->add_option("--means", means_, "cash, bank_card, mobile_money or bank_transfer");
        pay->callback([this] {
            Json body{{"desk", desk_}};
            if (!means_.empty()) {
                body["means"] = means_;
            }
            post("/api/v1/adjustments/" + percent_encoded(adjustment_) + "/pay", body);
        });
    }

    void add_block(const char* name, const char* what, bool is_blocked) {
        auto* const block = app_.add_subcommand(name, what);
        block->add_option("--meter", meter_, "Its number")->required();
        block->callback([this, is_blocked] {
            post("/api/v1/meters/" + percent_encoded(meter_) + "/block",
                 {{"is_blocked", is_blocked}});
        });
    }

    void add_reason(CLI::App& command) {
        command
            .add_option("--reason", reason_,
                        "wrong_amount, wrong_customer, not_wanted, moved_out, meter_failed or "
                        "goodwill")
            ->required();
    }

    void post(std::string target, const Json& body) { post_json(std::move(target), body.dump()); }

    std::string meter_;
    std::string new_meter_;
    std::string kind_;
    std::string receipt_;
    std::string reason_;
    std::string adjustment_;
    std::string desk_;
    std::string means_;
    std::int64_t energy_ = 0;
};

}  // namespace

std::shared_ptr<const CommandGroup> adjustment_commands(CLI::App& app, Ask& ask) {
    return std::make_shared<const AdjustmentCommands>(app, ask);
}

}  // namespace office
