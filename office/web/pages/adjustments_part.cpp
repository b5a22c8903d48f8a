#include "office/web/pages/adjustments_part.h"

#include <optional>
#include <type_traits>
#include <utility>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/find_adjustment.h"
#include "office/web/names.h"
#include "office/web/pages/adjustment_text.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/customer_page.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_command.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/pages/problem_text.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr std::uint32_t rows_shown = 50;

// The desk whose money a person pays with: the only one that is connected, or the one they name.
std::string desk_field(const PageVisit& visit) {
    const auto desks = visit.counter.desks.connected();
    return field({.label = visit.text().desk,
                  .name = "desk",
                  .value = desks.size() == 1 ? std::string_view{desks.front()} : std::string_view{},
                  .attributes = "required"});
}

std::string buttons_of(const PageVisit& visit, const AdjustmentView& adjustment) {
    const AdjustmentText& text = adjustment_text(visit.language);
    const std::string address =
        "/adjustments/" + std::to_string(std::to_underlying(adjustment.adjustment));
    std::string html;
    if (adjustment.state == AdjustmentState::asked) {
        if (is_permitted(visit.user.role, ApproveAdjustment{}) &&
            adjustment.asked_by != visit.user.user) {
            html += button(visit, address + "/approve", text.approve);
        }
        if (is_permitted(visit.user.role, DeclineAdjustment{})) {
            html += button(visit, address + "/decline", text.decline);
        }
    }
    if (adjustment.state == AdjustmentState::approved && !gives_energy(adjustment.kind) &&
        adjustment.price.total() > base::MinorUnits{} && is_permitted(visit.user.role, PayBack{})) {
        html += button(visit, address + "/pay", text.pay_back, desk_field(visit));
    }
    return html;
}

std::string ask_form(const PageVisit& visit, card::MeterId meter,
                     const std::vector<SaleView>& sales, const Complaints& complaints) {
    const AdjustmentText& text = adjustment_text(visit.language);
    using enum AdjustmentKind;
    std::vector<std::pair<std::string, std::string>> kinds;
    for (const SaleView& sale : sales) {
        const std::string receipt = std::to_string(std::to_underlying(sale.receipt));
        kinds.emplace_back(
            receipt, std::string{kind_text(visit.language, correction)} + " " + receipt + ": " +
                         money_text(sale.total.count(), visit.counter.store.settings().currency));
    }
    for (const AdjustmentKind kind : {refund, free_issue, closing}) {
        kinds.emplace_back(adjustment_kind_name(kind), kind_text(visit.language, kind));
    }
    return "<p class=\"note\">" + std::string{text.ask_note} +
           "</p>\n<form method=\"post\" action=\"/customers/" + to_text(meter) + "/adjust\">\n" +
           (complaints.empty() ? form_start_with_id(visit) : form_start_again(visit)) +
           selection({.label = text.kind,
                      .name = "kind",
                      .chosen = visit.given("kind"),
                      .choices = std::move(kinds),
                      .complaint = complaints.beside("kind")}) +
           field({.label = text.kilowatt_hours,
                  .name = "energy",
                  .value = visit.given("energy"),
                  .attributes = "inputmode=\"decimal\"",
                  .complaint = complaints.beside("energy")}) +
           reason_choice(visit, complaints.beside("reason")) + "<button>" + std::string{text.ask} +
           "</button></form>\n";
}

// What the form asks for: a receipt's number stands for its correction.
AskAdjustment asked_on(const PageVisit& visit, card::MeterId meter, Complaints& complaints) {
    using enum AdjustmentKind;
    const std::string_view named = visit.given("kind");
    const auto reason = parse_reason(visit.given("reason"));
    if (!reason) {
        complaints.add("reason",
                       problem_text(visit.language, problem_of(Refusal::reason_out_of_range)));
    }
    AskAdjustment asked{.meter = meter,
                        .kind = correction,
                        .receipt = {},
                        .energy = {},
                        .reason = reason.value_or(AdjustmentReason::goodwill)};
    if (const auto receipt = parse_number(named)) {
        asked.receipt = static_cast<ReceiptNumber>(*receipt);
        return asked;
    }
    for (const AdjustmentKind kind : {refund, free_issue, closing}) {
        if (adjustment_kind_name(kind) != named) {
            continue;
        }
        asked.kind = kind;
        if (kind == closing) {
            return asked;
        }
        const auto energy = parse_kilowatt_hours(visit.given("energy"));
        if (!energy) {
            complaints.add("energy", counter_text(visit.language).not_energy);
        }
        asked.energy = energy.value_or(base::WattHours{});
        return asked;
    }
    complaints.add("kind",
                   problem_text(visit.language, problem_of(Refusal::adjustment_kind_out_of_range)));
    return asked;
}

