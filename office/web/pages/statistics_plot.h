// What a statistic looks like as bars.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "office/domain/statistics.h"
#include "office/web/pages/page_text.h"

namespace office {

// A cell as people read it: kilowatt-hours, money without its currency, percent.
[[nodiscard]] std::string shown(Language language, std::size_t money_decimals,
                                StatisticColumn column, const StatisticCell& cell);

struct Bar {
    std::string label;
    std::string value;  // a decimal number; empty where nobody knows
};
struct BarPlot {
    std::string title;
    std::vector<Bar> bars;
};

// The plots of a table: a customer's list is told by its meters, or counted by month or state.
[[nodiscard]] std::vector<BarPlot> plots_of(Language language, std::size_t money_decimals,
                                            Statistic statistic, const StatisticTable& table);

}  // namespace office
