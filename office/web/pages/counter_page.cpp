#include "office/web/pages/counter_page.h"

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/requests.h"

namespace office {
namespace {

HttpResponse nothing_new() {
    HttpResponse response = page_part({});
    response.status = 204;  // htmx leaves the page as it is
    return response;
}

// Takes itself off to read the card as soon as htmx has put it into the page.
std::string reads_at_once(const PageVisit& visit, std::string_view desk, Insertion insertion) {
    const CounterText& text = counter_text(visit.language);
    return "<form id=\"card\" method=\"post\" action=\"/counter/read\" hx-post=\"/counter/read\" "
           "hx-trigger=\"load\" hx-swap=\"outerHTML\">\n" +
           form_start_with_id(visit) + hidden("desk", desk) +
           hidden("insertion", std::to_string(std::to_underlying(insertion))) +
           "<p role=\"status\" aria-busy=\"true\">" + std::string{text.reading_card} +
           "</p></form>\n";
}

Insertion insertion_of(std::string_view text) {
    const auto number = parse_number(text);
    return number && std::in_range<std::uint32_t>(*number) ? static_cast<Insertion>(*number)
                                                           : Insertion::none;
}

HttpResponse card_not_read(const PageVisit& visit, std::string_view desk, const Problem& problem) {
    const Insertion seen = insertion_of(visit.given("insertion"));
    if (visit.is_part()) {
        // The same card is not read again by itself: it would go wrong for ever.
        return page_part("<div id=\"card\">" + alert(visit, problem) +
                         card_watch(visit, desk, CardWatch::waiting, seen) + "</div>\n");
    }
    return counter_page(problem.status, visit, desk,
                        {.above = alert(visit, problem), .meter = {}, .shift = {}, .seen = seen});
}

HttpResponse choose_desk(const PageVisit& visit, const std::vector<std::string>& desks) {
    const CounterText& text = counter_text(visit.language);
    std::string html = "<section>\n<h2>" + std::string{text.choose_desk} + "</h2>\n";
    if (desks.empty()) {
        html += "<p class=\"note\">" + std::string{text.no_desk} + "</p>\n";
    }
    for (const std::string& desk : desks) {
        html += "<p><a role=\"button\" href=\"" + escaped(counter_address("/counter", desk)) +
                "\">" + escaped(desk) + "</a></p>\n";
    }
    return page_document(200, visit, html + "</section>\n");
}

}  // namespace

HttpResponse counter_page(int status, const PageVisit& visit, std::string_view desk,
                          const CounterComplaints& complaints) {
    const CounterText& text = counter_text(visit.language);
    // The card of the sale before is still in: it does not come up again by itself.
    const Insertion seen =
        complaints.seen == Insertion::none ? insertion_of(visit.given("seen")) : complaints.seen;
    std::string html =
        complaints.above + "<section>\n<h2>" + std::string{text.desk} + " " + escaped(desk) +
        "</h2>\n" + card_watch(visit, desk, CardWatch::waiting, seen) +
        "</section>\n<section>\n<form class=\"line\" action=\"/counter/find\">\n" +
        hidden("desk", desk) +
        field({.label = text.without_card,
               .name = "meter",
               .value = visit.given("meter"),
               .attributes = "inputmode=\"numeric\" required",
               .complaint = complaints.meter}) +
        "<button class=\"secondary\">" + std::string{text.find} + "</button></form>\n</section>\n";
    return page_document(status, visit, html + shift_section(visit, desk, complaints.shift));
}

HttpResponse show_counter(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, Sell{})) {
        return problem_page(visit, problems::not_permitted());
    }
    if (const std::string_view desk = visit.given("desk"); is_desk_name(desk)) {
        return counter_page(200, visit, desk);
    }
    const auto desks = visit.counter.desks.connected();
    return desks.size() == 1 ? redirect(counter_address("/counter", desks.front()))
                             : choose_desk(visit, desks);
}

HttpResponse look_for_card(const PageVisit& visit) {
    const std::string_view desk = visit.given("desk");
    const Insertion seen = insertion_of(visit.given("seen"));
    const auto found = visit.counter.desks.look(desk);
    if (!found && found.error() == DeskProblem::busy) {
        return nothing_new();
    }
    if (!found) {
        return visit.given("state") == "desk_gone"
                   ? nothing_new()
                   : page_part(card_watch(visit, desk, CardWatch::desk_gone, Insertion::none));
    }
    if (*found != Insertion::none && *found != seen) {
        return page_part(reads_at_once(visit, desk, *found));
    }
    const bool is_new = *found != seen || visit.given("state") == "desk_gone";
    return is_new ? page_part(card_watch(visit, desk, CardWatch::waiting, *found)) : nothing_new();
}

HttpResponse read_card_at_counter(const PageVisit& visit) {
    const std::string_view desk = visit.given("desk");
    const auto id = parse_command_id(visit.given("id"));
    if (!id || !is_desk_name(desk)) {
        return problem_page(visit, transport_problem(400));
    }
    const auto session = visit.counter.desks.open_session(desk);
    if (!session) {
        return card_not_read(visit, desk, problem_of(session.error()));
    }
    const auto read = visit.counter.card_work.read(**session, *id, visit.user.user);
    if (!read) {
        return card_not_read(visit, desk, problem_of(read.error()));
    }
    return redirect(visit,
                    counter_address("/counter/sale", desk, {{"meter", to_text(read->meter)}}));
}

HttpResponse find_meter(const PageVisit& visit) {
    const std::string_view desk = visit.given("desk");
    const auto meter = parse_meter_id(visit.given("meter"));
    const auto found = meter ? visit.counter.store.meter(*meter)
                             : Store::Found<std::optional<MeterView>>{std::nullopt};
    if (!found) {
        return problem_page(visit, problem_of(found.error()));
    }
    if (!*found) {
        return counter_page(
            404, visit, desk,
            {.above = {}, .meter = counter_text(visit.language).no_such_meter, .shift = {}});
    }
    return redirect(
        counter_address("/counter/sale", desk, {{"meter", to_text(*meter)}, {"card", "no"}}));
}

}  // namespace office
