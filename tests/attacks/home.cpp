#include "tests/attacks/home.h"

#include <gtest/gtest.h>

#include <utility>

#include "base/ensure.h"

namespace attacks {

using base::WattHours;
using card::OrderKind;
using card::Sequence;
using meter::InsertionResult;

const card::Key128 master_key{
    card::Block{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB}};

namespace {

card::IdRecord identity(card::MeterId meter, card::CardSerial serial) {
    card::IdRecord id = card::testing::example_id();
    id.meter = meter;
    id.serial = serial;
    return id;
}

}  // namespace

Home::Home(card::MeterId id, card::CardSerial serial, std::optional<card::Key128> roll_key)
    : keying{.meter = id,
             .meter_key = card::derive(master_key, card::meter_key_block(id)),
             .roll_key = std::move(roll_key)},
      meter{keying, meter::State{}, card::testing::example_time},
      card{card::testing::personalised_card(identity(id, serial), keying.meter_key,
                                            card::testing::issuer_keys(master_key, serial), {})},
      newest_{card::testing::example_order()},
      sold_{{Sequence{0}, WattHours{0}}} {
    newest_.meter = id;
    newest_.card = serial;
    newest_.sequence = Sequence{0};
    newest_.ordered_total = WattHours{0};
}

card::OrderBytes Home::sell(WattHours energy, OrderKind kind) {
    make(energy, kind);
    return write();
}

card::OrderBytes Home::replace_card(card::CardSerial serial, OrderKind kind,
                                    card::CustomerNumber customer) {
    card::IdRecord id = card.memory().id;
    id.serial = serial;
    id.generation =
        card::Generation{static_cast<std::uint16_t>(std::to_underlying(newest_.generation) + 1)};
    id.customer = customer;
    id.life_cycle = card::LifeCycle::personalised;
    card = card::testing::personalised_card(id, keying.meter_key,
                                            card::testing::issuer_keys(master_key, serial), {});
    newest_.card = serial;
    newest_.generation = id.generation;
    newest_.customer = customer;
    make(WattHours{0}, kind);
    return write();
}

void Home::make(WattHours energy, OrderKind kind) {
    newest_.sequence = Sequence{std::to_underlying(newest_.sequence) + 1};
    const auto report = card::decode_report(card.memory().report);
    const bool is_known_open = report && report->account_open;
    newest_.kind = kind == OrderKind::purchase && !is_known_open ? OrderKind::opening : kind;
    newest_.energy = energy;
    newest_.ordered_total = newest_.ordered_total + energy;
    sold_[newest_.sequence] = newest_.ordered_total;
}

card::OrderBytes Home::write() {
    return write([this](std::span<const std::uint8_t> command) {
        return meter::testing::MeterBench::answer_of(card, {command.begin(), command.end()});
    });
}

card::OrderBytes Home::write(const card::testing::CardSession::Transmit& transmit) {
    const card::OrderBytes order = signed_by_the_office(newest_);
    card::testing::CardSession office{transmit};
    base::ensure(office.open(card::KeySet::issuer, issuer().channel) == card::StatusWord::done);
    base::ensure(office.send_secured(card::update(card::File::order, order)).status ==
                 card::StatusWord::done);
    return order;
}

card::OrderBytes Home::signed_by_the_office(const card::Order& order) const {
    return card::testing::signed_order(order, key_of(order.key_version));
}

card::ParameterSetBytes Home::set_of(const card::Parameters& parameters) const {
    card::ParameterSet set = card::testing::example_parameter_set();
    set.key_version = newest_.key_version;
    set.meter = keying.meter;
    set.parameters = parameters;
    return card::testing::signed_parameter_set(set, key_of(newest_.key_version));
}

void Home::bring(const card::Parameters& parameters) {
    card::CardMemory memory = card.memory();
    memory.parameters = set_of(parameters);
    card = card::SoftwareCard{memory};
    newest_.parameter_version = parameters.version;
}

void Home::bring_keys(card::KeyVersion version) {
    const card::KeyVersion on_card = card.memory().id.next_key_version;
    if (on_card != card::KeyVersion{0}) {
        card::testing::retire_old_key(card, key_of(on_card), issuer());
        newest_.key_version = on_card;
    }
    card::testing::bring_keys(card, version, key_of(version), *keying.roll_key, issuer());
}

card::Key128 Home::key_of(card::KeyVersion version) const {
    if (version == keying.key_version) {
        return keying.meter_key;
    }
    const card::Key128 master{card::Block{0x22, std::to_underlying(version)}};
    return card::derive(master, card::meter_key_block(keying.meter));
}

WattHours Home::credited() const {
    return meter.state().account.ordered().ordered_total;
}

void Home::expect_nothing_gained() const {
    const auto& held = meter.state().account.ordered();
    ASSERT_TRUE(sold_.contains(held.sequence));
    EXPECT_EQ(held.ordered_total, sold_.at(held.sequence));
    EXPECT_EQ(meter.stored().account.ordered(), held);
    EXPECT_TRUE(is_report_of_this_meter(card.memory().report));
}

// Or none yet.
bool Home::is_report_of_this_meter(const card::ReportBytes& bytes) const {
    if (card::is_blank(bytes)) {
        return true;
    }
    const auto report = card::decode_report(bytes);
    return report && card::is_genuine(bytes, card::derive(key_of(report->key_version),
                                                          card::report_key_block()));
}

void Home::expect_still_served() {
    const InsertionResult result = insert();
    EXPECT_TRUE(result == InsertionResult::credited || result == InsertionResult::already_loaded)
        << name_of(result);
    EXPECT_EQ(credited(), newest_.ordered_total);
}

card::SoftwareCard with_order(const card::SoftwareCard& card, const card::OrderBytes& order) {
    card::CardMemory memory = card.memory();
    memory.order = order;
    return card::SoftwareCard{memory};
}

}  // namespace attacks
