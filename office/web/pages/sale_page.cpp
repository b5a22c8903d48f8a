#include <utility>
#include <variant>

#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/counter_page.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/customer_part.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/problem_text.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr base::WattHours usual_energy{10'000};  // where the customer never bought before

// What the form asks for: a sale, or what is wrong with its amount.
struct AskedSale {
    Sell sell;
    std::string_view complaint{};
};

AskedSale asked_sale(const PageVisit& visit, card::MeterId meter) {
    const CounterText& text = counter_text(visit.language);
    AskedSale asked{.sell = {.meter = meter,
                             .amount = base::WattHours{},
                             .desk = std::string{visit.given("desk")}}};
    const bool is_usual = visit.given("amount").empty();
    const std::string_view amount = visit.given(is_usual ? "usual" : "amount");
    if (visit.given(is_usual ? "usual_unit" : "unit") == "kwh") {
        const auto energy = parse_kilowatt_hours(amount);
        asked.sell.amount = energy.value_or(base::WattHours{});
        asked.complaint = energy ? "" : text.not_energy;
    } else {
        const auto money = parse_money(amount, visit.counter.store.settings().currency);
        asked.sell.amount = money.value_or(base::MinorUnits{});
        asked.complaint = money ? "" : text.not_money;
    }
    return asked;
}

// The amount as people write it, and its unit.
std::pair<std::string, std::string_view> written(
    const std::variant<base::WattHours, base::MinorUnits>& amount, const std::string& currency) {
    if (const auto* const energy = std::get_if<base::WattHours>(&amount)) {
        return {kilowatt_hours_text(energy->count()), "kwh"};
    }
    const std::string money = money_text(std::get<base::MinorUnits>(amount).count(), currency);
    return {money.substr(currency.size() + 1), "money"};
}

std::string unit_choice(const PageVisit& visit, bool is_energy) {
    const CounterText& text = counter_text(visit.language);
    const auto choice = [](std::string_view value, std::string_view words, bool is_chosen) {
        return "<label><input type=\"radio\" name=\"unit\" value=\"" + std::string{value} + "\"" +
               (is_chosen ? " checked>" : ">") + std::string{words} + "</label>\n";
    };
    return "<fieldset>\n" + choice("money", text.in_money, !is_energy) +
           choice("kwh", text.in_energy, is_energy) + "</fieldset>\n";
}

std::string price_or_problem(const PageVisit& visit, const Sell& sell) {
    const auto quote = visit.counter.books.quote(visit.user.user, sell);
    if (!quote) {
        return alert(visit, problem_of(quote.error()));
    }
    return *quote ? price_table(visit, (**quote).price) : alert(visit, problem_of(quote->error()));
}

// What this customer usually buys: as much as the last time.
std::variant<base::WattHours, base::MinorUnits> usual_amount(const PageVisit& visit,
                                                             card::MeterId meter) {
    const auto sales = visit.counter.store.sales(meter, {.before = std::nullopt, .limit = 1});
    if (!sales || sales->empty()) {
        return usual_energy;
    }
    return sales->front().total;
}

// The first step: how much.
std::string amount_section(const PageVisit& visit, card::MeterId meter,
                           std::string_view complaint) {
    const CounterText& text = counter_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    const Sell usual{.meter = meter, .amount = usual_amount(visit, meter), .desk = {}};
    const auto [amount, unit] = written(usual.amount, currency);
    std::string html = "<section>\n<h2>" + std::string{text.sell} +
                       "</h2>\n<form id=\"amount\" action=\"/counter/sale\" "
                       "hx-get=\"/counter/quote\" hx-trigger=\"input delay:150ms\" "
                       "hx-target=\"#quote\">\n" +
                       hidden("desk", visit.given("desk")) + hidden("meter", to_text(meter)) +
                       hidden("card", visit.given("card")) + hidden("usual", amount) +
                       hidden("usual_unit", unit);
    const std::string label = std::string{text.amount} + " (" + currency + ")";
    html += field({.label = label,
                   .name = "amount",
                   .value = visit.given("amount"),
                   .attributes = "inputmode=\"decimal\" autofocus placeholder=\"" + amount +
                                 (unit == "kwh" ? " kWh\"" : "\""),
                   .complaint = complaint});
    html += unit_choice(visit, visit.given("unit") == "kwh");
    return html + "<button>" + std::string{text.quote} +
           "</button></form>\n<div id=\"quote\" aria-live=\"polite\">\n" +
           price_or_problem(visit, usual) + "</div>\n</section>\n";
}

