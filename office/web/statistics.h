// Statistics as people and programs ask for them: what the address says, and the table as JSON and
// as CSV.
#pragma once

#include <array>
#include <chrono>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "office/domain/statistics.h"
#include "office/web/call.h"

namespace office {

inline constexpr std::array all_statistics{
    Statistic::sales,        Statistic::use,         Statistic::losses,    Statistic::credit,
    Statistic::low_purchase, Statistic::no_purchase, Statistic::overdrawn, Statistic::tampering,
};

[[nodiscard]] std::string_view statistic_name(Statistic statistic);
[[nodiscard]] std::string_view group_name(GroupBy by);
// With its unit, as members of JSON and columns of CSV are called.
[[nodiscard]] std::string_view column_name(StatisticColumn column);
[[nodiscard]] std::string_view tamper_state_name(TamperState state);
// The groupings that a statistic has, its usual one first; none where it is not grouped.
[[nodiscard]] std::span<const GroupBy> groupings_of(Statistic statistic);

// What `name` and the query ask for: ?by=, ?from=, ?to=, ?low_wh=, ?limit=. Without dates the year
// that ends with the last closed day; no purchase without `from` looks at the last 60 days.
//   refused   404 for another name, 422 by the field's name
[[nodiscard]] std::expected<StatisticQuestion, HttpResponse> statistic_question(
    const Store& store, const HttpRequest& request, std::string_view name);

// A cell as text, without its unit: dates and months as in the API, sets of states with blanks.
[[nodiscard]] std::string cell_text(StatisticColumn column, const StatisticCell& cell);

[[nodiscard]] std::string to_json(const StatisticQuestion& question, const StatisticTable& table);
// RFC 4180, with a row of names. A text that a spreadsheet would take for a formula is quoted by an
// apostrophe.
[[nodiscard]] std::string to_csv(const StatisticTable& table);
[[nodiscard]] HttpResponse csv_response(const StatisticQuestion& question,
                                        const StatisticTable& table);

}  // namespace office
