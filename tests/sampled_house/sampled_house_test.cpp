// A house as samples: a modelled converter, metrology and the meter's rules, one behind the other.
// What metrology counts is what the card credited and what opens the supply, to the millijoule.
#include <gtest/gtest.h>

#include <array>

#include "bench/converter.h"
#include "bench/load.h"
#include "card/testing/cards.h"
#include "meter/sample_feed.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace {

using base::Millijoules;
using base::WattHours;

constexpr WattHours sold{30};
constexpr int samples_a_second = 8000;
const card::Key128 meter_key{card::Block{7, 3, 1}};

// Kettle, motor and rectifier by turns, one second each.
std::array<bench::Load, 3> appliances() {
    bench::Load rectifier = bench::sine_load(228, 9, 10);
    rectifier.current.push_back({3, 6, 170});
    rectifier.current.push_back({5, 3, 0});
    return {bench::sine_load(231, 40, 0), bench::sine_load(229, 12, 60, 50.2), rectifier};
}

class SampledHouse : public ::testing::Test {
 protected:
    SampledHouse() {
        card::Order order = card::testing::example_order();
        order.kind = card::OrderKind::opening;
        order.ordered_total = sold;
        card::SoftwareCard customer_card = card::testing::personalised_card(
            card::testing::example_id(), meter_key,
            card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
            card::testing::signed_order(order, meter_key));
        EXPECT_EQ(house.insert(customer_card), meter::InsertionResult::credited);
    }

    // Samples of `load`, or of its voltage alone while the supply is open.
    void play(bench::Load load, int samples) {
        const bench::Load wanted = load;
        load.current = house.supply_is_closed() ? wanted.current : std::vector<bench::Component>{};
        source.apply(load);
        for (int i = 0; i < samples; ++i) {
            const bool was_closed = house.supply_is_closed();
            if (feed.step(house.meter(), source.next()).has(meter::Ready::What::block)) {
                check();
            }
            if (was_closed && !house.supply_is_closed()) {
                load.current.clear();
                source.apply(load);
            }
        }
    }

    // Milliseconds of `load` until `reason` stands; a minute at most.
    int play_until(const bench::Load& load, meter::Reason reason) {
        source.apply(load);
        int samples = 0;
        while (!house.state().reasons.contains(reason) && samples < 60 * samples_a_second) {
            feed.step(house.meter(), source.next());
            ++samples;
        }
        return samples * 1000 / samples_a_second;
    }

    // Samples of `load` until the contacts and the arc of an open switch are through, of its
    // voltage alone for two seconds after it.
    void part(bench::Load load) {
        play_past_switch(load, samples_a_second / 50);
        load.current.clear();
        play_past_switch(load, 2 * samples_a_second);
    }

    // Samples of `load`, whatever the switch.
    void play_past_switch(const bench::Load& load, int samples) {
        source.apply(load);
        for (int i = 0; i < samples; ++i) {
            feed.step(house.meter(), source.next());
        }
    }

    [[nodiscard]] int kept(meter::EventKind kind) const {
        return meter::testing::count_of(house.state(), kind);
    }

    void check() const {
        const Millijoules counted = feed.metrology().energy().imported;
        const Millijoules consumed = house.state().account.consumed_total();
        ASSERT_LE(consumed, counted);
        ASSERT_LE((counted - consumed).count(), 1);
        ASSERT_EQ(house.state().reasons.contains(meter::Reason::zero),
                  consumed >= base::millijoules(sold));
        ASSERT_EQ(house.supply_is_closed(), house.state().reasons.is_empty());
    }

    meter::testing::MeterBench house{
        {.meter = card::testing::example_meter, .meter_key = meter_key},
        meter::State{},
        card::testing::example_time};
    bench::SampleSource source{meter::nominal_sample_rate, bench::converter_of(101), 5};
    meter::SampleFeed feed{meter::MetrologySettings{}};
};