std::string means_choice(const PageVisit& visit, std::string_view complaint) {
    Selection choice{.label = counter_text(visit.language).means,
                     .name = "means",
                     .chosen = visit.given("means"),
                     .choices = {},
                     .complaint = complaint};
    for (const Means means :
         {Means::cash, Means::bank_card, Means::mobile_money, Means::bank_transfer}) {
        choice.choices.emplace_back(means_name(means), means_text(visit.language, means));
    }
    return selection(choice);
}

struct SaleComplaints {
    std::string above{};  // HTML
    std::string_view amount{};
    std::string_view tendered{};
    std::string_view means{};
};

// The second step: the price stands, the money is taken. Refused where there is no price.
std::expected<std::string, Problem> payment_section(const PageVisit& visit, const Sell& sell,
                                                    const SaleComplaints& complaints) {
    const CounterText& text = counter_text(visit.language);
    const auto quote = visit.counter.books.quote(visit.user.user, sell);
    if (!quote) {
        return std::unexpected{problem_of(quote.error())};
    }
    if (!*quote) {
        return std::unexpected{problem_of(quote->error())};
    }
    const auto [amount, unit] = written(sell.amount, visit.counter.store.settings().currency);
    const bool is_again = visit.request.method == Method::post;
    std::string html =
        "<section>\n<h2>" + std::string{text.sell} + "</h2>\n" +
        price_table(visit, (**quote).price) + "<form method=\"post\" action=\"/counter/sell\">\n" +
        (is_again ? form_start_again(visit) : form_start_with_id(visit)) +
        hidden("desk", visit.given("desk")) + hidden("meter", to_text(sell.meter)) +
        hidden("card", visit.given("card")) + hidden("amount", amount) + hidden("unit", unit) +
        hidden("quote", quote_id(**quote)) + means_choice(visit, complaints.means);
    html += field({.label = text.tendered,
                   .name = "tendered",
                   .value = visit.given("tendered"),
                   .attributes = "inputmode=\"decimal\" autofocus aria-description=\"" +
                                 std::string{text.exact_where_empty} + "\"",
                   .complaint = complaints.tendered});
    html +=
        "<button>" + std::string{text.take_money} + "</button>\n<a href=\"" +
        escaped(counter_address("/counter/sale", visit.given("desk"),
                                {{"meter", to_text(sell.meter)}, {"card", visit.given("card")}})) +
        "\">" + std::string{text.other_amount} + "</a></form>\n</section>\n";
    return html;
}

// The customer, and the step at hand: the amount until there is a price for it, then the money.
HttpResponse sale_page(int status, const PageVisit& visit, const SaleComplaints& complaints) {
    const auto meter = parse_meter_id(visit.given("meter"));
    if (!meter) {
        return problem_page(visit, problem_of(Refusal::unknown_meter));
    }
    const auto customer = customer_part(visit, *meter);
    if (!customer) {
        return problem_page(visit, customer.error());
    }
    const bool has_amount = !visit.given("amount").empty() || !visit.given("usual").empty();
    std::string problem;  // with the amount
    if (has_amount && complaints.amount.empty()) {
        const AskedSale asked = asked_sale(visit, *meter);
        problem = asked.complaint;
        if (problem.empty()) {
            const auto payment = payment_section(visit, asked.sell, complaints);
            if (payment) {
                return page_document(status, visit, complaints.above + *customer + *payment);
            }
            problem = problem_text(visit.language, payment.error());
        }
    }
    return page_document(problem.empty() ? status : 422, visit,
                         complaints.above + *customer + amount_section(visit, *meter, problem));
}

