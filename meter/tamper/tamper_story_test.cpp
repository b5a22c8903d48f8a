// Tampering at a whole meter: what is counted, kept, shown, and opened where the parameters say so.
#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "card/instructions.h"
#include "card/testing/cards.h"
#include "meter/tamper/tamper_rules.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using namespace std::chrono_literals;
using base::Milliamperes;
using base::Millijoules;
using base::Millivolts;
using base::Milliwatts;

class TamperStory : public ::testing::Test {
 protected:
    explicit TamperStory(const Parameters& parameters = {})
        : meter_bench{std::in_place,
                      Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                      testing::opened_with(1'000'000, parameters), card::testing::example_time} {}

    void seconds(const Measurement& measured, std::chrono::seconds time,
                 const Inputs& inputs = {}) {
        for (std::chrono::seconds passed{0}; passed < time; passed += 1s) {
            meter_bench->meter().step(measured, 1s, inputs);
        }
    }
    // A second in which nothing is wrong any more, as often as it takes to be believed.
    void afterwards() { seconds(load(0), 1min); }

    [[nodiscard]] static Measurement load(std::int64_t watts) {
        Measurement measured;
        measured.power = Milliwatts{watts * 1000};
        measured.phase_current = Milliamperes{std::abs(watts) * 1000 / 230};
        measured.neutral_current = measured.phase_current;
        return measured;
    }
    [[nodiscard]] const State& state() const { return meter_bench->state(); }
    [[nodiscard]] int events(EventKind kind) const { return testing::count_of(state(), kind); }
    [[nodiscard]] const TamperRecord& record(TamperKind kind) const {
        return state().tamper.record(kind);
    }
    [[nodiscard]] bool shows_tampering() {
        return meter_bench->meter().frame().signs.contains(Sign::tampering);
    }

    std::optional<testing::MeterBench> meter_bench;
};

class TamperStoryWithExport : public TamperStory {
 protected:
    TamperStoryWithExport() : TamperStory{{.export_allowed = true}} {}
};

class TamperStoryThatOpens : public TamperStory {
 protected:
    TamperStoryThatOpens() : TamperStory{{.opens_on_tampering = 0xFF}} {}
};

TEST_F(TamperStory, reversed_current_is_counted_forward_with_begin_end_and_energy) {
    const auto begin = state().seconds();
    seconds(load(-3600), 100s);
    EXPECT_TRUE(shows_tampering());
    EXPECT_TRUE(state().reasons.is_empty());
    afterwards();

    // 3,600 W for 100 s are 100 Wh; the first nine made it believed.
    EXPECT_EQ(state().account.consumed_total(), Millijoules{360'000'000});
    const TamperRecord& kept = record(TamperKind::reversed_current);
    EXPECT_EQ(kept.times, 1);
    EXPECT_EQ(kept.began, begin + 10s);
    EXPECT_EQ(kept.ended, begin + 160s);
    EXPECT_EQ(kept.energy, Millijoules{327'600'000});
    EXPECT_EQ(kept.instead.total(), Millijoules{327'600'000});
    EXPECT_EQ(events(EventKind::reversed_current), 1);
    EXPECT_EQ(testing::last_of(state(), EventKind::reversed_current_ended).detail, 327'600'000);
    EXPECT_FALSE(shows_tampering());
}

TEST_F(TamperStoryWithExport, export_fills_its_own_register_and_never_the_credit) {
    const auto before = state().account.remaining();

    seconds(load(-3600), 1h);

    EXPECT_EQ(state().tamper.exported.total(), base::millijoules(base::WattHours{3600}));
    EXPECT_EQ(state().account.remaining(), before);
    EXPECT_EQ(events(EventKind::reversed_current), 0);
}

