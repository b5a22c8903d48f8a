#include "office/web/pages/customer_part.h"

#include "office/web/answers.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_tables.h"

namespace office {
namespace {

std::string report_lines(const PageVisit& visit, const card::Report& report) {
    const PageText& text = visit.text();
    const auto energy = [](base::WattHours amount) { return kilowatt_hours_text(amount.count()); };
    return details(
        {{text.remaining, energy(report.ordered_total - report.consumed_total)},
         {text.consumed, energy(report.consumed_total)},
         {text.overdrawn, energy(report.overdrawn_total)},
         {text.ordered, energy(report.ordered_total)},
         {text.supply, std::string{report.supply_closed ? text.supply_closed : text.supply_open}}});
}

std::string reading_section(const PageVisit& visit, const MeterView& meter,
                            const std::vector<ReadingView>& readings) {
    const CounterText& text = counter_text(visit.language);
    std::string html = "<section>\n<h2>" + std::string{text.last_reading} + "</h2>\n";
    if (!readings.empty()) {
        html += "<p class=\"note\">" + to_text(readings.front().at) + "</p>\n";
    }
    html += readings.empty() || !readings.front().report
                ? "<p class=\"note\">" + std::string{text.never_read} + "</p>\n"
                : report_lines(visit, *readings.front().report);
    if (!readings.empty()) {
        html += findings_list(visit.language, readings.front().findings);
    }
    if (meter.readings_without_report > 0) {
        html += "<p class=\"wrong\">" + std::string{text.without_report} +
                std::to_string(meter.readings_without_report) + "</p>\n";
    }
    if (meter.newest_order && meter.newest_order->state == OrderState::pending) {
        html += "<p class=\"note\">" + std::string{text.order_waits} + "</p>\n";
    }
    return html + "</section>\n";
}

}  // namespace

std::expected<std::string, Problem> customer_part(const PageVisit& visit, card::MeterId meter) {
    const Store& store = visit.counter.store;
    const auto row = store.meter(meter);
    const auto customer = store.customer_of(meter);
    const auto readings = store.readings(meter, {.before = std::nullopt, .limit = 1});
    if (!row || !customer || !readings) {
        return std::unexpected{transport_problem(503)};
    }
    if (!*row) {
        return std::unexpected{problem_of(Refusal::unknown_meter)};
    }
    if (!*customer) {
        return std::unexpected{problem_of(Refusal::no_account)};
    }
    const PageText& text = visit.text();
    const CustomerView& who = **customer;
    std::string html = "<section>\n<h2><a href=\"/customers/" + to_text(meter) + "\">" +
                       escaped(who.name) + "</a></h2>\n" +
                       details({{text.customer, to_text(who.customer)},
                                {text.meter, to_text(meter)},
                                {text.address, who.address},
                                {text.phone, who.phone}});
    if ((*row)->arrears_owed.count() > 0) {
        html += details({{counter_text(visit.language).owes,
                          money_text((*row)->arrears_owed.count(), store.settings().currency)}});
    }
    return "<div class=\"beside\">\n" + html + "</section>\n" +
           reading_section(visit, **row, *readings) + "</div>\n";
}

}  // namespace office
