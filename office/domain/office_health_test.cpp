#include "office/domain/office_health.h"

#include <gtest/gtest.h>

namespace office {
namespace {

using namespace std::chrono_literals;

TEST(OfficeHealth, warns_once_signed_copies_are_more_than_five_minutes_behind) {
    EXPECT_FALSE(HealthState{.unsigned_for = 0s}.are_copies_old());
    EXPECT_FALSE(HealthState{.unsigned_for = 300s}.are_copies_old());
    EXPECT_TRUE(HealthState{.unsigned_for = 301s}.are_copies_old());
}

}  // namespace
}  // namespace office
