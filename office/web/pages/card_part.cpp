#include "office/web/pages/card_part.h"

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/customer_page.h"
#include "office/web/pages/desk_choice.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/page_frame.h"
#include "office/web/requests.h"

namespace office {

std::string card_part(const PageVisit& visit, const MeterView& meter,
                      const Complaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    std::string html = "<section id=\"card-of-meter\">\n<h2>" + std::string{text.card_is_given} +
                       "</h2>\n" + complaints.above();
    if (meter.card) {
        html += details(
            {{visit.text().card, to_text(meter.card->serial) + " · " +
                                     std::to_string(std::to_underlying(meter.card->generation))}});
    }
    if (is_permitted(visit.user.role, IssueCard{})) {
        html += "<p class=\"note\">" +
                std::string{meter.card ? text.replace_card_note : text.give_card_note} +
                "</p>\n<form method=\"post\" action=\"/customers/" + to_text(meter.meter) +
                "/card\">\n" +
                (complaints.empty() ? form_start_with_id(visit) : form_start_again(visit)) +
                desk_choice(visit, complaints.beside("desk")) + "<button class=\"secondary\">" +
                std::string{text.give_card} + "</button></form>\n";
    }
    return html + "</section>\n";
}

HttpResponse give_card_on_page(const PageVisit& visit) {
    const auto meter = parse_meter_id(visit.arguments.front());
    if (!meter) {
        return problem_page(visit, problem_of(Refusal::unknown_meter));
    }
    // Before the card counts a session.
    if (!is_permitted(visit.user.role, IssueCard{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const auto refused = [&](const Problem& problem) {
        Complaints complaints;
        complaints.add(visit, problem, {{"desk", "desk"}});
        return customer_page(visit, *meter, {.card = complaints});
    };
    const auto id = parse_command_id(visit.given("id"));
    if (!id) {
        return refused(problems::id_missing());
    }
    const auto session = visit.counter.desks.open_session(visit.given("desk"));
    if (!session) {
        return refused(problem_of(session.error()));
    }
    const auto issued = visit.counter.card_work.issue(**session, *meter, *id, visit.user.user);
    return issued ? redirect(visit, "/customers/" + to_text(*meter))
                  : refused(problem_of(issued.error()));
}

}  // namespace office