// Makes a command of the adjustment that the address names.
template <typename Make>
HttpResponse with_adjustment(const PageVisit& visit, Make make) {
    constexpr bool is_approval =
        std::is_same_v<std::invoke_result_t<Make, const AdjustmentView&>, ApproveAdjustment>;
    const auto found = find_adjustment(visit.counter.store, visit.arguments.front());
    if (!found) {
        return problem_page(visit, found.error());
    }
    const bool has_moved = found->exchange && is_approval;
    const card::MeterId meter = has_moved ? found->exchange->new_meter : found->meter;
    return post_and_go(
        visit, make(*found),
        visit.given("back") == "/approvals" ? "/approvals" : page_of_customer(meter));
}

}  // namespace

std::string adjustments_table(const PageVisit& visit,
                              const std::vector<AdjustmentView>& adjustments) {
    const AdjustmentText& text = adjustment_text(visit.language);
    if (adjustments.empty()) {
        return "<p class=\"note\">" + std::string{visit.text().nothing_yet} + "</p>\n";
    }
    const std::string currency = visit.counter.store.settings().currency;
    const std::string head = table_head({{Cell::text, std::string{visit.text().time}},
                                         {Cell::number, std::string{visit.text().meter}},
                                         {Cell::text, std::string{text.kind}},
                                         {Cell::text, std::string{text.reason}},
                                         {Cell::number, std::string{visit.text().energy}},
                                         {Cell::number, std::string{text.money_back}},
                                         {Cell::text, std::string{text.state}}});
    std::string rows;
    std::string forms;
    for (const AdjustmentView& adjustment : adjustments) {
        rows += table_row(
            {{Cell::text, to_text(adjustment.at)},
             {Cell::meter, to_text(adjustment.meter)},
             {Cell::text, std::string{kind_text(visit.language, adjustment.kind)}},
             {Cell::text, std::string{reason_text(visit.language, adjustment.reason)}},
             {Cell::number, kilowatt_hours_text(adjustment.price.energy.count())},
             {Cell::number, money_text(adjustment.price.total().count(), currency)},
             {Cell::text, std::string{adjustment_state_text(visit.language, adjustment.state)}}});
        if (const std::string buttons = buttons_of(visit, adjustment); !buttons.empty()) {
            forms += "<div class=\"buttons\"><span>" + to_text(adjustment.meter) + " · " +
                     std::string{kind_text(visit.language, adjustment.kind)} + "</span>\n" +
                     buttons + "</div>\n";
        }
    }
    return scrolling_table(text.adjustments, head, rows) + forms;
}

std::expected<std::string, Problem> adjustments_part(const PageVisit& visit, card::MeterId meter,
                                                     const std::vector<SaleView>& sales,
                                                     const Complaints& complaints) {
    const AdjustmentText& text = adjustment_text(visit.language);
    const Store& store = visit.counter.store;
    const auto adjustments = store.adjustments(meter, AdjustmentList::all,
                                               {.before = std::nullopt, .limit = rows_shown});
    const auto is_blocked = store.is_blocked(meter);
    if (!adjustments || !is_blocked) {
        return std::unexpected{transport_problem(503)};
    }
    std::string html = "<section>\n<h2>" + std::string{text.adjustments} + "</h2>\n";
    if (*is_blocked) {
        html += "<p class=\"wrong\">" + std::string{text.is_blocked} + "</p>\n";
    }
    html += complaints.above();
    if (const std::string_view unpaid = complaints.beside("pay"); !unpaid.empty()) {
        html += alert(escaped(unpaid));
    }
    html += adjustments_table(visit, *adjustments);
    if (is_permitted(visit.user.role, AskAdjustment{})) {
        html += ask_form(visit, meter, sales, complaints);
    }
    if (is_permitted(visit.user.role, SetBlocked{})) {
        html += button(visit, page_of_customer(meter) + "/block",
                       *is_blocked ? text.unblock : text.block,
                       hidden("is_blocked", *is_blocked ? "no" : "yes"));
    }
    return html + "</section>\n";
}

