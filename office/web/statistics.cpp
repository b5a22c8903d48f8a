#include "office/web/statistics.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/json_writer.h"
#include "office/web/names.h"
#include "office/web/requests.h"

namespace office {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array sales_groupings{GroupBy::day, GroupBy::month, GroupBy::district,
                                     GroupBy::tariff, GroupBy::desk};
constexpr std::array use_groupings{GroupBy::day, GroupBy::month, GroupBy::district, GroupBy::area};
constexpr std::array losses_groupings{GroupBy::area, GroupBy::district};

constexpr days usual_span{364};
constexpr days without_purchase{60};

std::unexpected<HttpResponse> refused(std::string_view field, std::string_view must_be) {
    return std::unexpected{to_response(problem_of(
        FieldError{FieldProblem::out_of_range, std::string{field}, std::string{must_be}}))};
}

std::optional<Statistic> parse_statistic(std::string_view name) {
    const auto* const found = std::ranges::find(all_statistics, name, statistic_name);
    return found == all_statistics.end() ? std::nullopt : std::optional{*found};
}

std::expected<GroupBy, HttpResponse> group_of(const HttpRequest& request, Statistic statistic) {
    const auto groupings = groupings_of(statistic);
    const auto given = request.parameter("by");
    if (!given) {
        return groupings.empty() ? GroupBy::day : groupings.front();
    }
    const auto found = std::ranges::find(groupings, *given, group_name);
    if (found == groupings.end()) {
        return refused("by", "this statistic is not told by that");
    }
    return *found;
}

// A number of `name` in the query, from 1 on.
std::expected<std::int64_t, HttpResponse> number_of(const HttpRequest& request,
                                                    std::string_view name, std::int64_t usual,
                                                    std::int64_t most) {
    const auto text = request.parameter(name);
    if (!text) {
        return usual;
    }
    const auto number = parse_number(*text);
    if (!number || *number < 1 || std::cmp_greater(*number, most)) {
        return refused(name, "a whole number of 1 to " + std::to_string(most));
    }
    return static_cast<std::int64_t>(*number);
}

std::string date_text(std::int64_t day_number) {
    return to_text(std::chrono::year_month_day{sys_days{days{day_number}}});
}

// The names of the set that a cell is; empty for other cells.
std::vector<std::string_view> set_names(StatisticColumn column, const StatisticCell& cell) {
    std::vector<std::string_view> names;
    const auto* const bits = std::get_if<std::int64_t>(&cell);
    if (bits != nullptr && column == StatisticColumn::states) {
        for (std::uint8_t state = 0; state < tamper_state_count; ++state) {
            if ((*bits >> state & 1) != 0) {
                names.push_back(tamper_state_name(TamperState{state}));
            }
        }
    }
    if (bits != nullptr && column == StatisticColumn::findings) {
        for (const Finding finding : all_findings) {
            if (Findings{static_cast<std::uint32_t>(*bits)}.has(finding)) {
                names.push_back(finding_name(finding));
            }
        }
    }
    return names;
}

bool is_set(StatisticColumn column) {
    return column == StatisticColumn::states || column == StatisticColumn::findings;
}

bool is_text(StatisticColumn column) {
    switch (column) {
        case StatisticColumn::date:
        case StatisticColumn::month:
        case StatisticColumn::fed_from:
        case StatisticColumn::fed_to:
        case StatisticColumn::reported:
        case StatisticColumn::last_purchase:
        case StatisticColumn::meter:  // identifiers are text
        case StatisticColumn::customer:
        case StatisticColumn::district:
        case StatisticColumn::area:
        case StatisticColumn::tariff:
        case StatisticColumn::desk:
        case StatisticColumn::states:
        case StatisticColumn::findings:
            return true;
        case StatisticColumn::sales:
        case StatisticColumn::energy:
        case StatisticColumn::net:
        case StatisticColumn::charge:
        case StatisticColumn::tax:
        case StatisticColumn::arrears:
        case StatisticColumn::total:
        case StatisticColumn::fed:
        case StatisticColumn::used:
        case StatisticColumn::loss:
        case StatisticColumn::loss_share:
        case StatisticColumn::covered_share:
        case StatisticColumn::remaining:
        case StatisticColumn::overdrawn:
        case StatisticColumn::days_from:
        case StatisticColumn::days_to:
        case StatisticColumn::customers:
            return false;
    }
    std::unreachable();
}

void write_cell(JsonWriter& json, StatisticColumn column, const StatisticCell& cell) {
    json.name(column_name(column));
    if (is_set(column)) {
        json.begin_list();
        for (const std::string_view name : set_names(column, cell)) {
            json.value(name);
        }
        json.end_list();
    } else if (std::holds_alternative<std::monostate>(cell)) {
        json.null();
    } else if (const auto* const number = std::get_if<std::int64_t>(&cell);
               number != nullptr && !is_text(column)) {
        json.value(*number);
    } else {
        json.value(cell_text(column, cell));
    }
}

std::string csv_field(std::string text, bool is_ours) {
    constexpr std::string_view formula_starts = "=+-@\t\r";
    if (!is_ours && !text.empty() && formula_starts.find(text.front()) != std::string_view::npos) {
        text.insert(text.begin(), '\'');
    }
    if (text.find_first_of("\",\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

}  // namespace

std::span<const GroupBy> groupings_of(Statistic statistic) {
    switch (statistic) {
        case Statistic::sales:
            return sales_groupings;
        case Statistic::use:
            return use_groupings;
        case Statistic::losses:
            return losses_groupings;
        case Statistic::low_purchase:
        case Statistic::no_purchase:
        case Statistic::overdrawn:
        case Statistic::tampering:
        case Statistic::credit:
            return {};
    }
    std::unreachable();
}

std::expected<StatisticQuestion, HttpResponse> statistic_question(const Store& store,
                                                                  const HttpRequest& request,
                                                                  std::string_view name) {
    const auto statistic = parse_statistic(name);
    if (!statistic) {
        return std::unexpected{to_response(problems::not_found())};
    }
    const auto by = group_of(request, *statistic);
    const auto dates = dates_of(request);
    const auto low = number_of(request, "low_wh", StatisticQuestion{}.low.count(), any_amount);
    const auto limit = number_of(request, "limit", StatisticQuestion{}.limit, largest_page);
    const auto closed = store.closed_days();
    if (!closed) {
        return std::unexpected{to_response(problem_of(closed.error()))};
    }
    for (const auto* const part : {&low, &limit}) {
        if (!*part) {
            return std::unexpected{part->error()};
        }
    }
    if (!by || !dates) {
        return std::unexpected{by ? dates.error() : by.error()};
    }
    const sys_days today = std::chrono::floor<days>(std::chrono::system_clock::now());
    const sys_days last = closed->empty() ? today : sys_days{closed->front().date};
    StatisticQuestion question{.statistic = *statistic,
                               .by = *by,
                               .from = dates->from,
                               .to = dates->to,
                               .today = today,
                               .low = base::WattHours{*low},
                               .limit = static_cast<std::uint32_t>(*limit)};
    if (!request.parameter("to")) {
        question.to = last;
    }
    if (!request.parameter("from")) {
        question.from = *statistic == Statistic::no_purchase ? today - without_purchase
                                                             : sys_days{question.to} - usual_span;
    }
    return question;
}

std::string cell_text(StatisticColumn column, const StatisticCell& cell) {
    if (is_set(column)) {
        std::string text;
        for (const std::string_view name : set_names(column, cell)) {
            text += (text.empty() ? "" : " ") + std::string{name};
        }
        return text;
    }
    if (const auto* const text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    const auto* const number = std::get_if<std::int64_t>(&cell);
    if (number == nullptr) {
        return {};
    }
    if (column == StatisticColumn::month) {
        return date_text(*number).substr(0, 7);
    }
    return is_text(column) && column != StatisticColumn::meter &&
                   column != StatisticColumn::customer
               ? date_text(*number)
               : std::to_string(*number);
}

std::string to_json(const StatisticQuestion& question, const StatisticTable& table) {
    JsonWriter json;
    json.begin_object().member("statistic", statistic_name(question.statistic));
    if (!groupings_of(question.statistic).empty()) {
        json.member("by", group_name(question.by));
    }
    json.member("from", to_text(question.from)).member("to", to_text(question.to));
    json.name("items").begin_list();
    for (const StatisticRow& row : table.rows) {
        json.begin_object();
        for (std::size_t i = 0; i < row.size(); ++i) {
            write_cell(json, table.columns[i], row[i]);
        }
        json.end_object();
    }
    json.end_list().end_object();
    return json.take();
}

std::string to_csv(const StatisticTable& table) {
    std::string csv;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        csv += (i == 0 ? "" : ",") + std::string{column_name(table.columns[i])};
    }
    csv += "\r\n";
    for (const StatisticRow& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            csv += (i == 0 ? "" : ",") + csv_field(cell_text(table.columns[i], row[i]),
                                                   !std::holds_alternative<std::string>(row[i]));
        }
        csv += "\r\n";
    }
    return csv;
}

HttpResponse csv_response(const StatisticQuestion& question, const StatisticTable& table) {
    std::string file{statistic_name(question.statistic)};
    if (!groupings_of(question.statistic).empty()) {
        file += "_by_" + std::string{group_name(question.by)};
    }
    HttpResponse response{.status = 200,
                          .content_type = "text/csv; charset=utf-8",
                          .body = to_csv(table),
                          .headers = {}};
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + file + ".csv\"");
    return response;
}

HttpResponse show_statistic(Counter& counter, const Call& call) {
    if (!may_see_statistics(call.user.role)) {
        return to_response(problems::not_permitted());
    }
    const auto format = call.request.parameter("format").value_or("json");
    if (format != "json" && format != "csv") {
        return refused("format", "json or csv").error();
    }
    const auto question = statistic_question(counter.store, call.request, call.arguments.front());
    if (!question) {
        return question.error();
    }
    const auto table = counter.store.statistic(*question);
    if (!table) {
        return to_response(problem_of(table.error()));
    }
    return format == "csv" ? csv_response(*question, *table)
                           : json_response(200, to_json(*question, *table));
}

}  // namespace office
