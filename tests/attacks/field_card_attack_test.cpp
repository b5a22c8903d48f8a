// Attacks on and with field cards: an inspector who lies, a round that is over, a parameter set for
// somebody else.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "meter/testing/opened_state.h"
#include "tests/attacks/home.h"
#include "tests/attacks/shim.h"

namespace attacks {
namespace {

using base::WattHours;
using card::CardKind;
using card::Generation;
using card::Key128;
using card::testing::FieldCard;
using meter::InsertionResult;
using meter::testing::MeterBench;

constexpr card::CardSerial inspector{0x1115};

card::ParameterSetBytes set_for(card::MeterId meter, const Key128& meter_key) {
    card::ParameterSet set = card::testing::example_parameter_set();
    set.meter = meter;
    set.parameters.version = 7;
    return card::testing::signed_parameter_set(set, meter_key);
}

Key128 report_key(const Home& home) {
    return card::derive(home.keying.meter_key, card::report_key_block());
}

TEST(StolenFitter, leaves_its_number_in_every_meter_that_it_is_used_at) {
    Home home;
    FieldCard field{CardKind::maintenance, inspector, master_key};
    field.begin_round(Generation{1}, {{home.keying.meter, home.keying.meter_key}});

    // A shim that gives the card another carrier's number, in what anybody may read of it.
    const auto lying = through([](int, const Bytes& command, card::SoftwareCard& card) {
        Bytes answer = MeterBench::answer_of(card, command);
        if (command[0] == 0x00 && command[1] == 0xB0) {
            answer[29] ^= 0xFFU;
        }
        return answer;
    });
    EXPECT_EQ(home.meter.insert(field.card(), lying), InsertionResult::maintained);

    EXPECT_EQ(meter::testing::last_of(home.meter.state(), meter::EventKind::maintained).detail,
              std::to_underlying(card::testing::example_customer));
}

TEST(LyingInspector, cannot_alter_a_bit_of_a_report_or_an_event) {
    Home home;
    home.sell(WattHours{30'000});
    ASSERT_EQ(home.insert(), InsertionResult::credited);
    FieldCard field{CardKind::inspection, inspector, master_key};
    field.begin_round(Generation{1}, {{home.keying.meter, home.keying.meter_key}});
    ASSERT_EQ(home.meter.insert(field.card()), InsertionResult::field_card_served);
    const Key128 key = report_key(home);
    const auto stays_genuine = [&key](auto record) {
        bool any = false;
        for (std::size_t bit = 0; bit < 8 * record.size(); ++bit) {
            auto altered = record;
            altered[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            any = any || card::is_genuine(altered, key);
        }
        return any;
    };

    ASSERT_TRUE(card::is_genuine(field.place(0).report, key));
    ASSERT_TRUE(card::is_genuine(field.place(0).events[0], key));
    EXPECT_FALSE(stays_genuine(field.place(0).report));
    EXPECT_FALSE(stays_genuine(field.place(0).events[0]));
    // Nor does one meter's report pass for another's.
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    EXPECT_FALSE(card::is_genuine(field.place(0).report, report_key(neighbour)));
}

TEST(OldRound, is_refused_whatever_card_brings_it) {
    Home home;
    FieldCard newest{CardKind::inspection, inspector, master_key};
    newest.begin_round(Generation{9}, {{home.keying.meter, home.keying.meter_key}});
    ASSERT_EQ(home.meter.insert(newest.card()), InsertionResult::field_card_served);
    for (const CardKind kind : {CardKind::inspection, CardKind::parameter}) {
        FieldCard old{kind, card::CardSerial{0x2226}, master_key};
        old.begin_round(Generation{8}, {{home.keying.meter, home.keying.meter_key,
                                         set_for(home.keying.meter, home.keying.meter_key)}});
        EXPECT_EQ(home.meter.insert(old.card()), InsertionResult::card_replaced);

        // The same card, which now says that its round is the newest: its keys are not.
        card::CardMemory relabelled = old.card().memory();
        relabelled.id.generation = Generation{10};
        card::SoftwareCard lying{relabelled, old.memory()};
        EXPECT_EQ(home.meter.insert(lying), InsertionResult::card_not_genuine);
    }
    EXPECT_EQ(home.meter.state().parameters.version, 0U);
}

TEST(ForeignParameters, are_refused_on_a_parameter_card_of_this_meters_round) {
    Home home;
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    const auto of_neighbour = set_for(neighbour.keying.meter, neighbour.keying.meter_key);
    const auto signed_by_neighbour = set_for(home.keying.meter, neighbour.keying.meter_key);
    for (const auto& set : {of_neighbour, signed_by_neighbour}) {
        FieldCard field{CardKind::parameter, inspector, master_key};
        field.begin_round(Generation{1}, {{home.keying.meter, home.keying.meter_key, set}});

        EXPECT_EQ(home.meter.insert(field.card()), InsertionResult::field_card_served);

        EXPECT_EQ(home.meter.state().parameters.version, 0U);
        const auto& events = home.meter.state().events.recent();
        EXPECT_TRUE(std::ranges::any_of(events, [](const meter::Event& event) {
            return event.kind == meter::EventKind::parameters_refused;
        }));
    }
}

}  // namespace
}  // namespace attacks
