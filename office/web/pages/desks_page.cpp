#include "office/web/pages/desks_page.h"

#include <algorithm>
#include <set>
#include <utility>

#include "office/domain/roles.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/requests.h"

namespace office {
namespace {

std::string name_of(const PageVisit& visit, UserId user) {
    const auto found = visit.counter.store.user(user);
    return found && *found ? (*found)->name : std::to_string(std::to_underlying(user));
}

std::string desk_row(const PageVisit& visit, const DeskRow& desk, bool is_connected) {
    const AdministrationText& text = administration_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    const auto money = [&](base::MinorUnits amount) {
        return money_text(amount.count(), currency);
    };
    return table_row(
        {{Cell::text, desk.desk},
         {Cell::text, std::string{is_connected ? text.yes : text.no}},
         {Cell::number,
          desk.most_unsigned_cash ? money(*desk.most_unsigned_cash) : std::string{text.no_limit}},
         {Cell::number,
          money(desk.cash_unsigned + (desk.shift ? desk.cash_taken : base::MinorUnits{}))},
         {Cell::text, desk.shift ? name_of(visit, desk.shift_opened_by) : std::string{"–"}}});
}

HttpResponse desks_page(const PageVisit& visit, const Complaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    const auto desks = visit.counter.store.desks();
    if (!desks) {
        return problem_page(visit, problem_of(desks.error()));
    }
    const auto connected = visit.counter.desks.connected();
    std::set<std::string> not_set_up{connected.begin(), connected.end()};
    std::string rows;
    for (const DeskRow& desk : *desks) {
        rows += desk_row(visit, desk, not_set_up.erase(desk.desk) != 0);
    }
    for (const std::string& desk : not_set_up) {
        rows += table_row({{Cell::text, desk},
                           {Cell::text, std::string{text.yes}},
                           {Cell::number, "–"},
                           {Cell::number, "–"},
                           {Cell::text, "–"}});
    }
    std::string html = table_section(visit.text(), text.desks, {},
                                     table_head({{Cell::text, std::string{visit.text().desk}},
                                                 {Cell::text, std::string{text.connected}},
                                                 {Cell::number, std::string{text.limit}},
                                                 {Cell::number, std::string{text.unsigned_cash}},
                                                 {Cell::text, std::string{text.open_shift_of}}}),
                                     rows);
    const std::string currency = visit.counter.store.settings().currency;
    const std::string limit = std::string{text.limit} + " (" + currency + ")";
    html += "<section>\n<h2>" + std::string{text.set_desk} + "</h2>\n<p class=\"note\">" +
            std::string{text.set_desk_note} + "</p>\n" + complaints.above() +
            "<form method=\"post\" action=\"/desks/set\">\n" +
            (complaints.empty() ? form_start_with_id(visit) : form_start_again(visit)) +
            field({.label = visit.text().desk,
                   .name = "desk",
                   .value = visit.given("desk"),
                   .attributes = "required",
                   .complaint = complaints.beside("desk")}) +
            field({.label = limit,
                   .name = "limit",
                   .value = visit.given("limit"),
                   .attributes = "inputmode=\"decimal\"",
                   .complaint = complaints.beside("limit")}) +
            "<button>" + std::string{text.set_desk} + "</button></form>\n</section>\n";
    return page_document(complaints.empty() ? 200 : complaints.status(), visit, html);
}

}  // namespace

HttpResponse show_desks(const PageVisit& visit) {
    return is_permitted(visit.user.role, SetDesk{})
               ? desks_page(visit, {})
               : problem_page(visit, problems::not_permitted());
}

HttpResponse set_desk_on_page(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, SetDesk{})) {
        return problem_page(visit, problems::not_permitted());
    }
    Complaints complaints;
    SetDesk desk{.desk = std::string{visit.given("desk")}, .most_unsigned_cash = std::nullopt};
    if (!is_desk_name(desk.desk)) {
        complaints.add("desk", administration_text(visit.language).desk_rule);
    }
    if (const std::string_view limit = visit.given("limit"); !limit.empty()) {
        desk.most_unsigned_cash = parse_money(limit, visit.counter.store.settings().currency);
        if (!desk.most_unsigned_cash) {
            complaints.add("limit", counter_text(visit.language).not_money);
        }
    }
    if (!complaints.empty()) {
        return desks_page(visit, complaints);
    }
    const auto set = posted<Done>(visit, desk);
    if (!set) {
        complaints.add(visit, set.error(),
                       {{"desk", "desk"}, {"most_unsigned_cash_minor", "limit"}});
        return desks_page(visit, complaints);
    }
    return redirect(visit, "/desks");
}

}  // namespace office
