#include "office/web/pages/statistics_page.h"

#include <algorithm>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_assets.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/statistics_plot.h"
#include "office/web/pages/statistics_text.h"
#include "office/web/statistics.h"

namespace office {
namespace {

// A table of more is for a program: the file has all of it.
constexpr std::size_t most_rows_shown = 1000;

struct Asked {
    StatisticQuestion question;
    StatisticTable table;
};

std::expected<Asked, HttpResponse> ask(const PageVisit& visit) {
    if (!may_see_statistics(visit.user.role)) {
        return std::unexpected{problem_page(visit, problems::not_permitted())};
    }
    const Store& store = visit.counter.store;
    const std::string_view name =
        visit.arguments.empty() ? std::string_view{"sales"} : visit.arguments.front();
    const auto question = statistic_question(store, visit.request, name);
    if (!question) {
        return std::unexpected{problem_page(visit, transport_problem(question.error().status))};
    }
    auto table = store.statistic(*question);
    if (!table) {
        return std::unexpected{problem_page(visit, problem_of(table.error()))};
    }
    return Asked{*question, std::move(*table)};
}

std::string chooser(const PageVisit& visit, Statistic shown_now) {
    std::string html = "<nav class=\"statistics\" aria-label=\"" +
                       std::string{statistics_text(visit.language).statistics} + "\">\n";
    for (const Statistic statistic : all_statistics) {
        html += "<a href=\"/statistics/" + std::string{statistic_name(statistic)} + "\"" +
                (statistic == shown_now ? " aria-current=\"page\"" : "") + ">" +
                std::string{title_text(visit.language, statistic)} + "</a>\n";
    }
    return html + "</nav>\n";
}

std::string group_select(const PageVisit& visit, const StatisticQuestion& question) {
    const auto groupings = groupings_of(question.statistic);
    if (groupings.empty()) {
        return {};
    }
    std::string html =
        "<label>" + std::string{statistics_text(visit.language).by} + "<select name=\"by\">\n";
    for (const GroupBy by : groupings) {
        html += "<option value=\"" + std::string{group_name(by)} + "\"" +
                (by == question.by ? " selected" : "") + ">" +
                std::string{group_text(visit.language, by)} + "</option>\n";
    }
    return html + "</select></label>\n";
}

// Which of the question's fields the statistic looks at.
bool looks_at_from(Statistic statistic) {
    return statistic == Statistic::no_purchase || !groupings_of(statistic).empty();
}
bool looks_at_to(Statistic statistic) {
    return statistic == Statistic::low_purchase || !groupings_of(statistic).empty();
}

std::string question_form(const PageVisit& visit, const StatisticQuestion& question) {
    const StatisticsText& text = statistics_text(visit.language);
    const Statistic statistic = question.statistic;
    std::string html = group_select(visit, question);
    if (looks_at_from(statistic)) {
        html += field({.label = text.from,
                       .name = "from",
                       .value = to_text(question.from),
                       .attributes = "type=\"date\""});
    }
    if (looks_at_to(statistic)) {
        html += field({.label = text.to,
                       .name = "to",
                       .value = to_text(question.to),
                       .attributes = "type=\"date\""});
    }
    if (html.empty()) {
        return html;
    }
    return "<form class=\"line question\" method=\"get\" action=\"/statistics/" +
           std::string{statistic_name(statistic)} + "\">\n" + html + "<button>" +
           std::string{text.show} + "</button>\n</form>\n";
}

std::string csv_link(const PageVisit& visit, const StatisticQuestion& question) {
    std::string address = "/statistics/" + std::string{statistic_name(question.statistic)} + "/csv";
    char separator = '?';
    for (const auto& [name, value] : visit.request.query) {
        address += separator + query_encoded(name) + '=' + query_encoded(value);
        separator = '&';
    }
    return "<p><a href=\"" + escaped(address) + "\" download>" +
           std::string{statistics_text(visit.language).as_csv} + "</a></p>\n";
}

std::string plot(const BarPlot& of) {
    std::string labels;
    std::string values;
    for (const Bar& bar : of.bars) {
        const std::string_view line = &bar == &of.bars.front() ? "" : "\n";
        labels += std::string{line} + bar.label;
        values += std::string{line} + bar.value;
    }
    return "<div data-bars=\"" + escaped(of.title) + "\" data-labels=\"" + escaped(labels) +
           "\" data-values=\"" + escaped(values) + "\" role=\"img\" aria-label=\"" +
           escaped(of.title) + "\"></div>\n";
}

std::string table_of(const PageVisit& visit, std::size_t money_decimals,
                     const StatisticTable& table) {
    std::string html = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" +
                       std::string{statistics_text(visit.language).statistics} +
                       "\">\n<table id=\"figures\">\n<thead><tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const bool is_number = std::ranges::any_of(table.rows, [i](const StatisticRow& row) {
            return std::holds_alternative<std::int64_t>(row[i]);
        });
        html += is_number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">";
        html += std::string{column_text(visit.language, table.columns[i])} + "</th>";
    }
    html += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < std::min(table.rows.size(), most_rows_shown); ++i) {
        html += "<tr>";
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const StatisticColumn kind = table.columns[column];
            const StatisticCell& cell = table.rows[i][column];
            const std::string text = escaped(shown(visit.language, money_decimals, kind, cell));
            const bool is_number = std::holds_alternative<std::int64_t>(cell);
            html += is_number ? "<td class=\"number\">" : "<td>";
            html += kind == StatisticColumn::meter
                        ? "<a href=\"/customers/" + text + "\">" + text + "</a>"
                        : text;
            html += "</td>";
        }
        html += "</tr>\n";
    }
    return html + "</tbody>\n</table>\n</div>\n";
}

}  // namespace

HttpResponse show_statistics(const PageVisit& visit) {
    const auto asked = ask(visit);
    if (!asked) {
        return asked.error();
    }
    const Statistic statistic = asked->question.statistic;
    const std::size_t money_decimals = decimals_of(visit.counter.store.settings().currency);
    std::string html = "<section>\n" + chooser(visit, statistic) + "<h2>" +
                       std::string{title_text(visit.language, statistic)} +
                       "</h2>\n<p class=\"note\">" +
                       std::string{note_text(visit.language, statistic)} + "</p>\n" +
                       question_form(visit, asked->question);
    if (asked->table.rows.empty()) {
        html += "<p class=\"note\">" + std::string{visit.text().nothing_yet} + "</p>\n";
    } else {
        html += "<link rel=\"stylesheet\" href=\"" + asset_address("/uplot.css") +
                "\">\n<script src=\"" + asset_address("/uplot.js") +
                "\" defer></script>\n<script src=\"" + asset_address("/statistics.js") +
                "\" defer></script>\n";
        for (const BarPlot& one :
             plots_of(visit.language, money_decimals, statistic, asked->table)) {
            html += plot(one);
        }
        html += csv_link(visit, asked->question) + table_of(visit, money_decimals, asked->table);
    }
    return page_document(200, visit, html + "</section>\n");
}

HttpResponse download_statistics(const PageVisit& visit) {
    const auto asked = ask(visit);
    return asked ? csv_response(asked->question, asked->table) : asked.error();
}

}  // namespace office
