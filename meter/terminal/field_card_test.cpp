// A meter with an inspector's and a fitter's card in its slot.
#include "meter/terminal/field_card.h"

#include <gtest/gtest.h>

#include "card/testing/cards.h"
#include "meter/credit/supply_rules.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using card::CardKind;
using card::Generation;
using card::testing::example_meter;
using card::testing::FieldCard;
using testing::last_of;
using testing::MeterBench;

const card::Key128 meter_key{card::Block{1}};
const card::Key128 master_key{card::Block{9}};
constexpr card::CardSerial serial{0xF1E1D};

class FieldCardAtTheMeter : public ::testing::Test {
 protected:
    State opened = [] {
        State state = testing::opened_with(30'000);
        state.time = card::testing::example_time;
        return state;
    }();
    MeterBench meter_bench{Keying{.meter = example_meter, .meter_key = meter_key}, opened,
                           card::testing::example_time};
    FieldCard inspection{CardKind::inspection, serial, master_key};
    FieldCard parameter{CardKind::parameter, card::CardSerial{0xF2}, master_key};
    FieldCard maintenance{CardKind::maintenance, card::CardSerial{0xF3}, master_key};

    static card::ParameterSetBytes set_of(std::uint32_t version,
                                          const card::Key128& key = meter_key) {
        card::ParameterSet set = card::testing::example_parameter_set();
        set.parameters.version = version;
        return card::testing::signed_parameter_set(set, key);
    }
    // A shim that changes a byte of what a card says of itself to anyone.
    static MeterBench::Line lying_about(std::size_t byte, std::uint8_t value) {
        return [byte, value](int, const MeterBench::Bytes& command, card::SoftwareCard& card) {
            MeterBench::Bytes answer = MeterBench::answer_of(card, command);
            if (command[0] == 0x00 && command[1] == 0xB0) {
                answer[byte] = value;
            }
            return std::optional{answer};
        };
    }
    static bool is_genuine(std::span<const std::uint8_t> record) {
        return card::is_genuine(record, card::derive(meter_key, card::report_key_block()));
    }
};

TEST_F(FieldCardAtTheMeter, gives_an_inspection_card_its_report_and_its_last_events) {
    inspection.begin_round(Generation{1},
                           {{card::MeterId{5}, master_key}, {example_meter, meter_key}});

    EXPECT_EQ(meter_bench.insert(inspection.card()), InsertionResult::field_card_served);

    const auto& place = inspection.place(1);
    EXPECT_TRUE(is_genuine(place.report));
    const auto report = card::decode_report(place.report);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->card, serial);
    EXPECT_EQ(report->generation, Generation{1});
    EXPECT_EQ(report->ordered_total, base::WattHours{30'000});
    const auto& events = meter_bench.state().events.recent();
    for (std::size_t i = 0; i < std::min(events.size(), card::events_of_a_place); ++i) {
        ASSERT_TRUE(is_genuine(place.events[i])) << i;
        const auto event = card::decode_event_record(place.events[i]);
        ASSERT_TRUE(event);
        EXPECT_EQ(event->number, events[events.size() - 1 - i].number);
        EXPECT_EQ(event->report_counter, report->report_counter);
    }
    EXPECT_EQ(card::decode_event_record(place.events[0])->kind,
              std::to_underlying(EventKind::field_card_served));
}

TEST_F(FieldCardAtTheMeter, changes_nothing_but_report_and_event_for_an_inspection) {
    inspection.begin_round(Generation{1}, {{example_meter, meter_key}});
    const State before = meter_bench.state();

    (void)meter_bench.insert(inspection.card());

    State after = meter_bench.stored();
    EXPECT_EQ(after.account.ordered(), before.account.ordered());
    EXPECT_EQ(after.binding, before.binding);
    EXPECT_EQ(after.reasons, before.reasons);
    EXPECT_EQ(after.parameters, before.parameters);
    EXPECT_EQ(after.field_round, Generation{1});
}

TEST_F(FieldCardAtTheMeter, clears_no_reason) {
    State tripped = opened;
    set_reason(tripped, Reason::power_limit);
    MeterBench meter{Keying{.meter = example_meter, .meter_key = meter_key}, tripped,
                     card::testing::example_time};
    inspection.begin_round(Generation{1}, {{example_meter, meter_key}});

    EXPECT_EQ(meter.insert(inspection.card()), InsertionResult::field_card_served);

    EXPECT_TRUE(meter.state().reasons.contains(Reason::power_limit));
}

TEST_F(FieldCardAtTheMeter, takes_a_parameter_set_from_a_parameter_card_and_reports) {
    parameter.begin_round(Generation{2}, {{example_meter, meter_key, set_of(4)}});

    EXPECT_EQ(meter_bench.insert(parameter.card()), InsertionResult::field_card_served);

    EXPECT_EQ(meter_bench.stored().parameters.version, 4U);
    EXPECT_EQ(last_of(meter_bench.state(), EventKind::parameters_taken).detail, 4);
    EXPECT_TRUE(is_genuine(parameter.place(0).report));
}

TEST_F(FieldCardAtTheMeter, refuses_a_lower_round_and_keeps_the_highest_over_a_restart) {
    inspection.begin_round(Generation{5}, {{example_meter, meter_key}});
    (void)meter_bench.insert(inspection.card());
    meter_bench.restart();
    parameter.begin_round(Generation{4}, {{example_meter, meter_key, set_of(9)}});

    EXPECT_EQ(meter_bench.insert(parameter.card()), InsertionResult::card_replaced);

    EXPECT_EQ(meter_bench.state().field_round, Generation{5});
    EXPECT_NE(meter_bench.state().parameters.version, 9U);
}

TEST_F(FieldCardAtTheMeter, tells_a_card_of_another_round_of_meters_that_it_is_wrong_here) {
    inspection.begin_round(Generation{1}, {{card::MeterId{5}, meter_key}});

    EXPECT_EQ(meter_bench.insert(inspection.card()), InsertionResult::wrong_meter);
}

TEST_F(FieldCardAtTheMeter, tests_the_switch_for_a_fitter_and_keeps_the_fitters_number) {
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});
    const std::uint32_t operations = meter_bench.state().switch_operations;
    ASSERT_TRUE(meter_bench.supply_is_closed());

