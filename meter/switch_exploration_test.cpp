// The switch of a whole meter, told to be closed exactly where no reason stands: at the start and
// after each thing that the meter is told, a card's every answer among them.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

#include "card/testing/cards.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/supply_oracle.h"

namespace meter {
namespace {

using testing::ExploredInput;
using testing::ExploredVariant;
using testing::MeterBench;

const card::Key128 meter_key{card::Block{7, 7, 3}};
const Keying keying{.meter = card::testing::example_meter, .meter_key = meter_key};
constexpr base::Millijoules plenty = base::millijoules(base::WattHours{20'000});
constexpr ExploredInput nothing{.name = "nothing"};

const card::Key128 forgers_key{card::Block{6, 6, 6}};

// The card as it comes to a meter with `parameters`.
card::SoftwareCard card_with(const testing::ExploredOrder& explored, const Parameters& parameters) {
    const card::Order order = testing::order_on_card(explored);
    card::IdRecord id = card::testing::example_id();
    id.serial = order.card;
    id.generation = order.generation;
    id.meter = order.meter;
    const bool is_forged = explored.flaw == testing::CardFlaw::forged;
    card::CardMemory memory =
        card::testing::personalised_card(
            id, meter_key, card::testing::issuer_keys(card::Key128{}, id.serial),
            card::testing::signed_order(order, is_forged ? forgers_key : meter_key))
            .memory();
    memory.meter.sessions = testing::sessions_of(explored) - 1;
    if (explored.brings != testing::BroughtSet::none) {
        const bool is_genuine = explored.brings == testing::BroughtSet::larger_overdraft;
        memory.parameters = card::testing::signed_parameter_set(
            testing::explored_set(parameters), is_genuine ? meter_key : forgers_key);
    }
    return card::SoftwareCard{memory};
}

// Follows a meter through one input.
class FollowedSwitch {
 public:
    explicit FollowedSwitch(const State& stored)
        : bench_{keying, stored, stored.seconds()},
          was_closed_{stored.reasons.is_empty()},
          operations_{stored.switch_operations} {
        expect_right(nothing);
    }

    void happen(const ExploredInput& input) {
        if (!input.order) {
            bench_.meter().step(input.measured, input.lasts, input.contacts);
            expect_right(input);
            return;
        }
        const Reasons before = bench_.state().reasons;
        card::SoftwareCard card = card_with(*input.order, bench_.state().parameters);
        (void)bench_.insert(card, [this, &input](int, const MeterBench::Bytes& command,
                                                 card::SoftwareCard& in_slot) {
            expect_right(input);
            return std::optional{MeterBench::answer_of(in_slot, command)};
        });
        expect_right(input);
        if (input.order->flaw != testing::CardFlaw::none) {
            ASSERT_EQ(bench_.state().reasons, before);
        }
    }

 private:
    void expect_right(const ExploredInput& input) {
        const bool is_closed = bench_.supply_is_closed();
        ASSERT_EQ(is_closed, must_be_closed(was_closed_, input, bench_.state().reasons));
        operations_ += is_closed == was_closed_ ? 0U : 1U;
        ASSERT_EQ(bench_.state().switch_operations, operations_);
        was_closed_ = is_closed;
    }

    MeterBench bench_;
    bool was_closed_;
    std::uint32_t operations_;
};

void expect_the_switch_to_follow(const State& stored, const ExploredInput& input) {
    FollowedSwitch followed{stored};
    followed.happen(input);
}

TEST(SupplySwitch, follows_every_set_of_reasons_through_every_stretch_of_time) {
    const ExploredVariant& variant = testing::explored_variants()[0];
    for (const unsigned bits : testing::explored_sets(0)) {
        const State stored = testing::explored_state(
            *Reasons::from_bits(static_cast<std::uint16_t>(bits)), plenty, variant);
        for (const ExploredInput& input : testing::explored_inputs()) {
            if (!input.order && !input.field_card) {
                ASSERT_NO_FATAL_FAILURE(expect_the_switch_to_follow(stored, input))
                    << input.name << ", reasons " << bits;
            }
        }
    }
}

TEST(SupplySwitch, and_every_set_of_reasons_with_its_waits_outlive_a_restart) {
    constexpr std::size_t that_must_wait = 2;
    const ExploredVariant& variant = testing::explored_variants()[that_must_wait];
    ASSERT_TRUE(variant.must_wait);
    for (const unsigned bits : testing::explored_sets(that_must_wait)) {
        const State stored = testing::explored_state(
            *Reasons::from_bits(static_cast<std::uint16_t>(bits)), plenty, variant);
        MeterBench bench{keying, stored, stored.seconds()};

        bench.restart();

        ASSERT_EQ(bench.state().reasons, stored.reasons);
        ASSERT_EQ(bench.supply_is_closed(), stored.reasons.is_empty());
        ASSERT_EQ(bench.state().power_limit.repeated, stored.power_limit.repeated);
        ASSERT_EQ(bench.state().protection.leakage_trips, stored.protection.leakage_trips);
    }
}

TEST(SupplySwitch, is_opened_before_the_storage_is_asked_to_keep_why) {
    MeterBench bench{keying, testing::explored_state({}, plenty, testing::explored_variants()[0]),
                     testing::explored_time};
    bool was_closed_while_saving = false;
    bench.board().state_store.before_save = [&] {
        was_closed_while_saving = was_closed_while_saving || bench.supply_is_closed();
    };

    bench.meter().step({}, std::chrono::seconds{1}, {.off_button = true});

    EXPECT_EQ(bench.stored().reasons, Reasons{Reason::switched_off_by_hand});
    EXPECT_FALSE(was_closed_while_saving);
}

TEST(SupplySwitch, follows_each_reason_at_every_level_through_every_answer_of_a_card) {
    for (const ExploredVariant& variant : testing::explored_variants()) {
        for (std::size_t i = 0; i <= reason_rules.size(); ++i) {
            const Reasons reasons =
                i < reason_rules.size() ? Reasons{reason_rules[i].reason} : Reasons{};
            for (const base::Millijoules level : testing::explored_levels()) {
                const State stored = testing::explored_state(reasons, level, variant);
                for (const ExploredInput& input : testing::explored_inputs()) {
                    if (input.field_card) {
                        continue;  // meter/terminal/field_card_test.cpp has them
                    }
                    ASSERT_NO_FATAL_FAILURE(expect_the_switch_to_follow(stored, input))
                        << input.name << ", a meter " << variant.name << ", reasons "
                        << reasons.bits() << ", level " << level.count();
                }
            }
        }
    }
}

}  // namespace
}  // namespace meter
