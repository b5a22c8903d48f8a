// Statistics as every store answers them: totals of closed days, where credit stands.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::WattHours;
using std::chrono::days;
using std::chrono::sys_days;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t day_number(std::chrono::year_month_day date) {
    return sys_days{date}.time_since_epoch().count();
}

class StatisticBooks : public BooksTest {
 protected:
    StatisticTable ask(Statistic statistic, GroupBy by = GroupBy::day) {
        const StatisticQuestion question{.statistic = statistic,
                                         .by = by,
                                         .from = test_date,
                                         .to = test_date,
                                         .today = test_date};
        const auto found = store_->statistic(question);
        EXPECT_TRUE(found);
        return found ? *found : StatisticTable{};
    }
    // One row's cell of a column; nothing where the table has no such column or one row.
    static StatisticCell only(const StatisticTable& table, StatisticColumn column) {
        const auto place = std::ranges::find(table.columns, column) - table.columns.begin();
        EXPECT_EQ(table.rows.size(), 1U);
        return table.rows.empty() ? StatisticCell{}
                                  : table.rows[0].at(static_cast<std::size_t>(place));
    }
    // The meter's next report: what it has used by then.
    void report(days at, WattHours used, std::uint16_t reasons = 0) {
        RecordReport given = report_of(test_meter, card_of(test_meter), card::Generation{1},
                                       ++reports_, card::Sequence{1}, WattHours{30'000});
        given.report->fields.time = sys_days{test_date} + at;
        given.report->fields.consumed_total = used;
        given.report->fields.clock_trusted = true;
        given.report->fields.open_reasons = reasons;
        given.report->bytes = card::encode(given.report->fields);
        given.report->digest = {static_cast<std::uint8_t>(reports_)};
        if (reports_ > 1) {
            given.report->fields.previous_report = {static_cast<std::uint8_t>(reports_ - 1)};
            given.report->bytes = card::encode(given.report->fields);
        }
        ASSERT_TRUE(post(given));
    }
    std::vector<std::string> faults() { return GetParam().faults(folder_.path()); }

    std::uint32_t reports_ = 0;
};
INSTANTIATE_TEST_SUITE_P(EveryStore, StatisticBooks, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(StatisticBooks, sales_are_told_once_their_day_is_closed) {
    static_cast<void>(sell(WattHours{30'000}));
    static_cast<void>(sell(WattHours{1'000}));
    EXPECT_THAT(ask(Statistic::sales).rows, IsEmpty());

    EXPECT_TRUE(post(CloseDay{test_date}, supervisor));
    static_cast<void>(sell(WattHours{500}));  // goes to the next day
    reopen();

    const StatisticTable table = ask(Statistic::sales);
    EXPECT_EQ(only(table, StatisticColumn::date), StatisticCell{day_number(test_date)});
    EXPECT_EQ(only(table, StatisticColumn::sales), StatisticCell{2});
    EXPECT_EQ(only(table, StatisticColumn::energy), StatisticCell{31'000});
    EXPECT_EQ(only(table, StatisticColumn::net), StatisticCell{620});
    EXPECT_EQ(only(table, StatisticColumn::tax), StatisticCell{124});
    EXPECT_EQ(only(table, StatisticColumn::total), StatisticCell{744});
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(StatisticBooks, sales_are_told_by_month_district_tariff_and_desk) {
    static_cast<void>(sell(WattHours{30'000}));
    EXPECT_TRUE(post(CloseDay{test_date}, supervisor));

    const auto by = [&](GroupBy grouping) { return ask(Statistic::sales, grouping).rows; };
    const std::chrono::year_month_day first{test_date.year() / test_date.month() / 1};

    EXPECT_EQ(by(GroupBy::month).at(0).at(0), StatisticCell{day_number(first)});
    EXPECT_EQ(by(GroupBy::district).at(0).at(0), StatisticCell{""});
    EXPECT_EQ(by(GroupBy::tariff).at(0).at(0), StatisticCell{"home"});
    EXPECT_EQ(by(GroupBy::desk).at(0).at(0), StatisticCell{"counter-1"});
    for (const GroupBy grouping :
         {GroupBy::month, GroupBy::district, GroupBy::tariff, GroupBy::desk}) {
        EXPECT_EQ(by(grouping).at(0).at(7), StatisticCell{720});
    }
}

TEST_P(StatisticBooks, use_is_spread_over_the_days_between_reports) {
    static_cast<void>(sell(WattHours{30'000}));
    report(days{-2}, WattHours{1'000});
    report(days{2}, WattHours{5'000});
    EXPECT_THAT(ask(Statistic::use).rows, IsEmpty());

    EXPECT_TRUE(post(CloseDay{test_date}, supervisor));

    EXPECT_THAT(ask(Statistic::use).rows,
                ElementsAre(StatisticRow{day_number(test_date), std::int64_t{1'000}}));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(StatisticBooks, customers_are_counted_by_the_days_that_their_credit_lasts) {
    const auto rows_with = [&] {
        std::vector<StatisticRow> rows = ask(Statistic::credit).rows;
        std::erase_if(rows, [](const StatisticRow& row) { return row[2] == StatisticCell{0}; });
        return rows;
    };
    using Nothing = std::monostate;
    EXPECT_THAT(rows_with(), ElementsAre(StatisticRow{Nothing{}, Nothing{}, std::int64_t{1}}));
    static_cast<void>(sell(WattHours{30'000}));
    report(days{-10}, WattHours{0});
    report(days{0}, WattHours{10'000});  // 1 kWh a day, 20 kWh remain

    EXPECT_THAT(rows_with(),
                ElementsAre(StatisticRow{std::int64_t{15}, std::int64_t{30}, std::int64_t{1}}));
    static_cast<void>(sell(WattHours{30'000}));  // counts, though it is not loaded yet
    EXPECT_THAT(rows_with(),
                ElementsAre(StatisticRow{std::int64_t{31}, std::int64_t{60}, std::int64_t{1}}));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(StatisticBooks, overdrawn_and_tampered_meters_are_listed_as_their_newest_report_says) {
    static_cast<void>(sell(WattHours{30'000}));
    report(days{0}, WattHours{30'500}, 1U << 11);

    const StatisticTable below_zero = ask(Statistic::overdrawn);
    EXPECT_EQ(only(below_zero, StatisticColumn::remaining), StatisticCell{-500});
    EXPECT_EQ(only(below_zero, StatisticColumn::meter),
              StatisticCell{static_cast<std::int64_t>(std::to_underlying(test_meter))});
    EXPECT_EQ(only(ask(Statistic::tampering), StatisticColumn::states), StatisticCell{1});
    EXPECT_THAT(faults(), IsEmpty());
}

// Its sale of 30 kWh on a closed day, and 1 kWh a day for four days about it.
class NetworkBooks : public StatisticBooks {
 protected:
    NetworkBooks() {
        static_cast<void>(sell(WattHours{30'000}));
        report(days{-2}, WattHours{1'000});
        report(days{2}, WattHours{5'000});
    }
    void close() { EXPECT_TRUE(post(CloseDay{test_date}, supervisor)); }
    Outcome link(const std::string& transformer, const std::string& district, days from) {
        return post(LinkPremises{{{test_meter, transformer, district, sys_days{test_date} + from}}},
                    supervisor);
    }
};
INSTANTIATE_TEST_SUITE_P(EveryStore, NetworkBooks, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(NetworkBooks, sales_and_use_lie_in_the_area_of_their_day) {
    EXPECT_TRUE(link("T1", "North", days{-30}));
    EXPECT_TRUE(link("T2", "South", days{1}));

    close();

    EXPECT_EQ(ask(Statistic::sales, GroupBy::district).rows.at(0).at(0), StatisticCell{"North"});
    EXPECT_THAT(ask(Statistic::use, GroupBy::area).rows,
                ElementsAre(StatisticRow{"T1", std::int64_t{1'000}}));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(NetworkBooks, what_closed_days_hold_goes_over_with_a_link_that_comes_late) {
    close();
    EXPECT_EQ(ask(Statistic::sales, GroupBy::district).rows.at(0).at(0), StatisticCell{""});

    EXPECT_TRUE(link("T1", "North", days{-30}));
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_TRUE(link("T2", "South", days{0}));

    EXPECT_EQ(ask(Statistic::sales, GroupBy::district).rows.at(0).at(0), StatisticCell{"South"});
    EXPECT_THAT(ask(Statistic::use, GroupBy::area).rows,
                ElementsAre(StatisticRow{"T2", std::int64_t{1'000}}));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(NetworkBooks, what_a_feeder_gave_stands_beside_what_its_meters_counted) {
    EXPECT_TRUE(link("T1", "North", days{-30}));
    const auto read =
        post(RecordFeederReadings{{{"T1", test_date, WattHours{70'000}},
                                   {"T1", sys_days{test_date} + days{1}, WattHours{71'250}}}},
             supervisor);
    EXPECT_EQ(std::get<Imported>(read->answer), (Imported{2, 0}));
    close();

    const StatisticTable table = ask(Statistic::losses, GroupBy::area);
    EXPECT_EQ(only(table, StatisticColumn::fed), StatisticCell{1'250});
    EXPECT_EQ(only(table, StatisticColumn::used), StatisticCell{1'000});
    EXPECT_EQ(only(table, StatisticColumn::loss), StatisticCell{250});
    EXPECT_EQ(only(table, StatisticColumn::loss_share), StatisticCell{2'000});
    EXPECT_EQ(only(table, StatisticColumn::covered_share), StatisticCell{10'000});
    const StatisticTable by_district = ask(Statistic::losses, GroupBy::district);
    EXPECT_EQ(only(by_district, StatisticColumn::district), StatisticCell{"North"});
    EXPECT_EQ(only(by_district, StatisticColumn::loss), StatisticCell{250});
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(NetworkBooks, an_import_is_kept_whole_or_not_at_all) {
    const LinkPremises half{
        {{test_meter, "T1", "North", test_date}, {card::MeterId{5}, "T1", "North", test_date}}};

    EXPECT_THAT(store_->check(half)->faults, ElementsAre(LineFault{2, Refusal::unknown_meter}));
    EXPECT_EQ(post(half, supervisor).error(), Refusal::unknown_meter);

    EXPECT_EQ(std::get<Imported>(link("T1", "North", days{0})->answer), (Imported{1, 0}));
    reopen();
    EXPECT_EQ(std::get<Imported>(link("T1", "North", days{0})->answer), (Imported{0, 1}));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_P(StatisticBooks, low_and_no_purchase_are_told_apart) {
    EXPECT_EQ(only(ask(Statistic::no_purchase), StatisticColumn::last_purchase),
              StatisticCell{std::monostate{}});
    static_cast<void>(sell(WattHours{30'000}));
    EXPECT_TRUE(post(CloseDay{test_date}, supervisor));

    EXPECT_THAT(ask(Statistic::no_purchase).rows, IsEmpty());
    EXPECT_EQ(only(ask(Statistic::low_purchase), StatisticColumn::energy), StatisticCell{30'000});
    const StatisticQuestion lower{.statistic = Statistic::low_purchase,
                                  .from = test_date,
                                  .to = test_date,
                                  .today = test_date,
                                  .low = WattHours{29'999}};
    EXPECT_THAT(store_->statistic(lower)->rows, IsEmpty());
}

}  // namespace
}  // namespace office
