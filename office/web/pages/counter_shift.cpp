#include "office/web/pages/counter_page.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/problem_text.h"
#include "office/web/requests.h"

namespace office {
namespace {

std::string one_field_form(const PageVisit& visit, std::string_view action, std::string_view desk,
                           std::string_view label, std::string_view button,
                           std::string_view complaint, std::string_view shift) {
    return "<form class=\"line\" method=\"post\" action=\"" + std::string{action} + "\">\n" +
           form_start_with_id(visit) + hidden("desk", desk) + hidden("shift", shift) +
           field({.label = label,
                  .name = "cash",
                  .value = visit.given("cash"),
                  .attributes = "inputmode=\"decimal\" required",
                  .complaint = complaint}) +
           "<button class=\"secondary\">" + std::string{button} + "</button></form>\n";
}

// Posts what `make` makes of the cash that the form states; on success `done` says where to go on.
template <typename Answer, typename Make, typename Then>
HttpResponse post_cash(const PageVisit& visit, Make make, Then then) {
    const std::string_view desk = visit.given("desk");
    const CounterText& text = counter_text(visit.language);
    const auto id = parse_command_id(visit.given("id"));
    if (!id || !is_desk_name(desk)) {
        return problem_page(visit, transport_problem(400));
    }
    const auto cash = parse_money(visit.given("cash"), visit.counter.store.settings().currency);
    if (!cash) {
        return counter_page(422, visit, desk, {.above = {}, .meter = {}, .shift = text.not_money});
    }
    const auto outcome = visit.counter.books.post(
        {.id = *id, .user = visit.user.user, .command = make(desk, *cash)});
    if (!outcome) {
        return problem_page(visit, problem_of(outcome.error()));
    }
    if (!*outcome) {
        const Problem problem = problem_of(outcome->error());
        const std::string_view words = problem_text(visit.language, problem);
        return counter_page(problem.status, visit, desk,
                            {.above = {}, .meter = {}, .shift = words});
    }
    return then(desk, std::get<Answer>((*outcome)->answer));
}

}  // namespace

std::string shift_section(const PageVisit& visit, std::string_view desk,
                          std::string_view complaint) {
    const CounterText& text = counter_text(visit.language);
    const auto found = visit.counter.store.desk(desk);
    if (!found || !*found) {
        return complaint.empty() ? "" : alert(complaint);
    }
    const DeskRow& row = **found;
    const std::string currency = visit.counter.store.settings().currency;
    std::string html = "<section>\n<h2>" + std::string{text.shift} + "</h2>\n";
    if (!row.shift) {
        html += one_field_form(visit, "/counter/shift/open", desk, text.change_fund,
                               text.open_shift, complaint, {});
    } else {
        html += details({{text.change_fund, money_text(row.change_fund.count(), currency)},
                         {text.cash_taken, money_text(row.cash_taken.count(), currency)}});
        html += one_field_form(visit, "/counter/shift/close", desk, text.counted, text.close_shift,
                               complaint, std::to_string(std::to_underlying(*row.shift)));
    }
    return html + "</section>\n";
}

HttpResponse open_shift_at_counter(const PageVisit& visit) {
    return post_cash<NewShift>(
        visit,
        [](std::string_view desk, base::MinorUnits cash) {
            return OpenShift{.desk = std::string{desk}, .change_fund = cash};
        },
        [](std::string_view desk, const NewShift&) {
            return redirect(counter_address("/counter", desk));
        });
}

HttpResponse close_shift_at_counter(const PageVisit& visit) {
    const auto shift = parse_number(visit.given("shift"));
    if (!shift || !std::in_range<std::uint32_t>(*shift)) {
        return problem_page(visit, transport_problem(400));
    }
    return post_cash<CountedShift>(
        visit,
        [&](std::string_view, base::MinorUnits cash) {
            return CloseShift{.shift = static_cast<ShiftId>(*shift), .counted = cash};
        },
        [&](std::string_view desk, const CountedShift& closed) {
            const CounterText& text = counter_text(visit.language);
            const std::string currency = visit.counter.store.settings().currency;
            return counter_page(
                200, visit, desk,
                {.above =
                     "<section role=\"status\">\n<h2>" + std::string{text.shift_closed} +
                     "</h2>\n" +
                     details({{text.counted, money_text(closed.counted.count(), currency)},
                              {text.difference, money_text(closed.difference.count(), currency)}}) +
                     "</section>\n",
                 .meter = {},
                 .shift = {}});
        });
}

}  // namespace office
