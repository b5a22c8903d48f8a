#include "office/web/pages/page_tables.h"

#include <utility>

#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/html.h"

namespace office {
namespace {

TableCell words(std::string_view text) {
    return {Cell::text, std::string{text}};
}
TableCell number(std::string_view text) {
    return {Cell::number, std::string{text}};
}
TableCell energy(base::WattHours amount) {
    return {Cell::number, kilowatt_hours_text(amount.count())};
}

std::string findings_text(Language language, Findings findings) {
    std::string list;
    for (const Finding finding : all_findings) {
        if (findings.has(finding)) {
            list += list.empty() ? "" : ", ";
            list += finding_text(language, finding);
        }
    }
    return list;
}

std::string reading_row(Language language, const ReadingView& reading) {
    const PageText& text = page_text(language);
    const std::string findings = findings_text(language, reading.findings);
    if (!reading.report) {
        return table_row({words(to_text(reading.at)),
                          {Cell::meter, to_text(reading.meter)},
                          words(to_text(reading.serial)),
                          words(text.no_report),
                          words(""),
                          words(""),
                          words(""),
                          words(""),
                          words(findings)});
    }
    const card::Report& report = *reading.report;
    return table_row({words(to_text(reading.at)),
                      {Cell::meter, to_text(reading.meter)},
                      words(to_text(reading.serial)),
                      energy(report.ordered_total),
                      energy(report.consumed_total),
                      energy(report.ordered_total - report.consumed_total),
                      energy(report.overdrawn_total),
                      words(report.supply_closed ? text.supply_closed : text.supply_open),
                      words(findings)});
}

}  // namespace

std::string scrolling_table(std::string_view title, std::string_view head, std::string_view rows) {
    std::string html = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" +
                       escaped(title) + "\">\n<table>\n<thead>";
    html += head;
    html += "</thead>\n<tbody>\n";
    html += rows;
    return html + "</tbody>\n</table>\n</div>\n";
}

std::string findings_list(Language language, Findings findings) {
    std::string html;
    for (const Finding finding : all_findings) {
        if (findings.has(finding)) {
            html += "<li>" + std::string{finding_text(language, finding)} + "</li>\n";
        }
    }
    return html.empty() ? html : "<ul class=\"wrong\">\n" + html + "</ul>\n";
}

std::string table_section(const PageText& text, std::string_view title, std::string_view note,
                          std::string_view head, std::string_view rows) {
    std::string html = "<section>\n<h2>" + std::string{title} + "</h2>\n";
    if (rows.empty()) {
        return html + "<p class=\"note\">" + std::string{text.nothing_yet} + "</p>\n</section>\n";
    }
    if (!note.empty()) {
        html += "<p class=\"note\">" + std::string{note} + "</p>\n";
    }
    return html + scrolling_table(title, head, rows) + "</section>\n";
}

std::string customers_section(const PageText& text, const std::vector<CustomerView>& customers) {
    std::string rows;
    for (const CustomerView& customer : customers) {
        rows += table_row({number(to_text(customer.customer)), words(customer.name),
                           words(customer.address), words(customer.phone),
                           TableCell{Cell::meter, to_text(customer.meter)}});
    }
    return table_section(text, text.customers, {},
                         table_head({number(text.customer), words(text.name), words(text.address),
                                     words(text.phone), number(text.meter)}),
                         rows);
}

std::string sales_section(Language language, const std::vector<SaleView>& sales,
                          std::string_view currency) {
    const PageText& text = page_text(language);
    std::string rows;
    for (const SaleView& sale : sales) {
        rows += table_row({{Cell::receipt, std::to_string(std::to_underlying(sale.receipt))},
                           words(to_text(sale.business_date)),
                           {Cell::meter, to_text(sale.meter)},
                           words(sale.desk),
                           energy(sale.energy),
                           number(money_text(sale.total.count(), currency)),
                           words(order_state_text(language, sale.order_state))});
    }
    return table_section(
        text, text.sales, {},
        table_head({number(text.receipt), words(text.date), number(text.meter), words(text.desk),
                    number(text.energy), number(text.total), words(text.order)}),
        rows);
}

std::string readings_section(Language language, const std::vector<ReadingView>& readings) {
    const PageText& text = page_text(language);
    std::string rows;
    for (const ReadingView& reading : readings) {
        rows += reading_row(language, reading);
    }
    return table_section(
        text, text.brought_back, text.brought_back_note,
        table_head({words(text.time), number(text.meter), words(text.card), number(text.ordered),
                    number(text.consumed), number(text.remaining), number(text.overdrawn),
                    words(text.supply), words(text.findings)}),
        rows);
}

}  // namespace office
