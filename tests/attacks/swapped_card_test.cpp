// Another card answers in the middle of an insertion, and cards that are far away.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "meter/testing/opened_state.h"
#include "tests/attacks/dialogues.h"

namespace attacks {
namespace {

using base::WattHours;
using card::CardKind;
using card::SoftwareCard;
using card::testing::FieldCard;
using meter::EventKind;
using meter::InsertionResult;
using meter::testing::MeterBench;

// What comes into the slot instead: genuine cards of this meter, each with something to bring that
// it would get if it were put in for itself, a neighbour's and a blank one.
enum class Other { replacement, inspection, parameter_card, maintenance, neighbours, blank };
constexpr std::array others{Other::replacement, Other::inspection, Other::parameter_card,
                            Other::maintenance, Other::neighbours, Other::blank};

std::string name_of(Other other) {
    constexpr std::array<const char*, others.size()> names{
        "replacement", "inspection", "parameter_card", "maintenance", "neighbours", "blank"};
    return names[static_cast<std::size_t>(other)];
}

constexpr card::CardSerial other_serial{0x07E7};
constexpr WattHours of_the_other{900'000};

class OtherCard {
 public:
    OtherCard(Other other, const Home& home) {
        switch (other) {
            case Other::replacement:
                card_ = replacement_of(home);
                return;
            case Other::inspection:
                make_field(CardKind::inspection, home);
                return;
            case Other::parameter_card:
                make_field(CardKind::parameter, home);
                return;
            case Other::maintenance:
                make_field(CardKind::maintenance, home);
                return;
            case Other::neighbours: {
                Home neighbour{card::MeterId{5}, other_serial};
                neighbour.sell(of_the_other);
                card_ = neighbour.card;
                return;
            }
            case Other::blank:
                card_ = SoftwareCard::blank(other_serial);
                return;
        }
    }

    [[nodiscard]] SoftwareCard& card() { return field_ ? field_->card() : card_; }

 private:
    static SoftwareCard replacement_of(const Home& home) {
        card::Order order = home.newest();
        order.kind = card::OrderKind::replacement;
        order.card = other_serial;
        order.generation = card::Generation{9};
        order.sequence = card::Sequence{99};
        order.ordered_total = of_the_other;
        card::IdRecord id = home.card.memory().id;
        id.serial = other_serial;
        id.generation = order.generation;
        id.next_key_version = {};
        return card::testing::personalised_card(id, home.keying.meter_key,
                                                card::testing::issuer_keys(master_key, id.serial),
                                                home.signed_by_the_office(order));
    }
    void make_field(CardKind kind, const Home& home) {
        card::Parameters parameters;
        parameters.version = 77;
        field_.emplace(kind, other_serial, master_key);
        field_->begin_round(card::Generation{1},
                            {{home.keying.meter, home.keying.meter_key, home.set_of(parameters)}});
    }

    SoftwareCard card_ = SoftwareCard::blank(other_serial);
    std::optional<FieldCard> field_;
};

class SwappedCard : public ::testing::TestWithParam<std::tuple<Dialogue, Other>> {
 protected:
    [[nodiscard]] static Dialogue dialogue() { return std::get<0>(GetParam()); }
    [[nodiscard]] static Other other() { return std::get<1>(GetParam()); }

    const int commands = static_cast<int>(undisturbed(dialogue()).size());
};

INSTANTIATE_TEST_SUITE_P(Pairs, SwappedCard,
                         ::testing::Combine(::testing::ValuesIn(dialogues),
                                            ::testing::ValuesIn(others)),
                         [](const auto& tested) {
                             return name_of(std::get<0>(tested.param)) + "_and_" +
                                    name_of(std::get<1>(tested.param));
                         });

// The first two commands tell the meter who is in the slot.
constexpr int commands_until_it_is_known = 2;

TEST_P(SwappedCard, ends_the_insertion_and_is_not_served_itself) {
    for (int swapped_at = commands_until_it_is_known; swapped_at < commands; ++swapped_at) {
        SCOPED_TRACE(::testing::Message() << "from command " << swapped_at);
        ReadyHome home{dialogue()};
        OtherCard other{this->other(), home};
        const card::CardMemory untouched = other.card().memory();

        const auto result = home.meter.insert(
            home.in_hand(), [&](int index, const Bytes& command, SoftwareCard& in_slot) {
                return std::optional{
                    MeterBench::answer_of(index < swapped_at ? in_slot : other.card(), command)};
            });

        const bool is_told_before = home.is_served(result);  // only its history was cut short
        EXPECT_TRUE(result == InsertionResult::card_error ||
                    result == InsertionResult::report_not_written || is_told_before)
            << meter::name_of(result);
        EXPECT_TRUE(is_told_before ||
                    std::ranges::any_of(home.meter.state().events.recent(), [](const auto& event) {
                        return event.kind == EventKind::card_refused &&
                               event.detail == std::to_underlying(InsertionResult::card_error);
                    }));
        EXPECT_EQ(result == InsertionResult::card_error, !home.has_come());
        EXPECT_EQ(other.card().memory().meter.sessions, untouched.meter.sessions);
        EXPECT_EQ(other.card().memory().report, untouched.report);
        home.expect_nothing_gained();
        home.expect_still_served();
    }
}

TEST_P(SwappedCard, for_one_command_alone_disturbs_and_brings_nothing) {
    for (int swapped_at = 0; swapped_at < commands; ++swapped_at) {
        SCOPED_TRACE(::testing::Message() << "at command " << swapped_at);
        ReadyHome home{dialogue()};
        OtherCard other{this->other(), home};

        (void)home.meter.insert(
            home.in_hand(), [&](int index, const Bytes& command, SoftwareCard& in_slot) {
                return std::optional{
                    MeterBench::answer_of(index == swapped_at ? other.card() : in_slot, command)};
            });

        home.expect_nothing_gained();
        home.expect_still_served();
    }
}

// Nothing tells the two apart but their count of sessions.
TEST(SwappedTwin, gains_nothing_in_the_middle_of_a_session) {
    for (int swapped_at = 0; swapped_at < commands_of_a_dialogue; ++swapped_at) {
        SCOPED_TRACE(::testing::Message() << "from command " << swapped_at);
        ReadyHome home{Dialogue::plain};
        SoftwareCard twin{home.card.memory()};

        (void)home.meter.insert(
            home.card, [&](int index, const Bytes& command, SoftwareCard& in_slot) {
                return std::optional{
                    MeterBench::answer_of(index < swapped_at ? in_slot : twin, command)};
            });

        home.expect_nothing_gained();
    }
}

TEST(Relay, gains_nothing_by_a_neighbours_card_under_a_false_name) {
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    neighbour.sell(of_the_other);
    ReadyHome home{Dialogue::plain};
    const WattHours before = home.credited();
    const auto said = card::encode(card::Response{
        card::ResponseData{card::encode(home.card.memory().id)}, card::StatusWord::done});
    const Bytes own_identity{said.begin(), said.end()};

    EXPECT_EQ(home.meter.insert(neighbour.card), InsertionResult::wrong_meter);
    const auto result = home.meter.insert(
        neighbour.card, through([&](int position, const Bytes& command, SoftwareCard& far_away) {
            // Who the card is: the only answer without a code.
            return position == 1 ? own_identity : MeterBench::answer_of(far_away, command);
        }));

    EXPECT_EQ(result, InsertionResult::card_not_genuine);
    EXPECT_EQ(home.credited(), before);
    home.expect_nothing_gained();
}

TEST(Relay, gains_nothing_by_the_right_card_from_far_away) {
    ReadyHome home{Dialogue::plain};

    const auto relayed =
        home.meter.insert(home.card, through([](int, const Bytes& command, SoftwareCard& far_away) {
                              return MeterBench::answer_of(far_away, command);
                          }));

    EXPECT_EQ(relayed, InsertionResult::credited);
    EXPECT_EQ(home.insert(), InsertionResult::already_loaded);
    home.expect_nothing_gained();
}

}  // namespace
}  // namespace attacks
