#include "meter/protection/voltage_watch.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using namespace std::chrono_literals;
using base::Millivolts;

constexpr VoltageSettings only_over{};
constexpr VoltageSettings with_under{true, UnderVoltageLimit{Millivolts{184'000}, 10s}};

// How long `voltage` is borne, in cycles; an hour where it is borne for ever.
std::chrono::milliseconds opens_after(Millivolts voltage) {
    VoltageWatch watch;
    for (std::chrono::milliseconds held = 20ms; held < 1h; held += 20ms) {
        if (watch.watch(voltage, false, 20ms, only_over).is_too_high) {
            return held;
        }
    }
    return 1h;
}

TEST(VoltageWatch, bears_255_volts) {
    EXPECT_EQ(opens_after(Millivolts{255'000}), 1h);
}

TEST(VoltageWatch, opens_at_each_voltage_of_the_standard_between_its_times) {
    EXPECT_GT(opens_after(Millivolts{275'000}), 3s);
    EXPECT_LT(opens_after(Millivolts{275'000}), 15s);
    EXPECT_GT(opens_after(Millivolts{300'000}), 1s);
    EXPECT_LT(opens_after(Millivolts{300'000}), 5s);
    EXPECT_GT(opens_after(Millivolts{350'000}), 250ms);
    EXPECT_LT(opens_after(Millivolts{350'000}), 750ms);
    EXPECT_GT(opens_after(Millivolts{400'000}), 70ms);
    EXPECT_LT(opens_after(Millivolts{400'000}), 200ms);
}

TEST(VoltageWatch, is_never_slower_at_a_higher_voltage) {
    auto last = opens_after(Millivolts{261'000});

    for (Millivolts voltage{262'000}; voltage <= Millivolts{600'000}; voltage += Millivolts{1000}) {
        const auto now = opens_after(voltage);
        EXPECT_LE(now, last) << voltage.count();
        last = now;
    }
}

TEST(VoltageWatch, forgets_an_over_voltage_that_ended) {
    VoltageWatch watch;

    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(watch.watch(Millivolts{400'000}, true, 60ms, only_over).is_too_high);
        EXPECT_FALSE(watch.watch(Millivolts{230'000}, true, 20ms, only_over).is_too_high);
    }
}

TEST(VoltageWatch, does_not_open_for_over_voltage_where_that_is_off) {
    VoltageWatch watch;

    EXPECT_FALSE(watch.watch(Millivolts{400'000}, true, 1h, {false, std::nullopt}).is_too_high);
}

TEST(VoltageWatch, opens_for_under_voltage_after_its_delay) {
    VoltageWatch watch;

    EXPECT_FALSE(watch.watch(Millivolts{183'000}, true, 9s, with_under).is_too_low);
    EXPECT_TRUE(watch.watch(Millivolts{183'000}, true, 1s, with_under).is_too_low);
}

TEST(VoltageWatch, takes_an_interruption_of_the_mains_for_no_under_voltage) {
    VoltageWatch watch;

    EXPECT_FALSE(watch.watch(std::nullopt, false, 1h, with_under).is_too_low);
}

TEST(VoltageWatch, returns_once_the_voltage_was_right_for_a_minute) {
    VoltageWatch watch;

    EXPECT_FALSE(watch.watch(Millivolts{230'000}, true, 59s, with_under).has_returned);
    EXPECT_TRUE(watch.watch(Millivolts{230'000}, true, 1s, with_under).has_returned);
}

TEST(VoltageWatch, begins_the_minute_again_when_the_voltage_leaves_its_band) {
    for (const Millivolts wrong : {Millivolts{254'000}, Millivolts{187'000}}) {
        VoltageWatch watch;
        static_cast<void>(watch.watch(Millivolts{230'000}, true, 59s, with_under));

        static_cast<void>(watch.watch(wrong, true, 1s, with_under));

        EXPECT_FALSE(watch.watch(Millivolts{230'000}, true, 59s, with_under).has_returned);
    }
}

}  // namespace
}  // namespace meter
