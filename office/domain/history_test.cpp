#include "office/domain/history.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"

namespace office {
namespace {

using base::WattHours;
using card::Period;

constexpr std::chrono::sys_seconds first{std::chrono::seconds{1'800'000'000}};

MeterEnd end_of(int day, std::int64_t consumed, Period period = Period::day) {
    return {period,
            {.time = first + std::chrono::days{day},
             .clock_trusted = true,
             .ordered_total = WattHours{30'000},
             .consumed_total = WattHours{consumed}}};
}

class History : public ::testing::Test {
 protected:
    std::vector<MeterEnd> known{end_of(1, 100), end_of(2, 200), end_of(5, 500)};
    Findings findings;

    std::vector<MeterEnd> bring(const std::vector<MeterEnd>& ends, std::int64_t reported = 900) {
        RecordReport given;
        given.report.emplace();
        given.report->fields.consumed_total = WattHours{reported};
        for (const MeterEnd& end : ends) {
            card::PeriodEnds record;
            record.period = end.period;
            record.ends.push_back(end.end);
            given.ends.push_back(record);
        }
        return new_ends(given, known, findings);
    }
};

TEST_F(History, brings_what_the_books_lack) {
    const std::vector ends{end_of(3, 200), end_of(4, 350), end_of(6, 900),
                           end_of(2, 700, Period::month)};

    auto lacking = bring({ends[2], ends[0], known[1], ends[1], ends[3]});

    EXPECT_TRUE(findings.empty());
    ASSERT_EQ(lacking.size(), 4U);
    for (const MeterEnd& end : ends) {
        EXPECT_NE(std::ranges::find(lacking, end), lacking.end());
    }
}

TEST_F(History, that_is_known_brings_nothing) {
    EXPECT_TRUE(bring(known).empty());
    EXPECT_TRUE(findings.empty());
}

TEST_F(History, that_reads_a_known_end_otherwise_is_a_finding) {
    EXPECT_TRUE(bring({end_of(2, 201)}).empty());
    EXPECT_TRUE(findings.has(Finding::history_contradicts));
}

TEST_F(History, in_which_consumption_falls_is_a_finding) {
    EXPECT_TRUE(bring({end_of(3, 199)}).empty());
    EXPECT_TRUE(findings.has(Finding::history_contradicts));
    findings = {};
    EXPECT_TRUE(bring({end_of(4, 501)}).empty());
    EXPECT_TRUE(findings.has(Finding::history_contradicts));
    findings = {};
    EXPECT_EQ(bring({end_of(3, 400), end_of(4, 399)}), std::vector{end_of(3, 400)});
    EXPECT_TRUE(findings.has(Finding::history_contradicts));
}

TEST_F(History, beyond_the_report_is_a_finding) {
    EXPECT_TRUE(bring({end_of(6, 901)}).empty());
    EXPECT_TRUE(findings.has(Finding::history_contradicts));
}

}  // namespace
}  // namespace office
