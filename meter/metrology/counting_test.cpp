// What Metrology counts and reads out of good samples.
#include <gtest/gtest.h>

#include "meter/metrology/metrology.h"
#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

constexpr int samples_a_second = 8000;

TEST(Metrology, counts_exactly_what_its_blocks_hold) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.lag_degrees = 20};
    std::int64_t products = 0;
    for (int i = 0; i < 10 * samples_a_second; ++i) {
        if (metrology.step(signal.next()).has(Ready::What::block)) {
            products += metrology.energy_block().active;
        }
    }
    EXPECT_EQ(metrology.energy().imported.count(),
              products / products_per_millijoule(nominal_sample_rate));
}

TEST(Metrology, counts_the_neutral_current_where_it_is_told_to) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.amperes = 4, .neutral_amperes = 10};
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        metrology.step(signal.next());
    }
    EXPECT_NEAR(static_cast<double>(metrology.second().active.count()), 920e6, 100'000);
    metrology.count_on(CountingElement::neutral);
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        metrology.step(signal.next());
    }
    EXPECT_NEAR(static_cast<double>(metrology.second().active.count()), 2300e6, 200'000);
    EXPECT_NEAR(static_cast<double>(metrology.second().phase_current.count()), 4e6, 500);
    EXPECT_NEAR(static_cast<double>(metrology.second().neutral_current.count()), 10e6, 500);
}

TEST(Metrology, counts_export_and_every_quadrant_out_of_samples) {
    struct Case {
        double lag_degrees;
        Quadrant quadrant;
        bool is_export;
    };
    for (const Case& point :
         {Case{60, Quadrant::first, false}, Case{120, Quadrant::second, true},
          Case{-120, Quadrant::third, true}, Case{-60, Quadrant::fourth, false}}) {
        Metrology metrology{MetrologySettings{}};
        TestSignal signal{.lag_degrees = point.lag_degrees};
        const auto second = [&] {
            for (int i = 0; i < samples_a_second; ++i) {
                metrology.step(signal.next());
            }
        };
        second();
        const EnergyRegisters before = metrology.energy();
        for (int i = 0; i < 10; ++i) {
            second();
        }
        const EnergyRegisters after = metrology.energy();
        const auto joules = [](base::Millijoules later, base::Millijoules earlier) {
            return static_cast<double>((later - earlier).count()) / 1000;
        };
        EXPECT_NEAR(joules(after.imported, before.imported), point.is_export ? 0 : 11'500, 2);
        EXPECT_NEAR(joules(after.exported, before.exported), point.is_export ? 11'500 : 0, 2);
        EXPECT_NEAR(joules(after.absolute, before.absolute), 11'500, 2);
        for (std::size_t i = 0; i < after.reactive.size(); ++i) {
            const bool here = i == static_cast<std::size_t>(point.quadrant);
            EXPECT_NEAR(
                static_cast<double>((after.reactive[i] - before.reactive[i]).count()) / 1000,
                here ? 19'918.6 : 0, 4)
                << point.lag_degrees;
        }
    }
}

TEST(Metrology, keeps_the_names_of_both_currents_where_the_counting_one_changes) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.amperes = 4, .neutral_amperes = 10};
    for (int i = 0; i < samples_a_second; ++i) {
        metrology.step(signal.next());
    }
    metrology.count_on(CountingElement::neutral);
    bool has_changed = false;
    for (int i = 0; i < samples_a_second; ++i) {
        metrology.step(signal.next());
        has_changed = has_changed || metrology.counting() == CountingElement::neutral;
        ASSERT_NEAR(static_cast<double>(metrology.cycle().phase_current.count()), 4e6, 5000);
        ASSERT_NEAR(static_cast<double>(metrology.cycle().neutral_current.count()), 10e6, 5000);
    }
    EXPECT_TRUE(has_changed);
}

TEST(Metrology, reads_no_false_frequency_after_an_interruption) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.hertz = 50.3};
    for (int i = 0; i < 6 * samples_a_second; ++i) {
        const bool is_interrupted = i % 9000 > 5000 && i % 9000 < 6777;
        signal.volts = is_interrupted ? 0 : 230;
        if (metrology.step(signal.next()).has(Ready::What::block) && i > samples_a_second &&
            metrology.block().frequency.count() != 0) {
            EXPECT_NEAR(static_cast<double>(metrology.block().frequency.count()), 50'300, 40) << i;
        }
    }
}

TEST(Metrology, watches_a_smaller_converter_by_its_own_range) {
    MetrologySettings settings;
    settings.full_scale = {.voltage_volts = 300, .current_amperes = 10, .residual_amperes = 1};
    Metrology metrology{settings};
    TestSignal signal{.amperes = 1, .neutral_amperes = 0.00002, .full_scale = settings.full_scale};
    for (int i = 0; i < 3 * samples_a_second; ++i) {
        SampleSet set = signal.next();
        set.phase_current += i >= samples_a_second ? largest_code / 10 : 0;
        metrology.step(set);
    }
    EXPECT_TRUE(metrology.conditions().has(Condition::direct_part, Channel::phase_current));
    EXPECT_FALSE(metrology.conditions().has(Condition::silent, Channel::neutral_current));
}

TEST(Metrology, counts_the_voltage_events_that_nobody_took) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal;
    for (int i = 0; i < 4 * samples_a_second; ++i) {
        signal.volts = i % 2000 < 1000 ? 230 : 100;
        metrology.step(signal.next());
    }
    const auto kept = metrology.take_voltage_events();
    EXPECT_EQ(kept.size(), 8U);
    EXPECT_EQ(metrology.voltage_events_not_kept(), 15U - 8U);
    EXPECT_LT(kept[0].began_at, kept[7].began_at);
}

TEST(Metrology, reads_rms_of_a_cycle_each_half_cycle) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal{.lag_degrees = 45};
    int halves = 0;
    while (halves < 100) {
        if (metrology.step(signal.next()).has(Ready::What::half_cycle) && ++halves > 60) {
            EXPECT_NEAR(static_cast<double>(metrology.cycle().voltage.count()), 230e6, 20'000);
            EXPECT_NEAR(static_cast<double>(metrology.cycle().phase_current.count()), 10e6, 1000);
        }
    }
}

}  // namespace
}  // namespace meter
