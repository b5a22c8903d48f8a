// card-workshop: makes the cards and orders of a test from a meter's key, without an office.
//
//   card-workshop card FILE KEY METER SERIAL             a personalised card without an order
//   card-workshop order FILE KEY SEQUENCE TOTAL_WH KIND  an order on it, KIND opening or purchase
//
// KEY is 32 and SERIAL 16 hexadecimal digits.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <expected>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "card/host/card_file.h"
#include "card/serial_text.h"
#include "card/testing/cards.h"
#include "card/testing/hex.h"
#include "card/testing/records.h"

namespace {

using card::testing::key_of;
using Arguments = std::vector<std::string>;

template <typename T>
T checked(std::expected<T, card::CardFileFault> outcome) {
    if (!outcome) {
        throw std::runtime_error{outcome.error().reason};
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(outcome);
    }
}

void make_card(const Arguments& arguments) {
    const card::Key128 meter_key = key_of(arguments.at(2));
    card::IdRecord id = card::testing::example_id();
    id.meter = card::MeterId{std::stoull(arguments.at(3))};
    id.serial = card::serial_of(arguments.at(4)).value();
    const auto issuer = card::testing::issuer_keys(card::Key128{}, id.serial);
    const auto made = card::testing::personalised_card(id, meter_key, issuer, card::OrderBytes{});
    checked(card::CardFile::create(arguments.at(1), made.image()));
}

void write_order(const Arguments& arguments) {
    auto file = checked(card::CardFile::open(arguments.at(1), card::Durability::through_kills));
    card::CardMemory memory = file.memory();
    card::Order order = card::testing::example_order();
    order.kind =
        arguments.at(5) == "opening" ? card::OrderKind::opening : card::OrderKind::purchase;
    order.meter = memory.id.meter;
    order.card = memory.id.serial;
    order.generation = memory.id.generation;
    order.customer = memory.id.customer;
    order.sequence = card::Sequence{static_cast<std::uint32_t>(std::stoul(arguments.at(3)))};
    order.ordered_total = base::WattHours{std::stoll(arguments.at(4))};
    memory.order = card::testing::signed_order(order, key_of(arguments.at(2)));
    checked(file.replace(card::encode(memory)));
}

}  // namespace

int main(int argc, char** argv) {
    const std::span<char*> given{argv, static_cast<std::size_t>(argc)};
    const Arguments arguments{given.begin() + 1, given.end()};
    try {
        arguments.at(0) == "card" ? make_card(arguments) : write_order(arguments);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "card-workshop: %s\n", error.what());
        return 1;
    }
}