// A sale that stands.
std::expected<ReceiptNumber, Problem> sold(const PageVisit& visit, const Sell& sell,
                                           const CommandId& id) {
    const auto before = visit.counter.store.answer_to(group_of(Command{sell}), id, visit.user.user);
    if (!before) {
        return std::unexpected{problem_of(before.error())};
    }
    // Without a card, and where the form was sent before, the card is not needed: the order waits.
    if (*before || visit.given("card") == "no") {
        const auto outcome =
            visit.counter.books.post({.id = id, .user = visit.user.user, .command = sell});
        if (!outcome) {
            return std::unexpected{problem_of(outcome.error())};
        }
        if (!*outcome) {
            return std::unexpected{problem_of(outcome->error())};
        }
        return std::get<Sale>((*outcome)->answer).receipt;
    }
    const auto session = visit.counter.desks.open_session(sell.desk);
    if (!session) {
        return std::unexpected{problem_of(session.error())};
    }
    const auto sale = visit.counter.card_work.sell(**session, sell, id, visit.user.user);
    if (!sale) {
        return std::unexpected{problem_of(sale.error())};
    }
    return sale->sale.receipt;
}

HttpResponse not_sold(const PageVisit& visit, const Problem& problem) {
    if (problem.code == "quote_stale" || problem.code == "quote_expired") {
        return sale_page(problem.status, visit,
                         {.above = alert(counter_text(visit.language).new_quote)});
    }
    const std::string_view words = problem_text(visit.language, problem);
    if (problem.field == "tendered_minor") {
        return sale_page(problem.status, visit, {.above = {}, .amount = {}, .tendered = words});
    }
    return sale_page(problem.status, visit, {.above = alert(visit, problem)});
}

}  // namespace

HttpResponse show_sale(const PageVisit& visit) {
    return sale_page(200, visit, {});
}

HttpResponse quote_while_typing(const PageVisit& visit) {
    const auto meter = parse_meter_id(visit.given("meter"));
    if (!meter) {
        return page_part({});
    }
    const AskedSale asked = asked_sale(visit, *meter);
    return page_part(asked.complaint.empty() ? price_or_problem(visit, asked.sell)
                                             : alert(asked.complaint));
}

HttpResponse sell_at_counter(const PageVisit& visit) {
    const auto id = parse_command_id(visit.given("id"));
    const auto meter = parse_meter_id(visit.given("meter"));
    const auto means = parse_means(visit.given("means"));
    const auto quote = parse_quote_id(visit.given("quote"));
    if (!id || !meter || !quote || !is_desk_name(visit.given("desk"))) {
        return problem_page(visit, transport_problem(400));
    }
    AskedSale asked = asked_sale(visit, *meter);
    if (!asked.complaint.empty()) {
        return problem_page(visit, transport_problem(400));
    }
    if (!means) {
        return sale_page(422, visit, {.means = counter_text(visit.language).choose_means});
    }
    asked.sell.quote = *quote;
    asked.sell.payment.means = *means;
    if (const std::string_view tendered = visit.given("tendered"); !tendered.empty()) {
        asked.sell.payment.tendered =
            parse_money(tendered, visit.counter.store.settings().currency);
        if (!asked.sell.payment.tendered) {
            return sale_page(
                422, visit,
                {.above = {}, .amount = {}, .tendered = counter_text(visit.language).not_money});
        }
    }
    const auto receipt = sold(visit, asked.sell, *id);
    if (!receipt) {
        return not_sold(visit, receipt.error());
    }
    return redirect(
        visit, counter_address("/counter/receipts/" + std::to_string(std::to_underlying(*receipt)),
                               asked.sell.desk));
}

}  // namespace office
