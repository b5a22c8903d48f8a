#include "boards/host/load.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

using base::Milliwatts;
using namespace std::chrono_literals;

Load two_minutes() {
    return Load{MeasuredLoad{.first_time = {},
                             .readings = {{0s, Milliwatts{100}, base::Millivolts{231'000}},
                                          {60s, Milliwatts{200}, base::Millivolts{229'000}}},
                             .gaps = {}}};
}

TEST(Load, holds_each_reading_until_the_next_and_the_last_for_ever) {
    Load load = two_minutes();

    EXPECT_EQ(load.at(0s, {}).power, Milliwatts{100});
    EXPECT_EQ(load.at(59s, {}).power, Milliwatts{100});
    EXPECT_EQ(load.at(60s, {}).power, Milliwatts{200});
    EXPECT_EQ(load.at(60s, {}).voltage, base::Millivolts{229'000});
    EXPECT_FALSE(load.has_ended(60s));
    EXPECT_EQ(load.at(24h, {}).power, Milliwatts{200});
    EXPECT_TRUE(load.has_ended(24h));
}

TEST(Load, adds_an_appliance_for_its_time) {
    Load load = two_minutes();

    load.add(Milliwatts{1000}, 10s, 20s);

    EXPECT_EQ(load.at(10s, {}).power, Milliwatts{1100});
    EXPECT_EQ(load.at(29s, {}).power, Milliwatts{1100});
    EXPECT_EQ(load.at(30s, {}).power, Milliwatts{100});
}

}  // namespace
}  // namespace boards