TEST_F(SampledHouse, uses_its_credit_and_trips_by_the_energy_that_metrology_counts) {
    ASSERT_TRUE(house.supply_is_closed());
    int seconds = 0;
    while (house.supply_is_closed() && seconds < 100) {
        play(appliances()[static_cast<std::size_t>(seconds % 3)], samples_a_second);
        ++seconds;
    }

    // 9.2, 1.4 and 2.0 kW by turns use 30 Wh in about 25 seconds.
    EXPECT_NEAR(seconds, 25, 3);
    EXPECT_EQ(house.state().reasons, meter::Reasons{meter::Reason::zero});

    // Nothing flows through an open switch; what the last block held is counted below zero.
    const Millijoules consumed = house.state().account.consumed_total();
    play(appliances()[0], 5 * samples_a_second);
    EXPECT_GE(house.state().account.consumed_total(), consumed);
    EXPECT_LT((house.state().account.consumed_total() - base::millijoules(sold)).count(),
              9'300 * 400);  // 0.4 s at most
    EXPECT_GT(house.state().account.overdrawn_total().count(), 0);
    EXPECT_EQ(kept(meter::EventKind::energy_while_open), 0);
}

TEST_F(SampledHouse, opens_for_over_voltage_between_two_blocks_and_closes_a_minute_after_it) {
    const bench::Load right = bench::sine_load(230, 5, 0);
    play(right, samples_a_second);
    const int milliseconds = play_until(bench::sine_load(400, 5, 0), meter::Reason::over_voltage);
    EXPECT_GE(milliseconds, 70);
    EXPECT_LE(milliseconds, 200 - 20);  // the contacts and the arc
    EXPECT_FALSE(house.supply_is_closed());
    part(bench::sine_load(400, 5, 0));

    play(right, 59 * samples_a_second);
    EXPECT_FALSE(house.supply_is_closed());
    play(right, 2 * samples_a_second);
    EXPECT_TRUE(house.supply_is_closed());
    EXPECT_EQ(kept(meter::EventKind::energy_while_open), 0);
}

TEST_F(SampledHouse, opens_for_leakage_between_two_blocks) {
    bench::Load leaking = bench::sine_load(230, 5, 0);
    play(leaking, samples_a_second);
    leaking.residual_amperes = 0.150;

    EXPECT_LE(play_until(leaking, meter::Reason::leakage), 10);
}

TEST_F(SampledHouse, keeps_what_flows_past_the_switch_after_a_trip) {
    bench::Load leaking = bench::sine_load(230, 5, 0);
    play(leaking, samples_a_second);
    leaking.residual_amperes = 0.150;
    play_until(leaking, meter::Reason::leakage);
    ASSERT_FALSE(house.supply_is_closed());

    // The block of the trip says nothing, the one after it all.
    play_past_switch(leaking, samples_a_second * 2 / 5);

    EXPECT_EQ(kept(meter::EventKind::energy_while_open), 1);
    EXPECT_NEAR(
        static_cast<double>(
            meter::testing::last_of(house.state(), meter::EventKind::energy_while_open).detail),
        230 * 5 * 0.2 * 1000, 5'000);
}

// How many milliseconds of a block of ten cycles have passed before the leak.
class SampledTrip : public SampledHouse, public ::testing::WithParamInterface<int> {};

TEST_P(SampledTrip, keeps_no_event_of_what_flowed_before_it_or_while_the_switch_opened) {
    bench::Load leaking = bench::sine_load(230, 40, 0);
    play(leaking, samples_a_second + GetParam() * samples_a_second / 1000);
    leaking.residual_amperes = 0.150;
    const Millijoules before = house.state().account.consumed_total();

    play_until(leaking, meter::Reason::leakage);
    ASSERT_FALSE(house.supply_is_closed());
    part(leaking);

    EXPECT_GT(house.state().account.consumed_total(), before);
    EXPECT_EQ(kept(meter::EventKind::energy_while_open), 0);
}

INSTANTIATE_TEST_SUITE_P(AtEachPhase, SampledTrip, ::testing::Range(0, 200, 11));

}  // namespace