HttpResponse ask_on_page(const PageVisit& visit) {
    const auto meter = parse_meter_id(visit.arguments.front());
    if (!meter) {
        return problem_page(visit, problem_of(Refusal::unknown_meter));
    }
    CustomerComplaints complaints;
    const AskAdjustment asked = asked_on(visit, *meter, complaints.adjustment);
    if (complaints.adjustment.empty()) {
        const auto answer = posted_answer(visit, asked);
        if (answer) {
            return redirect(visit, page_of_customer(*meter));
        }
        complaints.adjustment.add(
            visit, answer.error(),
            {{"energy_wh", "energy"}, {"receipt", "kind"}, {"kind", "kind"}, {"reason", "reason"}});
    }
    return customer_page(visit, *meter, complaints);
}

HttpResponse block_on_page(const PageVisit& visit) {
    const auto meter = parse_meter_id(visit.arguments.front());
    if (!meter) {
        return problem_page(visit, problem_of(Refusal::unknown_meter));
    }
    return post_and_go(visit, SetBlocked{*meter, visit.given("is_blocked") == "yes"},
                       page_of_customer(*meter));
}

HttpResponse approve_on_page(const PageVisit& visit) {
    return with_adjustment(
        visit, [](const AdjustmentView& of) { return ApproveAdjustment{of.meter, of.adjustment}; });
}

HttpResponse decline_on_page(const PageVisit& visit) {
    return with_adjustment(
        visit, [](const AdjustmentView& of) { return DeclineAdjustment{of.meter, of.adjustment}; });
}

HttpResponse pay_on_page(const PageVisit& visit) {
    const auto found = find_adjustment(visit.counter.store, visit.arguments.front());
    if (!found) {
        return problem_page(visit, found.error());
    }
    CustomerComplaints complaints;
    if (!is_desk_name(visit.given("desk"))) {
        complaints.adjustment.add(
            "pay", problem_text(visit.language, problem_of(Refusal::desk_not_set_up)));
        return customer_page(visit, found->meter, complaints);
    }
    const auto paid = posted_answer(visit, PayBack{found->meter, found->adjustment,
                                                   std::string{visit.given("desk")}, Means::cash});
    if (!paid) {
        complaints.adjustment.add(visit, paid.error(), {{"desk", "pay"}});
        return customer_page(visit, found->meter, complaints);
    }
    return redirect(
        visit, visit.given("back") == "/approvals" ? "/approvals" : page_of_customer(found->meter));
}

HttpResponse reverse_at_counter(const PageVisit& visit) {
    const std::string_view desk = visit.given("desk");
    const auto id = parse_command_id(visit.given("id"));
    const auto meter = parse_meter_id(visit.given("meter"));
    const auto receipt = parse_number(visit.given("receipt"));
    if (!id || !meter || !receipt || !is_desk_name(desk)) {
        return problem_page(visit, transport_problem(400));
    }
    if (!is_permitted(visit.user.role, ReverseSale{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const auto session = visit.counter.desks.open_session(desk);
    if (!session) {
        return problem_page(visit, problem_of(session.error()));
    }
    const auto reversed = visit.counter.card_work.reverse(
        **session, {*meter, static_cast<ReceiptNumber>(*receipt), AdjustmentReason::wrong_amount},
        *id, visit.user.user);
    if (!reversed) {
        return problem_page(visit, problem_of(reversed.error()));
    }
    return redirect(visit, page_of_customer(*meter));
}

}  // namespace office
