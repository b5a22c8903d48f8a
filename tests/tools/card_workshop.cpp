// card-workshop: makes the cards and orders of a test from a meter's key, without an office.
//
//   card-workshop card --file F --meter ID --key HEX --serial HEX [--generation N]
//   card-workshop order --file F --key HEX --sequence N --total-wh N [--opening]
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <expected>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "card/host/card_file.h"
#include "card/serial_text.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace {

using card::testing::key_of;

struct Options {
    std::string file;
    std::string key;
    std::uint64_t meter = 0;
    std::string serial;
    std::uint16_t generation = 1;
    std::uint32_t sequence = 1;
    std::int64_t total_wh = 0;
    bool opening = false;
};

template <typename T>
T checked(std::expected<T, card::CardFileFault> outcome) {
    if (!outcome) {
        throw std::runtime_error{outcome.error().reason};
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(outcome);
    }
}

void make_card(const Options& options) {
    card::IdRecord id = card::testing::example_id();
    id.meter = card::MeterId{options.meter};
    id.serial = card::serial_of(options.serial).value();
    id.generation = card::Generation{options.generation};
    const auto issuer = card::testing::issuer_keys(card::Key128{}, id.serial);
    const auto made =
        card::testing::personalised_card(id, key_of(options.key), issuer, card::OrderBytes{});
    checked(card::CardFile::create(options.file, made.image()));
}

void write_order(const Options& options) {
    auto file = checked(card::CardFile::open(options.file, card::Durability::through_kills));
    card::CardMemory memory = file.memory();
    card::Order order = card::testing::example_order();
    order.kind = options.opening ? card::OrderKind::opening : card::OrderKind::purchase;
    order.meter = memory.id.meter;
    order.card = memory.id.serial;
    order.generation = memory.id.generation;
    order.customer = memory.id.customer;
    order.sequence = card::Sequence{options.sequence};
    order.ordered_total = base::WattHours{options.total_wh};
    memory.order = card::testing::signed_order(order, key_of(options.key));
    checked(file.replace(card::encode(memory)));
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Makes the cards and orders of a test.", "card-workshop"};
    app.require_subcommand(1);
    for (CLI::App* command : {app.add_subcommand("card", "Make a personalised card"),
                              app.add_subcommand("order", "Write an order onto a card")}) {
        command->add_option("--file", options.file)->required();
        command->add_option("--key", options.key, "the meter's key, 32 digits")->required();
    }
    CLI::App* card_command = app.get_subcommand("card");
    card_command->add_option("--meter", options.meter)->required();
    card_command->add_option("--serial", options.serial)->required();
    card_command->add_option("--generation", options.generation);
    CLI::App* order_command = app.get_subcommand("order");
    order_command->add_option("--sequence", options.sequence)->required();
    order_command->add_option("--total-wh", options.total_wh)->required();
    order_command->add_flag("--opening", options.opening);
    CLI11_PARSE(app, argc, argv);
    try {
        app.got_subcommand("card") ? make_card(options) : write_order(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "card-workshop: %s\n", error.what());
        return 1;
    }
}
