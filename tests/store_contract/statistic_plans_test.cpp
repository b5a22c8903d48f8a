// No statistic reads every sale, order, posting or reading: SQLite's own plans say what it reads.
#include <gmock/gmock.h>

#include "office/store/sqlite_store.h"
#include "office/store/statistic_questions.h"
#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

class StatisticPlans : public testing::Test {
 protected:
    StatisticPlans() { EXPECT_TRUE(SqliteStore::create(file_, test_settings)); }

    std::string plan_of(const StatisticQuestion& question) {
        Database database{file_, Database::Access::read};
        const StatisticQuery asked = query_of(question);
        const std::string sql = "EXPLAIN QUERY PLAN " + *asked.sql;
        auto found = database.query_with(sql, asked.parameters);
        std::string plan;
        while (found.step()) {
            plan += std::string{found.text(3)} + "\n";
        }
        return plan;
    }

    TestFolder folder_;
    std::filesystem::path file_ = folder_.path() / "office.db";
};

TEST_F(StatisticPlans, touch_no_table_that_grows_with_every_sale) {
    using enum Statistic;
    for (const Statistic statistic :
         {sales, use, losses, low_purchase, no_purchase, overdrawn, tampering, credit}) {
        for (const GroupBy by : {GroupBy::day, GroupBy::month, GroupBy::district, GroupBy::tariff,
                                 GroupBy::desk, GroupBy::area}) {
            const std::string plan = plan_of({.statistic = statistic, .by = by});

            ASSERT_FALSE(plan.empty());
            for (const char* const table :
                 {"SCAN s\n", "SCAN sale\n", "SCAN energy_order", "SCAN posting_leg",
                  "SCAN reading", "SCAN command", "SCAN month_purchase"}) {
                EXPECT_THAT(plan, testing::Not(testing::HasSubstr(table)));
            }
        }
    }
}

TEST_F(StatisticPlans, find_lists_of_customers_by_index) {
    const auto plan = [&](Statistic statistic) { return plan_of({.statistic = statistic}); };
    using testing::HasSubstr;

    EXPECT_THAT(plan(Statistic::overdrawn), HasSubstr("standing_overdrawn"));
    EXPECT_THAT(plan(Statistic::tampering), HasSubstr("standing_tampering"));
    EXPECT_THAT(plan(Statistic::low_purchase), HasSubstr("month_purchase_by_energy"));
    EXPECT_THAT(plan(Statistic::no_purchase), HasSubstr("meter_by_last_purchase"));
    EXPECT_THAT(plan(Statistic::credit), HasSubstr("standing_by_credit"));
    for (const Statistic statistic : {Statistic::overdrawn, Statistic::tampering,
                                      Statistic::low_purchase, Statistic::no_purchase}) {
        EXPECT_THAT(plan(statistic), testing::Not(HasSubstr("TEMP B-TREE FOR ORDER BY")));
    }
}

}  // namespace
}  // namespace office
