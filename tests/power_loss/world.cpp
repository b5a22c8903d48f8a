#include "tests/power_loss/world.h"

#include <algorithm>
#include <utility>

#include "base/rounding.h"
#include "card/key_derivation.h"
#include "card/report.h"
#include "card/testing/cards.h"

namespace power_loss {
namespace {

using base::WattHours;

// A power cut loses no more than this of what was counted.
constexpr WattHours lost_at_most{10};

meter::StateRecord record_of(const meter::State& state) {
    meter::StateRecord record{};
    encode(state, record);
    return record;
}

card::CardSerial serial_of(unsigned generation) {
    return card::CardSerial{std::to_underlying(card::testing::example_serial) + generation - 1};
}

// Zeros for the defaults, which no card brings.
card::ParameterSetBytes signed_set(const meter::Parameters& parameters) {
    if (parameters.version == 0) {
        return {};
    }
    return card::testing::signed_parameter_set({.key_version = keying.key_version,
                                                .meter = keying.meter,
                                                .parameters = parameters,
                                                .office_time = std::nullopt},
                                               keying.meter_key);
}

// `flowed` becomes what the register says.
void check_register(base::Millijoules& flowed, base::Millijoules counted, const std::string& what) {
    require(counted <= flowed, "more " + what + " than there was");
    require(flowed - counted <= base::millijoules(lost_at_most),
            "more than 10 Wh of " + what +
                " were lost: " + std::to_string((flowed - counted).count()) + " mJ");
    flowed = counted;
}

// Whatever the meter has told a card must still be so.
void check_promise(const World& world, const meter::State& state, const card::ReportBytes& bytes) {
    if (card::is_blank(bytes)) {
        return;  // none was written yet
    }
    const auto report = card::decode_report(bytes);
    require(report.has_value(), "a card holds a report that cannot be read");
    const auto key = world.meter_keys.find(report->key_version);
    require(key != world.meter_keys.end() &&
                card::is_genuine(bytes, card::derive(key->second, card::report_key_block())),
            "a card holds a report that no key of the meter made");
    require(report->key_version == keying.key_version ||
                report->key_version == state.renewed_key.key_version,
            "a key that was reported under is gone");
    require(report->report_counter <= state.reports.counter, "a report's counter was forgotten");
    require(report->order_sequence <= state.account.ordered().sequence,
            "an order that was reported as loaded is not loaded");
    require(report->order_sequence != state.account.ordered().sequence ||
                report->ordered_total == state.account.ordered().ordered_total,
            "the ordered total differs from the reported one");
    require(report->consumed_total <= base::watt_hours_up(state.account.consumed_total()),
            "the consumed total is below the reported one");
}

void check_promises(const World& world, const meter::State& state) {
    if (world.card) {
        check_promise(world, state, world.card->memory().report);
    }
    if (world.visitor) {
        check_promise(world, state, world.visitor->place().report);
    }
}

}  // namespace

const card::Key128 master_key{card::Block{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
                                          0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F}};
const card::Key128 roll_master_key{card::Block{0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38,
                                               0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F}};
const meter::Keying keying{
    .meter = card::testing::example_meter,
    .key_version = card::KeyVersion{1},
    .meter_key = card::derive(master_key, card::meter_key_block(card::testing::example_meter)),
    .roll_key = card::derive(roll_master_key, card::roll_key_block(card::testing::example_meter))};

void require(bool holds, const std::string& otherwise) {
    if (!holds) {
        throw Violation{otherwise};
    }
}

World::World()
    : clock{card::testing::example_time}, meter_keys{{keying.key_version, keying.meter_key}} {}

void World::bring_keys(card::KeyVersion version, const card::Key128& next_meter_key) {
    meter_keys.emplace(version, next_meter_key);
    const auto issuer = card::testing::issuer_keys(master_key, card->memory().id.serial);
    card::testing::bring_keys(*card, version, next_meter_key, *keying.roll_key, issuer);
}

void World::send(card::CardKind kind, const meter::Parameters& parameters) {
    card::testing::FieldCard field{kind, card::CardSerial{0xF1E1D}, master_key};
    field.begin_round(card::Generation{1},
                      {{keying.meter, keying.meter_key, signed_set(parameters)}});
    visitor.emplace(field);
}

void World::hand_over(card::OrderKind kind, unsigned sequence, WattHours total, unsigned generation,
                      const meter::Parameters& parameters) {
    card::Order order = card::testing::example_order();
    order.kind = kind;
    order.card = serial_of(generation);
    order.generation = card::Generation{static_cast<std::uint16_t>(generation)};
    order.sequence = card::Sequence{sequence};
    order.ordered_total = total;
    order.purchases = sequence;
    order.parameter_version = parameters.version;
    const card::ParameterSetBytes set = signed_set(parameters);
    const auto bytes = card::testing::signed_order(order, keying.meter_key);
    orders[order.sequence] = total;
    if (card && card->memory().id.generation == order.generation) {
        card::CardMemory memory = card->memory();
        memory.order = bytes;
        memory.parameters = set;
        card.emplace(memory);
        return;
    }
    card::IdRecord id = card::testing::example_id();
    id.serial = order.card;
    id.generation = order.generation;
    card.emplace(card::testing::personalised_card(
        id, keying.meter_key, card::testing::issuer_keys(master_key, id.serial), bytes));
    card::CardMemory memory = card->memory();
    memory.parameters = set;
    card.emplace(memory);
}

void World::hand_over_foreign_card() {
    const card::Key128 other_key{card::Block{0x77}};
    card::Order order = card::testing::example_order();
    order.meter = card::MeterId{std::to_underlying(keying.meter) + 1};
    order.card = serial_of(100);
    card::IdRecord id = card::testing::example_id();
    id.meter = order.meter;
    id.serial = order.card;
    card.emplace(card::testing::personalised_card(id, other_key,
                                                  card::testing::issuer_keys(master_key, id.serial),
                                                  card::testing::signed_order(order, other_key)));
}

void check_recovered(World& world, const std::optional<meter::State>& recovered) {
    if (!recovered) {
        require(!world.committed, "the meter has lost everything");
        return;
    }
    const meter::StateRecord record = record_of(*recovered);
    const bool is_committed = world.committed == record;
    const bool is_in_progress =
        std::ranges::find(world.in_progress, record) != world.in_progress.end();
    require(is_committed || is_in_progress,
            "the state is neither the one before nor the one after the commit in progress");
    world.committed = record;
    world.in_progress.clear();

    check_register(world.used, recovered->account.consumed_total(), "counting");
    check_register(world.exported, recovered->tamper.exported.total(), "export");
    check_register(world.without_voltage, recovered->tamper.without_voltage.total(),
                   "energy without voltage");
    check_always(world, *recovered);
}

void check_always(const World& world, const meter::State& state) {
    const auto& ordered = state.account.ordered();
    require(state.account.remaining() ==
                base::millijoules(ordered.ordered_total) - state.account.consumed_total(),
            "remaining is not ordered minus consumed");
    const auto order = world.orders.find(ordered.sequence);
    require(ordered.sequence == card::Sequence{}
                ? ordered.ordered_total == WattHours{0}
                : order != world.orders.end() && order->second == ordered.ordered_total,
            "the ordered total is not that of the order whose sequence the meter holds");
    check_promises(world, state);
}

}  // namespace power_loss
