#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "office/cli/command_group.h"
#include "office/cli/office_client.h"

namespace office {
namespace {

using Json = nlohmann::ordered_json;

// Whole numbers and true or false are themselves, everything else is text.
Json value_of(const std::string& text) {
    const Json parsed = Json::parse(text, nullptr, false);
    return parsed.is_number_integer() || parsed.is_boolean() ? parsed : Json(text);
}

// Inspectors' and fitters' cards.
class FieldCommands final : public CommandGroup {
 public:
    FieldCommands(CLI::App& app, Ask& ask) : CommandGroup{app, ask} {
        auto* const field = app_.add_subcommand("field", "Inspectors' and fitters' cards");
        field->require_subcommand(1);
        add_issue(*field);
        auto* const read = field->add_subcommand("read", "Take back what its meters wrote");
        read->add_option("--desk", desk_, "Where the card is")->required();
        read->callback(
            [this] { post_json("/api/v1/desks/" + percent_encoded(desk_) + "/read-field", "{}"); });
        auto* const lost = field->add_subcommand(
            "lost", "Keep that a card is lost: give its meters their next round soon");
        lost->add_option("--card", card_, "Its serial, 16 hexadecimal digits")->required();
        lost->callback(
            [this] { post_json("/api/v1/field-cards/" + percent_encoded(card_) + "/loss", "{}"); });
        auto* const show = field->add_subcommand("show", "A card's round and its meters");
        show->add_option("--card", card_, "Its serial, 16 hexadecimal digits")->required();
        show->callback([this] { get("/api/v1/field-cards/" + percent_encoded(card_)); });
        auto* const all = field->add_subcommand("list", "All field cards");
        all->callback([this] {
            ask_ = {.target = "/api/v1/field-cards",
                    .body = {},
                    .columns = {{"card", "CARD"},
                                {"round", "ROUND"},
                                {"kind", "KIND"},
                                {"carrier", "CARRIER"},
                                {"at", "AT"},
                                {"is_written", "WRITTEN"},
                                {"is_lost", "LOST"}}};
        });
        auto* const events =
            field->add_subcommand("events", "What a meter noticed, as cards brought it");
        events->add_option("--meter", meter_, "Its number")->required();
        events->callback([this] {
            ask_ = {.target = "/api/v1/meters/" + percent_encoded(meter_) + "/events",
                    .body = {},
                    .columns = {{"number", "NUMBER"},
                                {"at", "AT"},
                                {"kind", "KIND"},
                                {"detail", "DETAIL"},
                                {"open_reasons", "OPEN_REASONS"},
                                {"ordered_total_wh", "ORDERED_WH"},
                                {"consumed_total_wh", "CONSUMED_WH"}}};
        });
    }

 private:
    void add_issue(CLI::App& field) {
        auto* const issue =
            field.add_subcommand("issue", "Write the next round onto the card in a reader");
        issue->add_option("--desk", desk_, "Where the card is")->required();
        issue->add_option("--kind", kind_, "inspection, parameter or maintenance")->required();
        issue->add_option("--carrier", carrier_, "The number of the user who carries it")
            ->required();
        issue->add_option("--meter", meters_, "Up to 100, each in the order of its place")
            ->required();
        issue->add_option("--set", values_,
                          "NAME=VALUE of a parameter card's set, as docs/formats/http.md lists "
                          "them; the others are those of production");
        issue->callback([this] { issue_card(); });
    }

    void issue_card() {
        std::string meters;
        for (const std::string& meter : meters_) {
            meters += (meters.empty() ? "" : ",") + meter;
        }
        Json body{{"desk", desk_}, {"kind", kind_}, {"carrier", carrier_}, {"meters", meters}};
        for (const std::string& value : values_) {
            const std::size_t equals = value.find('=');
            if (equals == std::string::npos || equals == 0) {
                throw CLI::ValidationError{"--set", "NAME=VALUE"};
            }
            body[value.substr(0, equals)] = value_of(value.substr(equals + 1));
        }
        post_json("/api/v1/field-cards", body.dump());
    }

    std::string desk_;
    std::string kind_;
    std::string carrier_;
    std::string card_;
    std::string meter_;
    std::vector<std::string> meters_;
    std::vector<std::string> values_;
};

}  // namespace

std::shared_ptr<const CommandGroup> field_commands(CLI::App& app, Ask& ask) {
    return std::make_shared<const FieldCommands>(app, ask);
}

}  // namespace office
