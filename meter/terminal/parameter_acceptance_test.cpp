#include "meter/terminal/parameter_acceptance.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"
#include "meter/terminal/order_acceptance.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;
using card::testing::example_meter;
using testing::count_of;
using testing::last_of;

const card::Key128 meter_key{card::Block{1, 2, 3}};
const MeterKeys keys{Keying{.meter = example_meter, .meter_key = meter_key}};

BroughtParameters brought(const card::ParameterSet& set) {
    return check_parameters(card::testing::signed_parameter_set(set, meter_key), keys);
}

card::ParameterSet set_of(std::uint32_t version) {
    card::ParameterSet set = card::testing::example_parameter_set();
    set.parameters.version = version;
    return set;
}

// A genuine record of values that no office's program would sign.
BroughtParameters brought_out_of_range() {
    auto bytes = card::encode(set_of(9));
    bytes[26] = 0x7F;  // the alarm level
    return check_parameters(
        card::testing::signed_record(bytes, card::derive(meter_key, card::parameter_key_block())),
        keys);
}

class ParameterAcceptance : public ::testing::Test {
 protected:
    ParameterAcceptance() {
        kept.time = card::testing::example_time;
        accept_parameters(kept, brought(set_of(3)));
    }

    // Everything but the events is as it was.
    void expect_refused(const BroughtParameters& parameters, std::int64_t why) {
        State before = kept;
        accept_parameters(kept, parameters);
        EXPECT_EQ(last_of(kept, EventKind::parameters_refused).detail, why);
        before.events = kept.events;
        EXPECT_EQ(kept, before);
    }

    State kept = testing::opened_with(30'000);
};

TEST_F(ParameterAcceptance, takes_a_newer_set_whole_with_an_event) {
    accept_parameters(kept, brought(set_of(4)));

    EXPECT_EQ(kept.parameters, set_of(4).parameters);
    EXPECT_EQ(last_of(kept, EventKind::parameters_taken).detail, 4);
}

TEST_F(ParameterAcceptance, ignores_an_older_set) {
    const State before = kept;

    accept_parameters(kept, brought(set_of(2)));

    EXPECT_EQ(kept, before);
}

TEST_F(ParameterAcceptance, has_nothing_to_do_for_the_set_that_it_has) {
    const State before = kept;

    accept_parameters(kept, brought(set_of(3)));

    EXPECT_EQ(kept, before);
}

TEST_F(ParameterAcceptance, refuses_the_same_version_with_other_content) {
    card::ParameterSet other = set_of(3);
    other.parameters.alarm_level = WattHours{16'000};

    expect_refused(brought(other), 67);
}

TEST_F(ParameterAcceptance, refuses_the_same_version_with_another_office_time) {
    card::ParameterSet other = set_of(3);
    other.office_time = std::nullopt;

    expect_refused(brought(other), 67);
}

TEST_F(ParameterAcceptance, refuses_a_newer_set_whole_for_one_value_out_of_range) {
    expect_refused(brought_out_of_range(),
                   std::to_underlying(card::ParameterError::alarm_level_out_of_range));
}

TEST_F(ParameterAcceptance, refuses_a_set_of_another_meter) {
    card::ParameterSet other = set_of(4);
    other.meter = card::MeterId{5};

    expect_refused(brought(other), 66);
}

TEST_F(ParameterAcceptance, refuses_a_set_with_any_bit_of_its_values_or_code_flipped) {
    const auto genuine = card::testing::signed_parameter_set(set_of(4), meter_key);
    for (std::size_t bit = 8 * 20; bit < 8 * genuine.size(); ++bit) {
        auto altered = genuine;
        altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));

        const BroughtParameters found = check_parameters(altered, keys);

        ASSERT_TRUE(found.fault) << bit;
        ASSERT_FALSE(found.set) << bit;
    }
}