    EXPECT_EQ(meter_bench.insert(maintenance.card()), InsertionResult::maintained);

    EXPECT_EQ(last_of(meter_bench.state(), EventKind::maintained).detail,
              std::to_underlying(card::testing::example_customer));
    EXPECT_TRUE(is_genuine(maintenance.place(0).report));
    EXPECT_EQ(meter_bench.meter().frame().page, Page::segment_test);
    EXPECT_FALSE(meter_bench.supply_is_closed());
    meter_bench.meter().step({}, SwitchTest::duration - std::chrono::milliseconds{1});
    EXPECT_FALSE(meter_bench.supply_is_closed());
    meter_bench.meter().step({}, std::chrono::milliseconds{1});
    EXPECT_TRUE(meter_bench.supply_is_closed());
    EXPECT_EQ(last_of(meter_bench.stored(), EventKind::switch_tested).detail, 1);
    EXPECT_EQ(meter_bench.stored().switch_operations, operations + 2);
}

TEST_F(FieldCardAtTheMeter, tells_of_a_switch_that_still_carries_current_when_it_is_tested) {
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});
    (void)meter_bench.insert(maintenance.card());

    meter_bench.meter().step({.power = base::Milliwatts{100'000}}, SwitchTest::duration);

    EXPECT_EQ(last_of(meter_bench.stored(), EventKind::switch_tested).detail, 0);
}

TEST_F(FieldCardAtTheMeter, leaves_the_supply_as_it_is_when_power_ends_the_test_of_the_switch) {
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});
    (void)meter_bench.insert(maintenance.card());

    meter_bench.restart();

    EXPECT_TRUE(meter_bench.supply_is_closed());
}

TEST_F(FieldCardAtTheMeter, keeps_the_supply_open_for_its_reason_through_a_fitters_visit) {
    State tripped = opened;
    set_reason(tripped, Reason::zero);
    MeterBench meter{Keying{.meter = example_meter, .meter_key = meter_key}, tripped,
                     card::testing::example_time};
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});

    EXPECT_EQ(meter.insert(maintenance.card()), InsertionResult::maintained);
    meter.meter().step({}, SwitchTest::duration);

    EXPECT_TRUE(meter.state().reasons.contains(Reason::zero));
    EXPECT_FALSE(meter.supply_is_closed());
    EXPECT_EQ(meter.state().switch_operations, tripped.switch_operations);
}

