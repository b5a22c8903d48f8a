#include <CLI/CLI.hpp>
#include <cstdint>
#include <utility>

#include "office/cli/command_group.h"
#include "office/cli/office_client.h"

namespace office {
namespace {

// What there is: each command prints a table.
class ListCommands final : public CommandGroup {
 public:
    ListCommands(CLI::App& app, Ask& ask) : CommandGroup{app, ask} { add_lists(); }

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
        list("shifts", "Shifts", "/api/v1/shifts",
             {{"shift", "SHIFT"},
              {"desk", "DESK"},
              {"opened_by", "CLERK"},
              {"cash_taken_minor", "CASH_MINOR"},
              {"difference_minor", "DIFFERENCE_MINOR"},
              {"signed_by", "SIGNED_BY"}});
        list("adjustments", "Money back, free issues, closings", "/api/v1/adjustments",
             {{"adjustment", "ADJUSTMENT"},
              {"meter", "METER"},
              {"kind", "KIND"},
              {"state", "STATE"},
              {"energy_wh", "ENERGY_WH"},
              {"total_minor", "TOTAL_MINOR"},
              {"asked_by", "ASKED_BY"}});
        auto* const takings = app_.add_subcommand("takings", "By day, desk, clerk and means");
        takings->add_option("--from", from_, "First business date, YYYY-MM-DD")->required();
        takings->add_option("--to", to_, "Last one")->required();
        takings->callback([this] {
            ask_ = {.target = "/api/v1/takings?from=" + percent_encoded(from_) +
                              "&to=" + percent_encoded(to_),
                    .body = {},
                    .columns = {{"business_date", "DATE"},
                                {"desk", "DESK"},
                                {"user", "CLERK"},
                                {"means", "MEANS"},
                                {"sales", "SALES"},
                                {"energy_wh", "ENERGY_WH"},
                                {"total_minor", "TOTAL_MINOR"},
                                {"paid_back_minor", "PAID_BACK_MINOR"}}};
        });
        auto* const changes = app_.add_subcommand("changes", "What has happened, oldest first");
        changes->add_option("--after", after_, "The `next` of the page before");
        changes->add_option("--limit", limit_, "How many, 1 to 1000");
        changes->callback([this] {
            ask_ = {.target = "/api/v1/changes?limit=" + std::to_string(limit_) +
                              "&after=" + percent_encoded(after_),
                    .body = {},
                    .columns = {{"change", "CHANGE"},
                                {"at", "AT"},
                                {"kind", "KIND"},
                                {"meter", "METER"},
                                {"user", "USER"}}};
        });
        auto* const history =
            app_.add_subcommand("history", "A meter's consumption by local day or month");
        history->add_option("--meter", meter_, "Its number")->required();
        history->add_option("--by", by_, "day or month")->check(CLI::IsMember({"day", "month"}));
        history->add_option("--limit", limit_, "How many, 1 to 1000");
        history->add_option("--before", before_, "The `next` of the page before");
        history->callback([this] {
            ask_ = {.target = "/api/v1/meters/" + percent_encoded(meter_) + "/" + by_ +
                              "-ends?limit=" + std::to_string(limit_) +
                              (before_.empty() ? "" : "&before=" + percent_encoded(before_)),
                    .body = {},
                    .columns = {{"end", "END"},
                                {"consumed_wh", "CONSUMED_WH"},
                                {"since", "SINCE"},
                                {"consumed_total_wh", "CONSUMED_TOTAL_WH"},
                                {"ordered_total_wh", "ORDERED_TOTAL_WH"},
                                {"clock_trusted", "CLOCK_TRUSTED"}}};
        });
        auto* const ledger = app_.add_subcommand("ledger", "Sums of the ledger");
        ledger->callback([this] { get("/api/v1/ledger"); });
    }

    void list(const char* name, const char* what, std::string target, std::vector<Column> columns) {
        auto* const command = app_.add_subcommand(name, what);
        command->add_option("--limit", limit_, "How many, 1 to 1000");
        command->add_option("--before", before_, "The `next` of the page before");
        const bool by_meter = target == "/api/v1/sales" || target == "/api/v1/reports" ||
                              target == "/api/v1/adjustments";
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

    std::uint32_t limit_ = 50;
    std::string before_;
    std::string after_ = "0";
    std::string meter_;
    std::string by_ = "day";
    std::string from_;
    std::string to_;
};

}  // namespace

std::shared_ptr<const CommandGroup> list_commands(CLI::App& app, Ask& ask) {
    return std::make_shared<const ListCommands>(app, ask);
}

}  // namespace office
