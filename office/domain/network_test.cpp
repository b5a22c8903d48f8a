#include "office/domain/network.h"

#include <gmock/gmock.h>

#include "office/domain/decide.h"

namespace office {
namespace {

using base::WattHours;
using std::chrono::sys_days;
using testing::ElementsAre;

constexpr card::MeterId meter{4711};
constexpr std::chrono::year_month_day september{std::chrono::year{2026}, std::chrono::September,
                                                std::chrono::day{1}};
constexpr std::chrono::year_month_day october{std::chrono::year{2026}, std::chrono::October,
                                              std::chrono::day{1}};
constexpr std::chrono::year_month_day november{std::chrono::year{2026}, std::chrono::November,
                                               std::chrono::day{1}};

class Network : public testing::Test {
 protected:
    Network() {
        rows_.meters = {meter};
        rows_.districts = {{"T1", "North"}};
        rows_.links = {{{meter, sys_days{september}}, "T1"}};
        rows_.readings = {{{"T1", sys_days{september}}, WattHours{1'000}},
                          {{"T1", sys_days{november}}, WattHours{3'000}}};
    }
    std::vector<LineFault> faults(std::vector<PremisesLink> links) {
        return check_import(LinkPremises{std::move(links)}, rows_).faults;
    }
    std::vector<LineFault> faults(std::vector<FeederReading> readings) {
        return check_import(RecordFeederReadings{std::move(readings)}, rows_).faults;
    }

    NetworkRows rows_;
};

TEST_F(Network, takes_new_lines_and_passes_over_those_that_it_has) {
    const ImportCheck check = check_import(
        LinkPremises{{{meter, "T1", "North", september}, {meter, "T2", "South", october}}}, rows_);

    EXPECT_THAT(check.faults, testing::IsEmpty());
    EXPECT_THAT(check.added, ElementsAre(1U));
    EXPECT_EQ(check.unchanged, 1U);
}

TEST_F(Network, names_every_line_of_links_that_cannot_be) {
    EXPECT_THAT(
        faults(std::vector<PremisesLink>{
            {card::MeterId{5}, "T1", "North", october},
            {meter, "T1", "South", october},
            {meter, "T2", "North", september},
            {meter, "", "North", october},
            {meter, "T1", "a,b", october},
            {meter, "T9", "East", october},
            {meter, "T9", "West", november},
        }),
        ElementsAre(
            LineFault{1, Refusal::unknown_meter}, LineFault{2, Refusal::district_differs},
            LineFault{3, Refusal::link_differs}, LineFault{4, Refusal::network_name_invalid},
            LineFault{5, Refusal::network_name_invalid}, LineFault{7, Refusal::district_differs}));
}

TEST_F(Network, names_every_reading_that_cannot_be) {
    EXPECT_THAT(faults(std::vector<FeederReading>{
                    {"T2", october, WattHours{1}},
                    {"T1", september, WattHours{999}},
                    {"T1", october, WattHours{999}},
                    {"T1", october, WattHours{3'001}},
                    {"T1", october, WattHours{-1}},
                    {"T1", october, WattHours{2'000}},
                }),
                ElementsAre(LineFault{1, Refusal::unknown_transformer},
                            LineFault{2, Refusal::feeder_reading_differs},
                            LineFault{3, Refusal::feeder_total_falls},
                            LineFault{4, Refusal::feeder_total_falls},
                            LineFault{5, Refusal::feeder_total_out_of_range}));
}

TEST_F(Network, imports_of_nothing_and_of_too_much_are_refused) {
    const std::vector<LineFault> refused{{1, Refusal::import_lines_out_of_range}};

    EXPECT_EQ(faults(std::vector<PremisesLink>{}), refused);
    EXPECT_EQ(faults(std::vector<FeederReading>(most_import_lines + 1)), refused);
}

TEST_F(Network, one_wrong_line_refuses_the_whole_import) {
    Rows rows;
    rows.role = Role::supervisor;
    rows.network = rows_;
    const auto decided = [&](std::vector<PremisesLink> links) {
        return decide({{}, LinkPremises{std::move(links)}}, rows);
    };

    EXPECT_EQ(decided({{meter, "T1", "North", october}, {card::MeterId{5}, "T1", "North", october}})
                  .error(),
              Refusal::unknown_meter);
    const auto accepted = decided({{meter, "T1", "North", october}});
    ASSERT_TRUE(accepted);
    EXPECT_EQ(std::get<Imported>(accepted->answer), (Imported{1, 0}));
    rows.role = Role::clerk;
    EXPECT_EQ(decided({{meter, "T1", "North", october}}).error(), Refusal::not_permitted);
}

}  // namespace
}  // namespace office