TEST_F(FieldCardAtTheMeter, clears_an_opened_cover_for_a_fitter_once_it_is_closed_again) {
    State tampered = opened;
    tampered.parameters.opens_on_tampering = 1U << static_cast<unsigned>(TamperKind::cover_opened);
    MeterBench meter{Keying{.meter = example_meter, .meter_key = meter_key}, tampered,
                     card::testing::example_time};
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});
    meter.meter().step({}, std::chrono::seconds{2}, {.cover_open = true});
    meter.meter().step({}, std::chrono::seconds{2}, {.cover_open = true});
    ASSERT_TRUE(meter.state().reasons.contains(Reason::tampering));

    (void)meter.insert(maintenance.card());
    const bool cleared_while_open = !meter.state().reasons.contains(Reason::tampering);
    meter.meter().step({}, std::chrono::seconds{2});
    meter.meter().step({}, std::chrono::seconds{2});
    meter.board().tamper_latch.seen.cover_opened = true;
    (void)meter.insert(maintenance.card());

    EXPECT_FALSE(cleared_while_open);
    EXPECT_FALSE(meter.state().reasons.contains(Reason::tampering));
    EXPECT_EQ(meter.board().tamper_latch.seen, LatchedTampering{});
}

TEST_F(FieldCardAtTheMeter, believes_no_kind_and_no_fitter_that_the_channel_does_not_prove) {
    inspection.begin_round(Generation{1}, {{example_meter, meter_key}});
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});
    constexpr std::size_t kind_byte = 2;
    constexpr std::size_t last_byte_of_carrier = 29;
    const auto maintenance_kind = std::to_underlying(CardKind::maintenance);

    parameter.begin_round(Generation{1}, {{example_meter, meter_key, set_of(4)}});
    const auto parameter_kind = std::to_underlying(CardKind::parameter);
    const auto inspection_kind = std::to_underlying(CardKind::inspection);

    for (FieldCard* field : {&inspection, &parameter, &maintenance}) {
        const auto own_kind = std::to_underlying(field->card().memory().id.kind);
        for (const auto claimed : {inspection_kind, parameter_kind, maintenance_kind}) {
            if (claimed != own_kind) {
                EXPECT_EQ(meter_bench.insert(field->card(), lying_about(kind_byte, claimed)),
                          InsertionResult::card_not_genuine);
            }
        }
    }
    EXPECT_EQ(meter_bench.stored().field_round, Generation{0});
    EXPECT_EQ(meter_bench.stored().parameters.version, opened.parameters.version);
    EXPECT_EQ(meter_bench.insert(maintenance.card(), lying_about(last_byte_of_carrier, 1)),
              InsertionResult::maintained);

    EXPECT_EQ(last_of(meter_bench.state(), EventKind::maintained).detail,
              std::to_underlying(card::testing::example_customer));
}

TEST_F(FieldCardAtTheMeter, comes_through_wherever_the_card_is_pulled_and_put_in_again) {
    parameter.begin_round(Generation{1}, {{example_meter, meter_key, set_of(4)}});
    inspection.begin_round(Generation{1}, {{example_meter, meter_key}});
    maintenance.begin_round(Generation{1}, {{example_meter, meter_key}});
    const auto done = [](const FieldCard& field) {
        return field.card().memory().id.kind == CardKind::maintenance
                   ? InsertionResult::maintained
                   : InsertionResult::field_card_served;
    };
    for (FieldCard* field : {&parameter, &inspection, &maintenance}) {
        for (int pulled_at = 0;; ++pulled_at) {
            const auto pull = [pulled_at](int index, const MeterBench::Bytes& command,
                                          card::SoftwareCard& card) {
                const auto answer = MeterBench::answer_of(card, command);
                return index == pulled_at ? std::nullopt : std::optional{answer};
            };
            if (meter_bench.insert(field->card(), pull) == done(*field)) {
                break;
            }
            ASSERT_LT(pulled_at, 40);
            EXPECT_EQ(meter_bench.insert(field->card()), done(*field));
            EXPECT_TRUE(is_genuine(field->place(0).report));
        }
        EXPECT_EQ(meter_bench.state(), meter_bench.stored());
    }
    EXPECT_EQ(meter_bench.state().parameters.version, 4U);
}

}  // namespace
}  // namespace meter
