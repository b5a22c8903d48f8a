#include "office/web/pages/customer_page.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "office/domain/consumption.h"
#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/account_part.h"
#include "office/web/pages/adjustments_part.h"
#include "office/web/pages/card_part.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/customer_part.h"
#include "office/web/pages/customer_text.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_assets.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr std::uint32_t rows_shown = 50;
constexpr std::size_t most_days_drawn = 400;

std::vector<ConsumedAt> totals_of(const std::vector<ReadingView>& readings) {
    std::vector<ConsumedAt> totals;
    for (const ReadingView& reading : readings) {
        if (reading.report) {
            totals.push_back({reading.report->time, reading.report->consumed_total});
        }
    }
    return totals;
}

std::string month_text(std::chrono::year_month month) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u", static_cast<int>(month.year()),
                  static_cast<unsigned>(month.month()));
    return text.data();
}

std::string plot(std::string_view label, const std::vector<DayUse>& days) {
    std::string times;
    std::string energies;
    for (const DayUse& day : days) {
        const std::string_view comma = times.empty() ? "" : ",";
        times += std::string{comma} +
                 std::to_string(std::chrono::sys_seconds{day.day}.time_since_epoch().count());
        energies += std::string{comma} + std::to_string(day.used.count());
    }
    return "<div data-plot=\"" + escaped(label) + "\" data-times=\"" + times +
           "\" data-energies=\"" + energies + "\" role=\"img\" aria-label=\"" + escaped(label) +
           "\"></div>\n";
}

std::string use_section(const PageVisit& visit, const std::vector<ReadingView>& readings) {
    const CustomerText& text = customer_text(visit.language);
    const auto days = use_by_day(totals_of(readings));
    std::string html = "<section>\n<h2>" + std::string{text.use} + "</h2>\n";
    if (days.empty()) {
        return html + "<p class=\"note\">" + std::string{text.two_reports_needed} +
               "</p>\n</section>\n";
    }
    html += "<p class=\"note\">" + std::string{text.spread_evenly} +
            "</p>\n<link rel=\"stylesheet\" href=\"" + asset_address("/uplot.css") +
            "\">\n<script src=\"" + asset_address("/uplot.js") +
            "\" defer></script>\n<script src=\"" + asset_address("/history.js") +
            "\" defer></script>\n";
    const std::size_t drawn = std::min(days.size(), most_days_drawn);
    html += plot(text.use_by_day, {days.end() - static_cast<std::ptrdiff_t>(drawn), days.end()});
    const auto months = use_by_month(days);
    std::vector<DayUse> bars;
    std::string rows;
    for (const MonthUse& month : months) {
        bars.push_back({std::chrono::sys_days{month.month / 1}, month.used});
        rows = table_row({{Cell::text, month_text(month.month)},
                          {Cell::number, kilowatt_hours_text(month.used.count())}}) +
               rows;
    }
    html += plot(text.use_by_month, bars);
    return html + "<table class=\"price\" id=\"months\">\n<thead>" +
           table_head({{Cell::text, std::string{text.month}},
                       {Cell::number, std::string{visit.text().energy}}}) +
           "</thead>\n<tbody>\n" + rows + "</tbody>\n</table>\n</section>\n";
}

// From here a sale without the card begins, at the only desk there is or at the one that is chosen.
std::string sell_link(const PageVisit& visit, card::MeterId meter) {
    const auto desks = visit.counter.desks.connected();
    if (!is_permitted(visit.user.role, Sell{}) || desks.empty()) {
        return {};
    }
    std::string html = "<p class=\"buttons\">";
    for (const std::string& desk : desks) {
        html += "<a role=\"button\" href=\"" +
                escaped(counter_address("/counter/sale", desk,
                                        {{"meter", to_text(meter)}, {"card", "no"}})) +
                "\">" + std::string{counter_text(visit.language).sell} +
                (desks.size() == 1 ? std::string{} : " · " + escaped(desk)) + "</a>\n";
    }
    return html + "</p>\n";
}

}  // namespace

HttpResponse show_customer(const PageVisit& visit) {
    const auto meter = parse_meter_id(visit.arguments.front());
    return meter ? customer_page(visit, *meter, {})
                 : problem_page(visit, problem_of(Refusal::unknown_meter));
}

HttpResponse customer_page(const PageVisit& visit, card::MeterId meter,
                           const CustomerComplaints& complaints) {
    const auto customer = customer_part(visit, meter);
    if (!customer) {
        return problem_page(visit, customer.error());
    }
    const Store& store = visit.counter.store;
    const auto sales = store.sales(meter, {.before = std::nullopt, .limit = rows_shown});
    const auto readings = store.readings(meter, {.before = std::nullopt, .limit = largest_page});
    const auto row = store.meter(meter);
    if (!sales || !readings || !row || !*row) {
        return problem_page(visit, transport_problem(503));
    }
    const auto adjustments = adjustments_part(visit, meter, *sales, complaints.adjustment);
    if (!adjustments) {
        return problem_page(visit, adjustments.error());
    }
    auto newest = *readings;
    newest.resize(std::min<std::size_t>(newest.size(), rows_shown));
    const Complaints& wrong = complaints.card.empty() ? complaints.adjustment : complaints.card;
    return page_document(wrong.empty() ? 200 : wrong.status(), visit,
                         *customer + sell_link(visit, meter) + use_section(visit, *readings) +
                             card_part(visit, **row, complaints.card) + *adjustments +
                             account_part(visit, **row) +
                             sales_section(visit.language, *sales, store.settings().currency) +
                             readings_section(visit.language, newest));
}

}  // namespace office