TEST_F(ParameterAcceptance, does_nothing_where_nothing_lies_on_the_card) {
    const State before = kept;

    accept_parameters(kept, check_parameters(card::ParameterSetBytes{}, keys));

    EXPECT_EQ(kept, before);
}

TEST_F(ParameterAcceptance, trusts_the_clock_again_where_the_office_gives_its_time) {
    kept.clock_trusted = false;
    card::ParameterSet set = set_of(4);
    set.office_time = card::testing::example_time + std::chrono::hours{1};

    accept_parameters(kept, brought(set));

    EXPECT_TRUE(kept.clock_trusted);
    EXPECT_EQ(kept.seconds(), *set.office_time);
}

TEST_F(ParameterAcceptance, leaves_the_trust_as_it_is_without_the_offices_time) {
    kept.clock_trusted = false;
    card::ParameterSet set = set_of(4);
    set.office_time = std::nullopt;

    accept_parameters(kept, brought(set));

    EXPECT_FALSE(kept.clock_trusted);
}

// Together with an order.
class ParametersBesideAnOrder : public ::testing::Test {
 protected:
    InsertionResult insert(unsigned sequence, std::int64_t total,
                           const BroughtParameters& parameters) {
        card::Order order = card::testing::example_order();
        order.sequence = card::Sequence{sequence};
        order.ordered_total = WattHours{total};
        return accept_order(
            kept, example_meter, order,
            {.serial = order.card, .generation = order.generation, .meter_sessions = ++sessions},
            CardClearance::allowed, parameters);
    }

    State kept;
    std::uint32_t sessions = 0;
};

TEST_F(ParametersBesideAnOrder, are_taken_with_the_credit) {
    EXPECT_EQ(insert(1, 30'000, brought(set_of(3))), InsertionResult::credited);

    EXPECT_EQ(kept.parameters.version, 3U);
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{30'000});
}

TEST_F(ParametersBesideAnOrder, do_not_stop_the_credit_where_they_are_refused) {
    EXPECT_EQ(insert(1, 30'000, brought_out_of_range()), InsertionResult::credited);

    EXPECT_EQ(kept.parameters, Parameters{});
    EXPECT_EQ(count_of(kept, EventKind::parameters_refused), 1);
}

TEST_F(ParametersBesideAnOrder, are_taken_at_step_0_too) {
    (void)insert(1, 30'000, {});

    EXPECT_EQ(insert(1, 30'000, brought(set_of(3))), InsertionResult::already_loaded);

    EXPECT_EQ(kept.parameters.version, 3U);
}

TEST_F(ParametersBesideAnOrder, are_not_taken_with_an_old_order) {
    (void)insert(2, 30'000, {});

    EXPECT_EQ(insert(1, 30'000, brought(set_of(3))), InsertionResult::old_order);

    EXPECT_EQ(kept.parameters.version, 0U);
}

TEST_F(ParametersBesideAnOrder, are_not_taken_with_a_refused_card) {
    (void)insert(1, 30'000, {});
    --sessions;

    EXPECT_EQ(insert(2, 60'000, brought(set_of(3))), InsertionResult::card_copied);

    EXPECT_EQ(kept.parameters.version, 0U);
}

TEST_F(ParametersBesideAnOrder, are_taken_where_the_hoarding_limit_refuses_the_credit) {
    card::ParameterSet set = set_of(3);
    set.parameters.hoarding_limit = WattHours{25'000};

    EXPECT_EQ(insert(1, 30'000, brought(set)), InsertionResult::above_hoarding_limit);

    EXPECT_EQ(kept.parameters.version, 3U);
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{0});
}

TEST_F(ParametersBesideAnOrder, let_the_credit_rules_judge_anew) {
    card::ParameterSet set = set_of(3);
    set.parameters.alarm_level = WattHours{40'000};

    (void)insert(1, 30'000, brought(set));

    EXPECT_TRUE(kept.alarm);
}

}  // namespace
}  // namespace meter
