#include "office/web/pages/statistics_plot.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "office/web/names.h"
#include "office/web/pages/html.h"
#include "office/web/pages/statistics_text.h"
#include "office/web/statistics.h"

namespace office {
namespace {

constexpr std::size_t percent_decimals = 2;
constexpr std::size_t energy_decimals = 3;

std::optional<std::size_t> place_of(const StatisticTable& table, StatisticColumn column) {
    const auto found = std::ranges::find(table.columns, column);
    if (found == table.columns.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - table.columns.begin());
}

// A row's name: its first column, spans of days together.
std::string label_of(Language language, const StatisticTable& table, const StatisticRow& row) {
    const StatisticsText& text = statistics_text(language);
    if (table.columns.front() != StatisticColumn::days_from) {
        return shown(language, 0, table.columns.front(), row.front());
    }
    const std::string from = shown(language, 0, StatisticColumn::days_from, row[0]);
    const std::string to = shown(language, 0, StatisticColumn::days_to, row[1]);
    if (to.empty()) {
        return from.empty() ? std::string{text.unknown} : from + " " + std::string{text.and_more};
    }
    return from.empty() ? std::string{text.used_up} : from + "–" + to;
}

BarPlot plot_of_column(Language language, std::size_t money_decimals, const StatisticTable& table,
                       StatisticColumn column) {
    BarPlot plot{.title = std::string{column_text(language, column)}, .bars = {}};
    const auto place = place_of(table, column);
    for (const StatisticRow& row : table.rows) {
        plot.bars.push_back({label_of(language, table, row),
                             place ? shown(language, money_decimals, column, row[*place]) : ""});
    }
    return plot;
}

// How many rows fall under each label that `labels` gives a row.
template <typename Labels>
BarPlot plot_of_counts(Language language, const StatisticTable& table, Labels labels) {
    std::map<std::string, int> counts;
    for (const StatisticRow& row : table.rows) {
        for (const std::string& label : labels(row)) {
            ++counts[label];
        }
    }
    BarPlot plot{.title = std::string{column_text(language, StatisticColumn::customers)},
                 .bars = {}};
    for (const auto& [label, count] : counts) {
        plot.bars.push_back({label, std::to_string(count)});
    }
    return plot;
}

BarPlot plot_of_last_purchases(Language language, const StatisticTable& table) {
    const auto place = place_of(table, StatisticColumn::last_purchase);
    return plot_of_counts(language, table, [&](const StatisticRow& row) {
        const std::string date =
            place ? cell_text(StatisticColumn::last_purchase, row[*place]) : "";
        return std::vector{date.empty() ? std::string{statistics_text(language).never_bought}
                                        : date.substr(0, 7)};
    });
}

// The words of the sets that a row of tampering holds.
std::vector<std::string> words_of(Language language, StatisticColumn column,
                                  const StatisticCell& cell) {
    std::vector<std::string> words;
    const auto* const bits = std::get_if<std::int64_t>(&cell);
    if (bits == nullptr) {
        return words;
    }
    if (column == StatisticColumn::states) {
        for (std::uint8_t state = 0; state < tamper_state_count; ++state) {
            if ((*bits >> state & 1) != 0) {
                words.emplace_back(state_text(language, TamperState{state}));
            }
        }
        return words;
    }
    for (const Finding finding : all_findings) {
        if (Findings{static_cast<std::uint32_t>(*bits)}.has(finding)) {
            words.emplace_back(finding_text(language, finding));
        }
    }
    return words;
}

BarPlot plot_of_states(Language language, const StatisticTable& table) {
    return plot_of_counts(language, table, [&](const StatisticRow& row) {
        std::vector<std::string> words;
        for (const StatisticColumn column : {StatisticColumn::states, StatisticColumn::findings}) {
            if (const auto place = place_of(table, column)) {
                std::ranges::move(words_of(language, column, row[*place]),
                                  std::back_inserter(words));
            }
        }
        return words;
    });
}

}  // namespace

std::string shown(Language language, std::size_t money_decimals, StatisticColumn column,
                  const StatisticCell& cell) {
    const auto* const number = std::get_if<std::int64_t>(&cell);
    const auto decimal = [&](std::size_t decimals) {
        return number == nullptr ? std::string{} : decimal_text(*number, decimals);
    };
    switch (column) {
        case StatisticColumn::energy:
        case StatisticColumn::fed:
        case StatisticColumn::used:
        case StatisticColumn::loss:
        case StatisticColumn::remaining:
        case StatisticColumn::overdrawn:
            return decimal(energy_decimals);
        case StatisticColumn::net:
        case StatisticColumn::charge:
        case StatisticColumn::tax:
        case StatisticColumn::arrears:
        case StatisticColumn::total:
            return decimal(money_decimals);
        case StatisticColumn::loss_share:
        case StatisticColumn::covered_share:
            return decimal(percent_decimals);
        case StatisticColumn::states:
        case StatisticColumn::findings: {
            std::string text;
            for (const std::string& word : words_of(language, column, cell)) {
                text += (text.empty() ? "" : "; ") + word;
            }
            return text;
        }
        case StatisticColumn::district:
        case StatisticColumn::area: {
            const std::string text = cell_text(column, cell);
            return text.empty() ? std::string{statistics_text(language).no_link} : text;
        }
        case StatisticColumn::last_purchase: {
            const std::string text = cell_text(column, cell);
            return text.empty() ? std::string{statistics_text(language).never_bought} : text;
        }
        case StatisticColumn::date:
        case StatisticColumn::month:
        case StatisticColumn::tariff:
        case StatisticColumn::desk:
        case StatisticColumn::meter:
        case StatisticColumn::customer:
        case StatisticColumn::sales:
        case StatisticColumn::fed_from:
        case StatisticColumn::fed_to:
        case StatisticColumn::reported:
        case StatisticColumn::days_from:
        case StatisticColumn::days_to:
        case StatisticColumn::customers:
            return cell_text(column, cell);
    }
    std::unreachable();
}

std::vector<BarPlot> plots_of(Language language, std::size_t money_decimals, Statistic statistic,
                              const StatisticTable& table) {
    const auto of = [&](StatisticColumn column) {
        return plot_of_column(language, money_decimals, table, column);
    };
    switch (statistic) {
        case Statistic::sales:
            return {of(StatisticColumn::energy), of(StatisticColumn::total)};
        case Statistic::use:
            return {of(StatisticColumn::used)};
        case Statistic::losses:
            return {of(StatisticColumn::loss_share)};
        case Statistic::credit:
            return {of(StatisticColumn::customers)};
        case Statistic::low_purchase:
            return {of(StatisticColumn::energy)};
        case Statistic::overdrawn:
            return {of(StatisticColumn::remaining)};
        case Statistic::no_purchase:
            return {plot_of_last_purchases(language, table)};
        case Statistic::tampering:
            return {plot_of_states(language, table)};
    }
    std::unreachable();
}

}  // namespace office
