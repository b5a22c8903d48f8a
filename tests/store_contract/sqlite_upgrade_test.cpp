// An office of an earlier version goes on as one of this version. testdata/office_1.sql holds the
// rows that version 1 wrote: an office with people, two meters, three sales and a report.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>

#include "office/store/migrations.h"
#include "office/store/sqlite_database.h"
#include "office/store/sqlite_store.h"
#include "office/store/verify_books.h"
#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

class SqliteUpgrade : public testing::Test {
 protected:
    SqliteUpgrade() {
        std::ifstream in{TALLYWATT_SOURCE "/tests/store_contract/testdata/office_1.sql"};
        const std::string rows{std::istreambuf_iterator<char>{in}, {}};
        Database database{file_, Database::Access::create};
        database.execute(std::string{migrations().front()});
        database.execute(rows);
        database.execute("PRAGMA application_id = 0x54414C59; PRAGMA user_version = 1");
    }

    std::vector<FoundFault> faults() {
        const auto found = verify_books(file_, {}, [](const auto&, const auto&) { return false; });
        EXPECT_TRUE(found);
        return found->faults;
    }

    TestFolder folder_;
    std::filesystem::path file_ = folder_.path() / "office.db";
};

TEST_F(SqliteUpgrade, leaves_an_office_of_version_1_sound) {
    ASSERT_TRUE(SqliteStore::open(file_));

    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_F(SqliteUpgrade, sells_on_where_version_1_ended) {
    using namespace std::chrono;
    const auto store = SqliteStore::open(file_);
    const Context context{numbered_id(9000), clerk, test_time, year{2026} / October / 20};
    const auto sold =
        (*store)->post(std::vector{Envelope{context, Sell{test_meter, WattHours{1000}, ""}}});

    ASSERT_TRUE(sold && sold->front());
    const Sale& sale = std::get<Sale>(sold->front()->answer);
    EXPECT_EQ(sale.receipt, ReceiptNumber{4});
    EXPECT_EQ(sale.ordered_total, WattHours{73'650});
    EXPECT_EQ(sale.charge, MinorUnits{0});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_F(SqliteUpgrade, fills_the_month_with_what_version_1_sold_in_it) {
    const auto store = SqliteStore::open(file_);
    Database database{file_, Database::Access::read};

    // 1000 buys 41,650 Wh; with 1,000 Wh more in October, after 30,000 in September.
    EXPECT_EQ(database.number("SELECT bought_in_month_watt_hours FROM meter "
                              "WHERE meter = 370000000001"),
              42'650);
    EXPECT_EQ(database.number("SELECT charged_through_months FROM meter "
                              "WHERE meter = 370000000001"),
              2026 * 12 + 9);
    EXPECT_EQ(database.number("SELECT charged_through_months FROM meter WHERE meter = 42"),
              2026 * 12 + 7);
}

TEST_F(SqliteUpgrade, gives_a_sale_asked_for_again_the_answer_of_version_1) {
    const auto store = SqliteStore::open(file_);

    const auto again = (*store)->post(std::vector{
        envelope(Sell{test_meter, WattHours{30'000}, "counter-1"}, clerk, numbered_id(5001))});

    ASSERT_TRUE(again && again->front());
    EXPECT_TRUE(again->front()->is_repeat);
    EXPECT_EQ(std::get<Sale>(again->front()->answer).total, MinorUnits{720});
}

TEST_F(SqliteUpgrade, of_an_office_that_is_only_verified_does_not_happen) {
    const auto found = verify_books(file_, {}, [](const auto&, const auto&) { return false; });

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().problem, StoreProblem::not_an_office);
    EXPECT_THAT(found.error().detail, testing::HasSubstr("earlier version"));
}

}  // namespace
}  // namespace office
