#include "office/domain/roles.h"

#include <gtest/gtest.h>

namespace office {
namespace {

TEST(Roles, an_auditor_reads_everything_and_changes_nothing) {
    EXPECT_TRUE(may_audit(Role::auditor));
    EXPECT_FALSE(is_permitted(Role::auditor, Sell{}));
    EXPECT_FALSE(is_permitted(Role::auditor, AddUser{}));
    EXPECT_FALSE(is_permitted(Role::auditor, ApproveTariff{}));
}

TEST(Roles, a_clerk_sells_but_sets_no_price_and_adds_nobody) {
    EXPECT_TRUE(is_permitted(Role::clerk, Sell{}));
    EXPECT_TRUE(is_permitted(Role::clerk, OpenAccount{}));
    EXPECT_FALSE(is_permitted(Role::clerk, ProposeTariff{}));
    EXPECT_FALSE(is_permitted(Role::clerk, ApproveTariff{}));
    EXPECT_FALSE(is_permitted(Role::clerk, RegisterMeter{}));
    EXPECT_FALSE(is_permitted(Role::clerk, AddUser{}));
    EXPECT_FALSE(may_audit(Role::clerk));
}

TEST(Roles, who_holds_the_data_directory_adds_people_and_keys_meters) {
    EXPECT_TRUE(is_permitted(Role::office, AddUser{}));
    EXPECT_TRUE(is_permitted(Role::office, AddApiToken{}));
    EXPECT_TRUE(is_permitted(Role::office, ExportMeterKey{}));
    EXPECT_FALSE(is_permitted(Role::administrator, ExportMeterKey{}));
    EXPECT_FALSE(is_permitted(Role::office, Sell{}));
    EXPECT_FALSE(is_permitted(Role::office, ApproveTariff{}));
}

}  // namespace
}  // namespace office