TEST_F(TamperStory, reversed_wires_do_not_defeat_the_power_limit) {
    seconds(load(-30'000), 9s);
    EXPECT_TRUE(meter_bench->supply_is_closed());
    seconds(load(-30'000), 1s);

    EXPECT_EQ(state().reasons, Reasons{Reason::power_limit});
}

TEST_F(TamperStory, a_bypassed_load_is_limited_by_its_larger_current) {
    Measurement measured = load(15'000);
    measured.neutral_current = Milliamperes{130'434};  // twice the phase's

    // The difference is believed after 10 s; then the delay begins.
    seconds(measured, 18s);
    EXPECT_TRUE(meter_bench->supply_is_closed());
    seconds(measured, 2s);

    EXPECT_EQ(state().reasons, Reasons{Reason::power_limit});
}

TEST_F(TamperStoryWithExport, export_opens_above_the_rated_power_whatever_the_limit) {
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        testing::opened_with(1'000'000, {.power_limit = Milliwatts{3'000'000},
                                                         .export_allowed = true}),
                        card::testing::example_time);
    seconds(load(-23'000), 1h);
    EXPECT_TRUE(meter_bench->supply_is_closed());

    seconds(load(-23'001), 10s);

    EXPECT_EQ(state().reasons, Reasons{Reason::power_limit});
}

TEST_F(TamperStory, a_bypassed_phase_is_counted_by_its_neutral) {
    Measurement measured = load(1150);
    measured.neutral_current = Milliamperes{10'000};

    seconds(measured, 10s + 3600s);
    afterwards();

    // The believed hour at twice the measured power, and the nine seconds before at what was.
    EXPECT_NEAR(static_cast<double>(state().account.consumed_total().count()),
                2'300.0 * 3'601'000 + 1'150.0 * 9'000, 20'000.0);
    EXPECT_NEAR(static_cast<double>(record(TamperKind::currents_differ).instead.total().count()),
                1'150.0 * 3'601'000, 20'000.0);
    EXPECT_EQ(meter_bench->meter().counting_element(), CountingElement::phase);
}

TEST_F(TamperStory, current_without_voltage_is_kept_through_the_end_of_the_reserve) {
    Measurement measured = load(2300);
    measured.power = {};
    measured.voltage = {};
    measured.mains_present = false;

    for (std::chrono::milliseconds passed{0}; passed < 10s; passed += 20ms) {
        meter_bench->meter().step(measured, 20ms);
    }
    meter_bench->restart();

    const Millijoules whole{23'000'000};
    const Millijoules second{2'300'000};
    EXPECT_LE(state().tamper.without_voltage.total(), whole);
    EXPECT_GE(state().tamper.without_voltage.total(), whole - second);
    EXPECT_GE(record(TamperKind::current_without_voltage).instead.total(),
              Millijoules{7 * second.count()});
    EXPECT_EQ(events(EventKind::current_without_voltage), 1);
    EXPECT_EQ(events(EventKind::metering_gap), 1);
}

TEST_F(TamperStory, current_without_voltage_for_ever_wears_the_memory_as_counted_energy_does) {
    Measurement measured = load(2300);
    measured.power = {};
    measured.voltage = {};
    const int before = meter_bench->board().state_store.saves;

    seconds(measured, 1h);

    EXPECT_LE(meter_bench->board().state_store.saves - before, 2'300 / 9 + 30);
}

TEST_F(TamperStory,
       current_without_voltage_by_moments_is_counted_from_the_first_and_noticed_by_the_third) {
    Measurement measured = load(2300);
    measured.power = {};
    measured.voltage = {};

    for (int i = 0; i < 3; ++i) {
        seconds(measured, 1s);
        seconds(load(0), 1s);
    }

    EXPECT_EQ(state().tamper.without_voltage.total(), Millijoules{6'900'000});
    EXPECT_EQ(events(EventKind::current_without_voltage), 1);
}

TEST_F(TamperStory, current_without_voltage_is_kept_where_the_voltage_comes_back) {
    Measurement measured = load(2300);
    measured.power = {};
    measured.voltage = {};
    measured.mains_present = false;

    seconds(measured, 10s);
    seconds(load(0), 2s);

    EXPECT_EQ(state().tamper.without_voltage.total(), Millijoules{23'000'000});
    EXPECT_EQ(testing::last_of(state(), EventKind::current_without_voltage_ended).detail,
              23'000'000 - 2'300'000);
    EXPECT_EQ(state().account.consumed_total(), Millijoules{0});
}

TEST_F(TamperStory, the_cover_and_a_magnet_are_kept_through_a_power_cut) {
    seconds(load(100), 2s, {.cover_open = true, .strong_magnet = true});
    meter_bench->restart();
    EXPECT_TRUE(shows_tampering());

    seconds(load(100), 10s);

    EXPECT_EQ(events(EventKind::cover_opened), 1);
    EXPECT_EQ(events(EventKind::cover_closed), 1);
    EXPECT_EQ(events(EventKind::strong_magnet), 1);
    EXPECT_EQ(events(EventKind::strong_magnet_ended), 1);
    EXPECT_FALSE(shows_tampering());
}

TEST_F(TamperStory, what_the_latch_saw_without_power_is_kept_from_the_begin_of_the_gap) {
    const State stored = state();
    const auto last_known = stored.seconds();
    meter_bench->board().tamper_latch.seen = {.cover_opened = true, .strong_magnet = false};
    meter_bench->restart_after(72h);
    EXPECT_TRUE(shows_tampering());

    seconds(load(100), 1s);

    const TamperRecord& kept = record(TamperKind::cover_opened);
    EXPECT_EQ(kept.times, 1);
    EXPECT_EQ(kept.began, last_known);
    EXPECT_EQ(kept.ended, last_known + 72h + 1s);
    EXPECT_EQ(testing::last_of(state(), EventKind::cover_opened).detail, 72 * 3600);
    EXPECT_EQ(testing::last_of(state(), EventKind::metering_gap).detail, 72 * 3600);
    EXPECT_EQ(events(EventKind::cover_closed), 1);
    EXPECT_EQ(events(EventKind::strong_magnet), 0);
    EXPECT_FALSE(shows_tampering());
}

TEST_F(TamperStory, a_magnet_that_is_still_there_after_the_gap_is_one_occurrence) {
    meter_bench->board().tamper_latch.seen = {.cover_opened = false, .strong_magnet = true};
    meter_bench->restart_after(1h);
    seconds(load(100), 1min, {.strong_magnet = true});
    EXPECT_TRUE(shows_tampering());

    seconds(load(100), 10s);

    EXPECT_EQ(record(TamperKind::strong_magnet).times, 1);
    EXPECT_EQ(events(EventKind::strong_magnet), 1);
    EXPECT_EQ(events(EventKind::strong_magnet_ended), 1);
}

TEST_F(TamperStory, what_was_going_on_when_the_power_failed_is_not_begun_again_by_the_latch) {
    seconds(load(100), 2s, {.cover_open = true});
    const auto began = record(TamperKind::cover_opened).began;
    meter_bench->board().tamper_latch.seen = {.cover_opened = true, .strong_magnet = false};

    meter_bench->restart_after(1h);

    EXPECT_EQ(record(TamperKind::cover_opened).times, 1);
    EXPECT_EQ(record(TamperKind::cover_opened).began, began);
    EXPECT_EQ(events(EventKind::cover_opened), 1);
}

TEST_F(TamperStory, the_latch_is_cleared_only_once_what_it_saw_is_committed) {
    meter_bench->board().tamper_latch.seen = {.cover_opened = true, .strong_magnet = false};
    meter_bench->board().state_store.saves_until_failure = 0;
    meter_bench->restart_after(1h);
    EXPECT_TRUE(meter_bench->board().tamper_latch.seen.cover_opened);

    meter_bench->board().state_store.saves_until_failure.reset();
    meter_bench->restart_after(1h);

    EXPECT_FALSE(meter_bench->board().tamper_latch.seen.cover_opened);
    EXPECT_EQ(events(EventKind::cover_opened), 1);
}

TEST_F(TamperStoryThatOpens, a_latched_magnet_opens_the_supply) {
    meter_bench->board().tamper_latch.seen = {.cover_opened = false, .strong_magnet = true};

    meter_bench->restart_after(1h);

    EXPECT_FALSE(meter_bench->supply_is_closed());
    EXPECT_EQ(state().reasons, Reasons{Reason::tampering});
}

TEST_F(TamperStory, a_time_without_power_longer_than_the_reserve_is_kept_and_is_no_tampering) {
    meter_bench->restart_after(10s);
    EXPECT_EQ(events(EventKind::metering_gap), 0);

    meter_bench->restart_after(11s);

    EXPECT_EQ(testing::last_of(state(), EventKind::metering_gap).detail, 11);
    EXPECT_FALSE(shows_tampering());
}

TEST_F(TamperStory, a_time_without_mains_is_told_in_full_from_the_warning_on) {
    Measurement dark = load(0);
    dark.voltage = {};
    dark.mains_present = false;
    seconds(dark, 9s, {.power_fails = true});
    const auto warned = meter_bench->stored().seconds();
    ASSERT_GT(state().seconds(), warned);

    meter_bench->restart_after(1h);

    const Event& gap = testing::last_of(state(), EventKind::metering_gap);
    EXPECT_EQ(gap.detail, 3600);
    EXPECT_EQ(gap.time - warned, 1h);
}

TEST_F(TamperStory, a_warning_that_lasts_through_the_reserve_makes_the_next_start_an_honest_one) {
    for (int i = 0; i < 20; ++i) {
        Measurement dark = load(0);
        dark.voltage = {};
        dark.mains_present = false;
        seconds(dark, 10s, {.cover_open = i % 2 == 0, .power_fails = true});  // kept: a commit each
        meter_bench->restart();
    }

    EXPECT_EQ(events(EventKind::frequent_starts), 0);
}

TEST_F(TamperStory, a_flood_of_one_kind_pushes_no_older_event_out) {
    seconds(load(100), 2s, {.strong_magnet = true});
    for (int i = 0; i < 1000; ++i) {
        seconds(load(100), 2s);
        seconds(load(100), 2s, {.cover_open = true});
    }

    EXPECT_EQ(record(TamperKind::cover_opened).times, 1000);
    EXPECT_EQ(events(EventKind::strong_magnet), 1);
}

TEST_F(TamperStory, three_wrong_cryptograms_in_one_insertion_are_guessing) {
    card::SoftwareCard forged = card::testing::personalised_card(
        card::testing::example_id(), card::Key128{card::Block{9}},
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::OrderBytes{});

    EXPECT_EQ(meter_bench->insert(forged), InsertionResult::card_not_genuine);

    EXPECT_EQ(testing::last_of(state(), EventKind::wrong_cryptograms).detail, 4);
    EXPECT_EQ(record(TamperKind::wrong_cryptograms).times, 1);
}

TEST_F(TamperStory, two_wrong_cryptograms_in_one_insertion_and_one_in_the_next_are_noise) {
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        State{}, card::testing::example_time);
    card::SoftwareCard genuine = card::testing::personalised_card(
        card::testing::example_id(), card::Key128{},
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::testing::signed_order(card::testing::example_order(), card::Key128{}));
    const auto disturbing = [](int cryptograms) {
        return [cryptograms](int, const testing::MeterBench::Bytes& command,
                             card::SoftwareCard& card) mutable {
            auto answer = testing::MeterBench::answer_of(card, command);
            if (command[1] == card::instructions::initialize_update && cryptograms > 0) {
                --cryptograms;
                answer[answer.size() - 3] ^= 1U;  // in the card's cryptogram, before the status
            }
            return std::optional{answer};
        };
    };

    EXPECT_EQ(meter_bench->insert(genuine, disturbing(2)), InsertionResult::credited);
    EXPECT_EQ(meter_bench->insert(genuine, disturbing(1)), InsertionResult::already_loaded);
    EXPECT_EQ(record(TamperKind::wrong_cryptograms).times, 0);

    EXPECT_EQ(meter_bench->insert(genuine, disturbing(3)), InsertionResult::already_loaded);
    EXPECT_EQ(record(TamperKind::wrong_cryptograms).times, 1);
}

TEST_F(TamperStory, the_sixth_start_of_a_day_without_a_warning_is_kept) {
    for (int i = 0; i < 4; ++i) {
        meter_bench->restart();
    }
    EXPECT_EQ(events(EventKind::frequent_starts), 0);  // the bench's own start was the first

    meter_bench->restart();

    EXPECT_EQ(testing::last_of(state(), EventKind::frequent_starts).detail, 6);
}

TEST_F(TamperStory, starts_after_a_warning_are_honest) {
    for (int i = 0; i < 20; ++i) {
        meter_bench->meter().step(load(100), 1s, {.power_fails = true});
        meter_bench->restart();
    }

    EXPECT_EQ(events(EventKind::frequent_starts), 0);
}

TEST_F(TamperStory, a_clock_set_back_is_kept_as_tampering) {
    State stored = state();
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        stored, stored.seconds() - 1h);

    EXPECT_EQ(testing::last_of(state(), EventKind::clock_set_back).detail, -3600);
    EXPECT_EQ(record(TamperKind::clock_set_back).times, 1);
}

TEST_F(TamperStoryThatOpens, the_supply_opens_and_the_card_helps_once_it_is_over) {
    seconds(load(100), 2s, {.strong_magnet = true});
    EXPECT_FALSE(meter_bench->supply_is_closed());
    EXPECT_EQ(state().reasons, Reasons{Reason::tampering});

    State cleared = state();
    clear_by_card(cleared);
    EXPECT_TRUE(cleared.reasons.contains(Reason::tampering));

    seconds(load(0), 10s);
    cleared = state();
    clear_by_card(cleared);
    EXPECT_TRUE(cleared.reasons.is_empty());
}

TEST_F(TamperStory, contradicting_contacts_and_currents_gain_no_credit) {
    Measurement absurd = load(-5000);
    absurd.neutral_current = full_scale_current;
    const auto before = state().account.remaining();

    seconds(absurd, 1min, {.cover_open = true, .strong_magnet = true});

    EXPECT_LT(state().account.remaining(), before);
}

}  // namespace
}  // namespace meter
