#include "office/web/pages/approvals_page.h"

#include <algorithm>
#include <utility>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/adjustment_text.h"
#include "office/web/pages/adjustments_part.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/pages/tariff_cost.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr std::uint32_t rows_shown = 200;

std::string row_button(const PageVisit& visit, const std::string& action, std::string_view words,
                       const std::string& what) {
    return "<div class=\"buttons\"><span>" + escaped(what) +
           "</span>\n<form method=\"post\" action=\"" + action + "\">\n" +
           form_start_with_id(visit) + "<button class=\"secondary\">" + std::string{words} +
           "</button></form></div>\n";
}

std::string section(std::string_view title, const std::string& content,
                    std::string_view nothing_yet) {
    return "<section>\n<h2>" + std::string{title} + "</h2>\n" +
           (content.empty() ? "<p class=\"note\">" + std::string{nothing_yet} + "</p>\n"
                            : content) +
           "</section>\n";
}

std::string tariffs_that_wait(const PageVisit& visit, const std::vector<TariffView>& tariffs) {
    const AdjustmentText& text = adjustment_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    std::string html;
    for (const TariffView& tariff : tariffs) {
        if (tariff.approved_by) {
            continue;
        }
        const std::string what = tariff.name + " · " + std::string{text.price} + " " +
                                 money_text(tariff.price_per_kwh.count(), currency) + " · " +
                                 std::string{text.valid_from} + " " + to_text(tariff.valid_from);
        const bool may_approve =
            is_permitted(visit.user.role, ApproveTariff{}) && tariff.proposed_by != visit.user.user;
        html += may_approve ? row_button(visit,
                                         "/approvals/tariffs/" +
                                             std::to_string(std::to_underlying(tariff.tariff)),
                                         text.approve, what)
                            : "<p>" + escaped(what) + "</p>\n";
        html += tariff_cost(visit, terms_of(tariff));
    }
    return html;
}

std::string shifts_that_wait(const PageVisit& visit, const std::vector<ShiftView>& shifts) {
    const AdjustmentText& text = adjustment_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    std::string html;
    for (const ShiftView& shift : shifts) {
        if (!shift.closed_by || shift.signed_by) {
            continue;
        }
        const std::string what = shift.desk + " · " + to_text(shift.closed_at) + " · " +
                                 std::string{text.counted} + " " +
                                 money_text(shift.counted.count(), currency);
        const bool may_sign = is_permitted(visit.user.role, SignShift{}) &&
                              shift.opened_by != visit.user.user &&
                              *shift.closed_by != visit.user.user;
        html +=
            may_sign
                ? row_button(visit,
                             "/approvals/shifts/" + std::to_string(std::to_underlying(shift.shift)),
                             text.sign, what)
                : "<p>" + escaped(what) + "</p>\n";
    }
    return html;
}

HttpResponse post_and_come_back(const PageVisit& visit, Command command) {
    const auto id = parse_command_id(visit.given("id"));
    if (!id) {
        return problem_page(visit, transport_problem(400));
    }
    const auto outcome = visit.counter.books.post(
        {.id = *id, .user = visit.user.user, .command = std::move(command)});
    if (!outcome) {
        return problem_page(visit, problem_of(outcome.error()));
    }
    return *outcome ? redirect(visit, "/approvals")
                    : problem_page(visit, problem_of(outcome->error()));
}

}  // namespace

HttpResponse show_approvals(const PageVisit& visit) {
    const AdjustmentText& text = adjustment_text(visit.language);
    const Store& store = visit.counter.store;
    const Page page{.before = std::nullopt, .limit = rows_shown};
    const auto adjustments = store.adjustments(std::nullopt, AdjustmentList::asked, page);
    const auto tariffs = store.tariffs();
    const auto shifts = store.shifts(page);
    auto sales = store.sales(std::nullopt, page);
    if (!adjustments || !tariffs || !shifts || !sales) {
        return problem_page(visit, transport_problem(503));
    }
    std::erase_if(*sales,
                  [](const SaleView& sale) { return sale.order_state != OrderState::pending; });
    const std::string_view nothing = visit.text().nothing_yet;
    std::string html = "<p class=\"note\">" + std::string{text.approvals_note} + "</p>\n" +
                       section(text.adjustments, adjustments_table(visit, *adjustments), nothing) +
                       section(text.tariffs, tariffs_that_wait(visit, *tariffs), nothing) +
                       section(text.shifts, shifts_that_wait(visit, *shifts), nothing);
    html +=
        section(text.waiting_orders,
                sales->empty() ? std::string{}
                               : sales_section(visit.language, *sales, store.settings().currency),
                nothing);
    return page_document(200, visit, html);
}

HttpResponse approve_tariff_on_page(const PageVisit& visit) {
    const auto tariff = parse_number(visit.arguments.front());
    if (!tariff || !std::in_range<std::uint32_t>(*tariff)) {
        return problem_page(visit, problem_of(Refusal::unknown_tariff));
    }
    return post_and_come_back(visit, ApproveTariff{static_cast<TariffId>(*tariff)});
}

HttpResponse sign_shift_on_page(const PageVisit& visit) {
    const auto shift = parse_number(visit.arguments.front());
    if (!shift || !std::in_range<std::uint32_t>(*shift)) {
        return problem_page(visit, problem_of(Refusal::unknown_shift));
    }
    return post_and_come_back(visit, SignShift{static_cast<ShiftId>(*shift)});
}

}  // namespace office
