#include "office/store/business_calendar.h"

#include <gtest/gtest.h>

namespace office {
namespace {

using namespace std::chrono;

TEST(BusinessCalendar, begins_a_day_at_the_offices_midnight_in_winter_and_in_summer) {
    const auto paris = BusinessCalendar::of_zone("Europe/Paris");
    ASSERT_TRUE(paris);

    EXPECT_EQ(paris->date_of(sys_days{2026y / January / 31} + 22h + 59min), 2026y / January / 31);
    EXPECT_EQ(paris->date_of(sys_days{2026y / January / 31} + 23h), 2026y / February / 1);
    EXPECT_EQ(paris->date_of(sys_days{2026y / June / 30} + 21h + 59min), 2026y / June / 30);
    EXPECT_EQ(paris->date_of(sys_days{2026y / June / 30} + 22h), 2026y / July / 1);
}

TEST(BusinessCalendar, knows_zones_behind_utc) {
    const auto lima = BusinessCalendar::of_zone("America/Lima");
    ASSERT_TRUE(lima);

    EXPECT_EQ(lima->date_of(sys_days{2026y / January / 1} + 4h), 2025y / December / 31);
}

TEST(BusinessCalendar, of_no_known_zone_is_none) {
    EXPECT_FALSE(BusinessCalendar::of_zone("Europe/Atlantis"));
    EXPECT_FALSE(BusinessCalendar::of_zone(""));
}

}  // namespace
}  // namespace office
