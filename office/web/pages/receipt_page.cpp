#include <utility>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/adjustment_text.h"
#include "office/web/pages/counter_page.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/receipts/print_receipt.h"
#include "office/web/requests.h"

namespace office {
namespace {

// The waiting order, and how it gets onto its card.
std::string order_part(const PageVisit& visit, const SaleView& sale, std::string_view desk) {
    const CounterText& text = counter_text(visit.language);
    if (sale.order_state == OrderState::issued) {
        return "<p class=\"good\" role=\"status\">" + std::string{text.order_is_written} + "</p>\n";
    }
    if (sale.order_state == OrderState::superseded) {
        return "<p class=\"note\">" +
               std::string{order_state_text(visit.language, sale.order_state)} + "</p>\n";
    }
    return alert(text.order_not_written) + "<form method=\"post\" action=\"/counter/write\">\n" +
           form_start(visit) + hidden("desk", desk) + hidden("meter", to_text(sale.meter)) +
           hidden("receipt", std::to_string(std::to_underlying(sale.receipt))) + "<button>" +
           std::string{text.write_order} + "</button></form>\n";
}

std::string sale_lines(const PageVisit& visit, const SaleView& sale) {
    const CounterText& text = counter_text(visit.language);
    const PageText& page = visit.text();
    const std::string currency = visit.counter.store.settings().currency;
    const auto money = [&](base::MinorUnits amount) {
        return money_text(amount.count(), currency);
    };
    std::string html = details({{page.date, to_text(sale.business_date)},
                                {page.time, to_text(sale.at)},
                                {page.customer, to_text(sale.customer)},
                                {page.meter, to_text(sale.meter)},
                                {text.means, std::string{means_text(visit.language, sale.means)}}});
    html += price_table(visit, {.energy = sale.energy,
                                .net = sale.net,
                                .charge = sale.charge,
                                .tax = sale.tax,
                                .arrears = sale.arrears});
    if (const base::MinorUnits change = sale.tendered - sale.total; change.count() > 0) {
        html += details({{text.tendered, money(sale.tendered)}}) + "<p class=\"change\">" +
                std::string{text.change} + " <strong>" + escaped(money(change)) + "</strong></p>\n";
    }
    return html;
}

// Undoes the sale while its card lies there and has carried nothing to its meter.
std::string reverse_part(const PageVisit& visit, const SaleView& sale, std::string_view desk) {
    if (!is_desk_name(desk) || sale.order_state == OrderState::superseded ||
        !is_permitted(visit.user.role, ReverseSale{})) {
        return {};
    }
    return "<form method=\"post\" action=\"/counter/reverse\">\n" + form_start_with_id(visit) +
           hidden("desk", desk) + hidden("meter", to_text(sale.meter)) +
           hidden("receipt", std::to_string(std::to_underlying(sale.receipt))) +
           "<button class=\"secondary\">" + std::string{adjustment_text(visit.language).reverse} +
           "</button></form>\n";
}

// One button for each kind of paper, each a print of its own in a window of its own.
std::string print_part(const PageVisit& visit, const SaleView& sale) {
    const CounterText& text = counter_text(visit.language);
    std::string html = "<div class=\"buttons\">\n";
    for (const auto& [format, words] :
         {std::pair{"pdf", text.print_pdf}, std::pair{"text_80_mm", text.print_80_mm},
          std::pair{"text_58_mm", text.print_58_mm}}) {
        html += "<form method=\"post\" action=\"/counter/print\" target=\"_blank\">\n" +
                form_start_with_id(visit) +
                hidden("receipt", std::to_string(std::to_underlying(sale.receipt))) +
                hidden("format", format) + "<button class=\"secondary\">" + std::string{words} +
                "</button></form>\n";
    }
    return html + "</div>\n";
}

// To the next customer: by Enter, or by putting the next card on the reader.
std::string way_on(const PageVisit& visit, const SaleView& sale, std::string_view desk) {
    if (!is_desk_name(desk)) {
        return {};
    }
    const Insertion seen = visit.counter.desks.look(desk).value_or(Insertion::none);
    std::string html =
        "<section>\n<p><a role=\"button\" autofocus href=\"" +
        escaped(counter_address("/counter", desk,
                                {{"seen", std::to_string(std::to_underlying(seen))}})) +
        "\">" + std::string{counter_text(visit.language).next_customer} + "</a></p>\n";
    // While the order must still go onto this card, no other card takes the page away.
    if (sale.order_state != OrderState::pending) {
        html += card_watch(visit, desk, CardWatch::after_sale, seen);
    }
    return html + "</section>\n";
}

HttpResponse receipt_page(int status, const PageVisit& visit, std::string_view receipt,
                          std::string_view above) {
    const std::string_view desk = visit.given("desk");
    const auto number = parse_number(receipt);
    const auto sale = number ? visit.counter.store.sale(static_cast<ReceiptNumber>(*number))
                             : Store::Found<std::optional<SaleView>>{std::nullopt};
    if (!sale) {
        return problem_page(visit, problem_of(sale.error()));
    }
    if (!*sale) {
        return problem_page(visit, problems::not_found());
    }
    const CounterText& text = counter_text(visit.language);
    std::string html = std::string{above} + "<section>\n<h2>" + std::string{text.receipt} + " " +
                       std::to_string(*number) + "</h2>\n" + order_part(visit, **sale, desk) +
                       sale_lines(visit, **sale) + print_part(visit, **sale) +
                       reverse_part(visit, **sale, desk) + "</section>\n";
    return page_document(status, visit, html + way_on(visit, **sale, desk));
}

}  // namespace

HttpResponse show_receipt(const PageVisit& visit) {
    return receipt_page(200, visit, visit.arguments.front(), {});
}

HttpResponse write_at_counter(const PageVisit& visit) {
    const std::string_view desk = visit.given("desk");
    const auto meter = parse_meter_id(visit.given("meter"));
    const auto receipt = parse_number(visit.given("receipt"));
    if (!meter || !receipt || !is_desk_name(desk)) {
        return problem_page(visit, transport_problem(400));
    }
    const auto refused = [&](const Problem& problem) {
        return receipt_page(problem.status, visit, visit.given("receipt"), alert(visit, problem));
    };
    const auto session = visit.counter.desks.open_session(desk);
    if (!session) {
        return refused(problem_of(session.error()));
    }
    const auto written = visit.counter.card_work.write(**session, *meter, visit.user.user);
    if (!written) {
        return refused(problem_of(written.error()));
    }
    return redirect(visit, counter_address("/counter/receipts/" + std::to_string(*receipt), desk));
}

HttpResponse print_at_counter(const PageVisit& visit) {
    const auto id = parse_command_id(visit.given("id"));
    const auto receipt = parse_number(visit.given("receipt"));
    const auto format = parse_receipt_format(visit.given("format"));
    if (!id || !receipt || !format) {
        return problem_page(visit, transport_problem(400));
    }
    auto printed = print_receipt(visit.counter, visit.call(*id),
                                 static_cast<ReceiptNumber>(*receipt), *format, visit.language);
    return printed ? std::move(*printed) : problem_page(visit, printed.error());
}

}  // namespace office
