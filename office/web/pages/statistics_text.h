// What the pages of statistics say, in each language.
#pragma once

#include <string>
#include <string_view>

#include "office/domain/statistics.h"
#include "office/web/pages/page_text.h"

namespace office {

struct StatisticsText {
    std::string_view statistics;
    std::string_view by;
    std::string_view from;
    std::string_view to;
    std::string_view low;  // a limit, in kWh
    std::string_view show;
    std::string_view as_csv;
    std::string_view no_link;       // premises that hang nowhere
    std::string_view never_bought;  //
    std::string_view used_up;       // days of credit: none left
    std::string_view and_more;      // days of credit, after a number
    std::string_view unknown;       // nobody can tell
};

[[nodiscard]] const StatisticsText& statistics_text(Language language);
[[nodiscard]] std::string_view title_text(Language language, Statistic statistic);
// How its figures are to be read.
[[nodiscard]] std::string_view note_text(Language language, Statistic statistic);
[[nodiscard]] std::string_view group_text(Language language, GroupBy by);
[[nodiscard]] std::string_view column_text(Language language, StatisticColumn column);
[[nodiscard]] std::string_view state_text(Language language, TamperState state);

}  // namespace office
