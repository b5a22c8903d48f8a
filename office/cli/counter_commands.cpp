#include <CLI/CLI.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "office/cli/command_group.h"
#include "office/cli/office_client.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

// A clerk's day: quotes, sales, cards, shifts.
class CounterCommands final : public CommandGroup {
 public:
    CounterCommands(CLI::App& app, Ask& ask) : CommandGroup{app, ask} {
        add_quote();
        add_counter();
        add_shifts();
    }

 private:
    void add_quote() {
        auto* const quote =
            app_.add_subcommand("quote", "What a sale would come to, for 15 minutes");
        quote->add_option("--meter", meter_, "Its number")->required();
        auto* const energy = quote->add_option("--energy-wh", energy_, "Whole watt-hours");
        auto* const money =
            quote->add_option("--money", money_, "Minor units to be used up, tax included");
        energy->excludes(money);
        quote->callback([this, energy, money] {
            if (energy->count() + money->count() != 1) {
                throw CLI::ValidationError{"quote", "give --energy-wh or --money"};
            }
            get("/api/v1/quotes?meter=" + percent_encoded(meter_) +
                (energy->count() == 1 ? "&energy_wh=" + std::to_string(energy_)
                                      : "&money_minor=" + std::to_string(money_)));
        });
    }

    void add_counter() {
        auto* const sell = app_.add_subcommand("sell", "Sell energy");
        sell->add_option("--meter", meter_, "Its number")->required();
        auto* const energy = sell->add_option("--energy-wh", energy_, "Whole watt-hours");
        auto* const money =
            sell->add_option("--money", money_, "Minor units to be used up, tax included");
        energy->excludes(money);
        sell->add_option("--desk", desk_, "Where the card lies: the order is written onto it");
        sell->add_option("--quote", quote_, "Only at what this quote promised");
        sell->add_option("--means", means_, "cash, bank_card, mobile_money or bank_transfer");
        auto* const tendered =
            sell->add_option("--tendered-minor", tendered_, "Cash handed over, for change");
        sell->add_flag("--no-write", later_, "Take the money at that desk, write the order later");
        sell->callback([this, energy, money, tendered] {
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
            if (!quote_.empty()) {
                body["quote"] = quote_;
            }
            if (!means_.empty()) {
                body["means"] = means_;
            }
            if (tendered->count() == 1) {
                body["tendered_minor"] = tendered_;
            }
            post("/api/v1/sales", body);
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

    void add_shifts() {
        auto* const desk = app_.add_subcommand("desk", "Desks where money is taken");
        desk->require_subcommand(1);
        auto* const set = desk->add_subcommand("set", "Set one up, or its limit anew");
        set->add_option("--desk", desk_, "Its name")->required();
        auto* const limit =
            set->add_option("--most-unsigned-cash-minor", most_, "No limit where left out");
        set->callback([this, limit] {
            Json body = Json::object();
            if (limit->count() == 1) {
                body["most_unsigned_cash_minor"] = most_;
            }
            post("/api/v1/desks/" + percent_encoded(desk_), body);
        });
        auto* const show = desk->add_subcommand("show", "Its shift and its cash");
        show->add_option("--desk", desk_)->required();
        show->callback([this] { get("/api/v1/desks/" + percent_encoded(desk_)); });
        auto* const shift = app_.add_subcommand("shift", "Shifts at desks");
        shift->require_subcommand(1);
        auto* const open = shift->add_subcommand("open", "Begin one: you answer for the drawer");
        open->add_option("--desk", desk_, "Its name")->required();
        open->add_option("--change-fund-minor", money_, "Counted in the drawer")->required();
        open->callback(
            [this] { post("/api/v1/shifts", {{"desk", desk_}, {"change_fund_minor", money_}}); });
        auto* const close = shift->add_subcommand("close", "End one with its cash counted");
        close->add_option("shift", shift_, "Its number")->required();
        close->add_option("--counted-minor", money_, "In the drawer, change fund included")
            ->required();
        close->callback([this] {
            post("/api/v1/shifts/" + percent_encoded(shift_) + "/close",
                 {{"counted_minor", money_}});
        });
        auto* const sign = shift->add_subcommand("sign", "Take the cash of a closed one over");
        sign->add_option("shift", shift_, "Its number")->required();
        sign->callback([this] {
            post("/api/v1/shifts/" + percent_encoded(shift_) + "/sign", Json::object());
        });
        auto* const day = app_.add_subcommand("day", "Business days");
        day->require_subcommand(1);
        auto* const end = day->add_subcommand("close", "Let no posting fall on it any more");
        end->add_option("--date", from_, "YYYY-MM-DD")->required();
        end->callback([this] { post("/api/v1/days", {{"date", from_}}); });
    }

    void post(std::string target, const Json& body) { post_json(std::move(target), body.dump()); }

    std::string meter_;
    std::string from_;
    std::string desk_;
    std::string quote_;
    std::string means_;
    std::string shift_;
    std::int64_t most_ = 0;
    std::int64_t tendered_ = 0;
    std::int64_t energy_ = 0;
    std::int64_t money_ = 0;
    bool later_ = false;
};

}  // namespace

std::shared_ptr<const CommandGroup> counter_commands(CLI::App& app, Ask& ask) {
    return std::make_shared<const CounterCommands>(app, ask);
}

}  // namespace office
