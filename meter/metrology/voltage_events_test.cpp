#include "meter/metrology/voltage_events.h"

#include <gtest/gtest.h>

#include "meter/metrology/metrology.h"
#include "meter/metrology/test_signal.h"

namespace meter {
namespace {

// What ends in two seconds that hold the voltage `share` of 230 V from half a second on.
Metrology::EndedVoltageEvents events_of(double share, double seconds) {
    Metrology metrology{MetrologySettings{}};
    TestSignal signal;
    for (int i = 0; i < 16'000; ++i) {
        signal.volts = i >= 4000 && i < 4000 + seconds * 8000 ? 230 * share : 230;
        metrology.step(signal.next());
    }
    return metrology.take_voltage_events();
}

TEST(VoltageEvents, gives_depth_and_duration_of_a_dip) {
    const auto events = events_of(0.7, 0.3);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, VoltageDisturbance::dip);
    EXPECT_NEAR(static_cast<double>(events[0].extreme.count()), 161e6, 100'000);
    EXPECT_NEAR(static_cast<double>(events[0].duration), 2400, 160);
    EXPECT_NEAR(static_cast<double>(events[0].began_at), 4080, 100);
}

TEST(VoltageEvents, gives_height_and_duration_of_a_swell) {
    const auto events = events_of(1.2, 0.5);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, VoltageDisturbance::swell);
    EXPECT_NEAR(static_cast<double>(events[0].extreme.count()), 276e6, 100'000);
    EXPECT_NEAR(static_cast<double>(events[0].duration), 4000, 160);
}

TEST(VoltageEvents, takes_an_interruption_as_one_and_as_a_dip) {
    const auto events = events_of(0, 1.0);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].kind, VoltageDisturbance::interruption);
    EXPECT_EQ(events[1].kind, VoltageDisturbance::dip);
    EXPECT_NEAR(static_cast<double>(events[0].duration), 8000, 160);
}

TEST(VoltageEvents, does_not_end_within_the_hysteresis) {
    VoltageEvents events{Microvolts{230'000'000}};
    const auto square = [](double volts) {
        return static_cast<std::int64_t>(volts * volts * 1024);
    };
    EXPECT_TRUE(events.add(square(230 * 0.89), 100).empty());
    EXPECT_TRUE(events.add(square(230 * 0.91), 200).empty());
    EXPECT_TRUE(events.is_going_on(VoltageDisturbance::dip));
    EXPECT_EQ(events.add(square(230 * 0.93), 300).size(), 1U);
}

}  // namespace
}  // namespace meter
