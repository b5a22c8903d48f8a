#include "meter/storage/state_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/crc32c.h"
#include "meter/credit/supply_rules.h"

namespace meter {
namespace {

using base::WattHours;
using namespace std::chrono_literals;

// A meter that has seen something of everything.
State lived_state() {
    State state;
    state.time = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h;
    state.opened = true;
    state.reasons = {};
    state.binding = {.serial = card::CardSerial{0x0102030405060708},
                     .generation = card::Generation{3},
                     .customer = card::CustomerNumber{4711},
                     .meter_sessions = 17};
    state.account.take({.sequence = card::Sequence{9},
                        .ordered_total = WattHours{123'456},
                        .purchases = 8,
                        .last_purchase = WattHours{-3},
                        .last_purchase_time = state.seconds() - 1h});
    state.reports = {.counter = 5, .last_digest = {1, 2, 3, 4, 5, 6, 7, 8}};
    state.challenge_counter = 77;
    state.renewed_key = {card::KeyVersion{2}, card::Key128{card::Block{1, 2, 3}}};
    state.protection.leakage_trips.openings.push_back(state.seconds() - 5min);
    state.protection.leakage_trips.wait_until = std::chrono::sys_seconds{1'200'000'000s};
    state.parameters.export_allowed = true;
    advance(state, {.power = base::Milliwatts{-2'000'000}}, 1h);
    state.parameters.export_allowed = false;
    advance(state, {.power = base::Milliwatts{-2'000'000}}, 1h,
            {.level = {.cover_open = true}, .risen = {}});
    state.tamper.record(TamperKind::reversed_current).instead.settle();
    state.tamper.without_voltage = SteppedRegister{base::Millijoules{987'654'321}};
    state.tamper.starts = 3;
    state.faults.set(Fault::clock_battery, true);
    state.field_round = card::Generation{6};
    for (int i = 0; i < 40; ++i) {
        clear_by_card(state);
        advance(state, {.power = base::Milliwatts{24'000'000}}, 10'001ms);
    }
    return state;
}

StateRecord record_of(const State& state) {
    StateRecord record{};
    encode(state, record);
    return record;
}

std::expected<void, StoredRecordError> outcome_of(std::span<const std::uint8_t> record) {
    State state;
    return decode_state(record, state);
}

TEST(StateRecord, gives_back_every_field) {
    const State state = lived_state();
    State decoded;

    ASSERT_TRUE(decode_state(record_of(state), decoded));

    EXPECT_EQ(decoded, state);
}

// The bytes of a record as a meter with version 2 wrote them.
std::vector<std::uint8_t> record_of_version_2() {
    std::ifstream file{TALLYWATT_SOURCE "/meter/storage/testdata/state_record_2.hex"};
    std::vector<std::uint8_t> record;
    for (std::string byte; file >> byte;) {
        record.push_back(static_cast<std::uint8_t>(std::stoul(byte, nullptr, 16)));
    }
    return record;
}

TEST(StateRecord, reads_what_the_version_before_has_written) {
    State state = lived_state();

    ASSERT_TRUE(decode_state(record_of_version_2(), state));

    EXPECT_TRUE(state.opened);
    EXPECT_EQ(state.account.ordered().ordered_total, WattHours{123'456});
    EXPECT_EQ(state.account.consumed_total(), base::Millijoules{16'800'960'000});
    EXPECT_EQ(state.account.ordered().last_purchase, WattHours{-3});
    EXPECT_EQ(state.demand.highest, base::Milliwatts{4'500'000});
    EXPECT_EQ(state.binding.meter_sessions, 17U);
    EXPECT_GT(state.power_limit.repeated.wait_until, state.seconds());
    EXPECT_EQ(state.protection.leakage_trips.openings.size(), 1U);
    EXPECT_EQ(state.challenge_counter, 77U);
    EXPECT_EQ(state.switch_operations, 9U);
    EXPECT_EQ(state.tamper.exported.total(), base::millijoules(WattHours{2'000}));
    EXPECT_EQ(state.tamper.without_voltage.total(), base::Millijoules{987'654'321});
    EXPECT_EQ(state.tamper.starts, 3U);
    EXPECT_TRUE(state.faults.contains(Fault::clock_battery));
    EXPECT_EQ(state.renewed_key.key_version, card::KeyVersion{2});
    EXPECT_EQ(state.field_round, card::Generation{6});
    EXPECT_EQ(state.events.last_number(), 15U);
    ASSERT_EQ(state.events.recent().size(), 15U);
    EXPECT_EQ(state.events.recent()[14].time, std::chrono::sys_seconds{1'772'373'660s});
    EXPECT_EQ(state.events.recent()[14].ordered_total, WattHours{123'456});
    State again;
    ASSERT_TRUE(decode_state(record_of(state), again));
    EXPECT_EQ(again, state);
}

TEST(StateRecord, gives_back_the_state_of_production) {
    State decoded = lived_state();

    ASSERT_TRUE(decode_state(record_of(State{}), decoded));

    EXPECT_EQ(decoded, State{});
}

// The number in the record where docs/formats/meter.md says that `field` is; -1 where it says
// nothing.
std::int64_t documented_field(const StateRecord& record, std::string_view field) {
    std::ifstream document{TALLYWATT_SOURCE "/docs/formats/meter.md"};
    const std::string row = "| " + std::string{field} + " | ";
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with(row)) {
            std::size_t digits = 0;
            const std::size_t place = std::stoul(line.substr(row.size()), &digits);
            const std::size_t width = std::stoul(line.substr(row.size() + digits + 3));
            base::ByteReader reader{std::span{record}.subspan(place, width)};
            return reader.signed_of(width);
        }
    }
    return -1;
}

TEST(StateRecord, has_its_fields_where_the_document_says) {
    const State state = lived_state();
    const StateRecord record = record_of(state);
    const auto last_bits = [](const SteppedRegister& beside) {
        return beside.total().count() / 2'000 % (1 << 20);
    };
    const std::int64_t beside_bits =
        last_bits(state.tamper.exported) * (1 << 20) + last_bits(state.tamper.without_voltage);
    const std::pair<std::string_view, std::int64_t> fields[]{
        {"clock, ms", state.time.time_since_epoch().count()},
        {"pending energy, µJ; the top bit: failing power was recorded",
         state.integrator.pending_microjoules()},
        {"consumed total, mJ", state.account.consumed_total().count()},
        {"overdrawn total, mJ", state.account.overdrawn_total().count()},
        {"energy while open, mJ", state.flowed_while_open.count()},
        {"demand period number", state.demand.period_number},
        {"energy in the demand period, mJ", state.demand.energy_in_period.count()},
        {"of exported energy, and of energy without voltage: the last 20 bits of its whole 2,000 "
         "mJ",
         beside_bits},
        {"power above the limit for, ms", state.power_limit.above_for.count()},
        {"highest demand, mW", state.demand.highest.count()},
        {"order sequence", 9},
        {"ordered total, Wh", 123'456},
        {"last purchase, Wh", -3},
        {"card serial", 0x0102030405060708},
        {"meter sessions of the card", 17},
        {"reasons", state.reasons.bits()},
        {"openings by the power limit within the last hour",
         static_cast<std::int64_t>(state.power_limit.repeated.openings.size())},
        {"wait until, s", state.power_limit.repeated.wait_until.time_since_epoch().count()},
        {"report counter", 5},
        {"challenge counter", 77},
        {"switch operations", state.switch_operations},
        {"leakage wait until, s", 1'200'000'000},
        {"energy without voltage, mJ", state.tamper.without_voltage.stored().count()},
        {"exported energy, mJ", state.tamper.exported.stored().count()},
        {"faults", state.faults.bits()},
        {"number of the last event", state.events.last_number()},
        {"highest round of a field card, 0 for none", 6},
        {"version of the key taken since production, 0 for none", 2},
        {"events kept", static_cast<std::int64_t>(state.events.recent().size())},
    };

    for (const auto& [name, value] : fields) {
        EXPECT_EQ(documented_field(record, name), value) << name;
    }
}

TEST(StateRecord, is_refused_for_every_flipped_bit) {
    const StateRecord record = record_of(lived_state());

    for (std::size_t bit = 0; bit < 8 * record.size(); ++bit) {
        StateRecord damaged = record;
        damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
        EXPECT_FALSE(outcome_of(damaged)) << "bit " << bit;
    }
}

TEST(StateRecord, is_refused_at_every_shorter_length) {
    const StateRecord record = record_of(lived_state());

    for (std::size_t length = 0; length < record.size(); ++length) {
        EXPECT_FALSE(outcome_of(std::span{record}.first(length)));
    }
}

TEST(StateRecord, differs_in_its_energy_part_alone_where_only_energy_has_flowed) {
    State state = lived_state();
    const StateRecord before = record_of(state);

    advance(state, {.power = base::Milliwatts{500'000}}, 30s);
    const StateRecord after = record_of(state);

    EXPECT_TRUE(std::ranges::equal(settled_part(before), settled_part(after)));
    EXPECT_FALSE(std::ranges::equal(energy_part(before), energy_part(after)));
}

TEST(StateRecord, goes_on_by_the_energy_part_of_another) {
    State state = lived_state();
    State found = state;
    advance(state, {.power = base::Milliwatts{500'000}}, 30s);

    ASSERT_TRUE(go_on(found, energy_part(record_of(state)), EnergyPartForm::present));

    EXPECT_EQ(record_of(found), record_of(state));
}

TEST(StateRecord, keeps_what_registers_beside_the_credit_counted_in_the_energy_part) {
    State state = lived_state();
    state.tamper.exported = SteppedRegister{base::Millijoules{987'654'321'001}};
    const StateRecord before = record_of(state);
    for (int i = 0; i < 49; ++i) {
        State found;
        ASSERT_TRUE(decode_state(before, found));
        state.tamper.exported.add(base::Milliwatts{36'000'000}, 1s);  // 10 Wh
        state.tamper.without_voltage.add(base::Milliwatts{3'000'000}, 1s);
        const StateRecord after = record_of(state);

        ASSERT_TRUE(go_on(found, energy_part(after), EnergyPartForm::present));

        EXPECT_TRUE(std::ranges::equal(settled_part(before), settled_part(after)));
        for (const auto member : {&TamperState::exported, &TamperState::without_voltage}) {
            const auto lost = (state.tamper.*member).total() - (found.tamper.*member).total();
            EXPECT_GE(lost, base::Millijoules{0});
            EXPECT_LT(lost, base::Millijoules{2'000});
        }
        EXPECT_EQ(record_of(found), after);
    }
}

TEST(StateRecord, loses_nothing_of_a_register_whose_next_step_is_not_committed_yet) {
    State state;
    state.tamper.exported.add(base::Milliwatts{499'000}, 1h);
    State found;
    ASSERT_TRUE(decode_state(record_of(state), found));
    state.tamper.exported.add(base::Milliwatts{11'000}, 1h);

    ASSERT_TRUE(go_on(found, energy_part(record_of(state)), EnergyPartForm::present));

    EXPECT_EQ(found.tamper.exported.total(), base::millijoules(WattHours{510}));
}

TEST(StateRecord, is_refused_where_a_right_checksum_covers_impossible_values) {
    StateRecord record = record_of(State{});
    record[record_head_size] = 0xFF;  // a clock long after the year 9999

    const auto checked = std::span{record}.first(record.size() - 4);
    base::ByteWriter{std::span{record}.last(4)}.u32(base::crc32c(checked));

    const auto outcome = outcome_of(record);

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), StoredRecordError::value_out_of_range);
}

}  // namespace
}  // namespace meter
