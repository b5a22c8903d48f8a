#include "office/web/pages/rounds_page.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "card/field_memory.h"
#include "card/serial_text.h"
#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/desk_choice.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/inspections_page.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/pages/rounds_text.h"
#include "office/web/requests.h"

namespace office {
namespace {

std::string name_of(const PageVisit& visit, UserId user) {
    const auto found = visit.counter.store.user(user);
    return found && *found ? (*found)->name : std::to_string(std::to_underlying(user));
}

std::string_view state_of(const RoundsText& text, const FieldCardView& card) {
    if (card.is_lost) {
        return text.is_lost;
    }
    return card.is_written ? text.is_out : text.is_not_written;
}

// The card on a desk's reader is read by a form of its own.
std::string read_section(const PageVisit& visit, const Complaints& complaints) {
    if (!is_permitted(visit.user.role, RecordFieldReport{})) {
        return {};
    }
    const RoundsText& text = rounds_text(visit.language);
    return "<section>\n<h2>" + std::string{text.read_card} + "</h2>\n<p class=\"note\">" +
           std::string{text.read_card_note} + "</p>\n" + complaints.above() +
           "<form method=\"post\" action=\"/rounds/read\">\n" + form_start(visit) +
           desk_choice(visit, complaints.beside("desk")) + "<button>" +
           std::string{text.read_card} + "</button></form>\n</section>\n";
}

HttpResponse rounds_page(const PageVisit& visit, int status, const Complaints& complaints) {
    const RoundsText& text = rounds_text(visit.language);
    const auto cards = visit.counter.store.field_cards();
    if (!cards) {
        return problem_page(visit, problem_of(cards.error()));
    }
    std::string list;
    for (const FieldCardView& card : *cards) {
        const std::string serial = to_text(card.serial);
        list += "<li>\n<h3><a href=\"/rounds/" + serial + "\">" + serial + "</a></h3>\n" +
                details({{text.round, std::to_string(std::to_underlying(card.round))},
                         {text.kind, std::string{field_kind_text(visit.language, card.kind)}},
                         {text.carrier, name_of(visit, card.carrier)},
                         {visit.text().time, to_text(card.at)},
                         {text.state, std::string{state_of(text, card)}}}) +
                "</li>\n";
    }
    std::string html = "<section>\n<h2>" + std::string{text.rounds} + "</h2>\n";
    html += list.empty() ? "<p class=\"note\">" + std::string{visit.text().nothing_yet} + "</p>\n"
                         : "<ul class=\"cards\">\n" + list + "</ul>\n";
    if (is_permitted(visit.user.role, IssueFieldCard{})) {
        html += "<p><a role=\"button\" href=\"/rounds/new\">" + std::string{text.new_round} +
                "</a></p>\n";
    }
    return page_document(status, visit, html + "</section>\n" + read_section(visit, complaints));
}

// Ticks of the list of whom to inspect, or what was typed.
std::string meters_asked(const PageVisit& visit) {
    constexpr std::string_view tick = "meter-";
    std::string meters{visit.given("meters")};
    for (const auto& [name, value] : visit.request.query) {
        if (name.starts_with(tick)) {
            meters += (meters.empty() ? "" : " ") + name.substr(tick.size());
        }
    }
    return meters;
}

// The numbers in `list`; nothing where something else stands between them.
std::optional<std::vector<card::MeterId>> meters_in(std::string_view list) {
    constexpr std::string_view between = " ,;\t\r\n";
    std::vector<card::MeterId> meters;
    for (std::size_t from = list.find_first_not_of(between); from != std::string_view::npos;
         from = list.find_first_not_of(between, from)) {
        const std::size_t to = std::min(list.find_first_of(between, from), list.size());
        const auto meter = parse_meter_id(list.substr(from, to - from));
        if (!meter) {
            return std::nullopt;
        }
        meters.push_back(*meter);
        from = to;
    }
    return meters.empty() ? std::nullopt : std::optional{std::move(meters)};
}

// Found before the card is touched: the books would refuse it too.
bool make_no_round(std::vector<card::MeterId> meters) {
    std::ranges::sort(meters);
    return meters.size() > card::most_places || std::ranges::adjacent_find(meters) != meters.end();
}

std::string carrier_choice(const PageVisit& visit, std::string_view complaint) {
    Selection carriers{.label = rounds_text(visit.language).carrier,
                       .name = "carrier",
                       .chosen = visit.given("carrier"),
                       .choices = {},
                       .complaint = complaint};
    const auto users = visit.counter.store.users().value_or(std::vector<UserView>{});
    // Inspectors carry most rounds: they come first.
    for (const bool is_inspector : {true, false}) {
        for (const UserView& user : users) {
            if (may_carry(user.role) && (user.role == Role::inspector) == is_inspector) {
                carriers.choices.emplace_back(std::to_string(std::to_underlying(user.user)),
                                              user.name);
            }
        }
    }
    return selection(carriers);
}

HttpResponse new_round_page(const PageVisit& visit, const Complaints& complaints) {
    const RoundsText& text = rounds_text(visit.language);
    Selection kinds{.label = text.kind,
                    .name = "kind",
                    .chosen = visit.given("kind"),
                    .choices = {},
                    .complaint = complaints.beside("kind")};
    for (const card::CardKind kind : {card::CardKind::inspection, card::CardKind::maintenance}) {
        kinds.choices.emplace_back(field_kind_name(kind), field_kind_text(visit.language, kind));
    }
    const std::string meters = meters_asked(visit);
    const bool is_again = visit.request.method == Method::post;
    return page_document(
        complaints.empty() ? 200 : complaints.status(), visit,
        "<section>\n<h2>" + std::string{text.new_round} + "</h2>\n<p class=\"note\">" +
            std::string{text.new_round_note} + "</p>\n" + complaints.above() +
            "<form method=\"post\" action=\"/rounds/issue\">\n" +
            (is_again ? form_start_again(visit) : form_start_with_id(visit)) +
            desk_choice(visit, complaints.beside("desk")) + selection(kinds) +
            carrier_choice(visit, complaints.beside("carrier")) +
            field({.label = text.meters,
                   .name = "meters",
                   .value = meters,
                   .attributes =
                       "required aria-description=\"" + std::string{text.meters_hint} + "\"",
                   .complaint = complaints.beside("meters")}) +
            "<button>" + std::string{text.write_card} + "</button></form>\n</section>\n");
}

std::string place_line(const PageVisit& visit, const FieldCardView::Place& place) {
    const RoundsText& text = rounds_text(visit.language);
    const std::string number = to_text(place.meter);
    const auto customer = visit.counter.store.customer_of(place.meter);
    const std::string_view state = place.is_read_back ? text.read_back
                                   : place.is_over    ? text.is_over
                                                      : text.not_read_back;
    return "<li>\n<h3><a href=\"/customers/" + number + "\">" + number + "</a></h3>\n<p>" +
           (customer && *customer
                ? escaped((*customer)->name) + "<br>" + escaped((*customer)->address)
                : std::string{}) +
           "</p>\n<p>" + std::string{state} + "</p>\n</li>\n";
}

std::string brought_by(const PageVisit& visit, const FieldPlaceRead& place) {
    const RoundsText& text = rounds_text(visit.language);
    const PageText& page = visit.text();
    const std::string number = to_text(place.meter);
    std::string html = "<li>\n<h3><a href=\"/customers/" + number + "\">" + number + "</a></h3>\n";
    if (place.is_altered) {
        html += "<p class=\"wrong\">" + std::string{text.altered} + "</p>\n";
    }
    if (!place.reconciliation) {
        return html +
               (place.is_altered
                    ? std::string{}
                    : "<p class=\"note\">" + std::string{text.not_visited} + "</p>\n") +
               "</li>\n";
    }
    const Reconciliation& books = *place.reconciliation;
    const auto energy = [](base::WattHours amount) { return kilowatt_hours_text(amount.count()); };
    html += "<p>" + std::string{books.is_newer ? text.is_newer : text.is_older} + "</p>\n" +
            details({{page.ordered, energy(books.loaded)},
                     {page.consumed, energy(books.consumed)},
                     {page.remaining, energy(books.remaining)},
                     {page.overdrawn, energy(books.overdrawn)},
                     {text.events, std::to_string(place.events)}});
    return html + findings_list(visit.language, books.findings) + "</li>\n";
}

}  // namespace

HttpResponse show_rounds(const PageVisit& visit) {
    if (!may_inspect(visit.user.role)) {
        return problem_page(visit, problems::not_permitted());
    }
    return rounds_page(visit, 200, {});
}

HttpResponse show_round(const PageVisit& visit) {
    if (!may_inspect(visit.user.role)) {
        return problem_page(visit, problems::not_permitted());
    }
    const auto serial = card::serial_of(visit.arguments.front());
    const auto card = serial ? visit.counter.store.field_card(*serial)
                             : Store::Found<std::optional<FieldCardView>>{std::nullopt};
    if (!card) {
        return problem_page(visit, problem_of(card.error()));
    }
    if (!*card) {
        return problem_page(visit, problem_of(Refusal::unknown_field_card));
    }
    const RoundsText& text = rounds_text(visit.language);
    std::string html =
        "<section>\n<h2>" + std::string{text.field_card} + " " + to_text(*serial) + "</h2>\n" +
        details({{text.round, std::to_string(std::to_underlying((*card)->round))},
                 {text.kind, std::string{field_kind_text(visit.language, (*card)->kind)}},
                 {text.carrier, name_of(visit, (*card)->carrier)},
                 {visit.text().time, to_text((*card)->at)},
                 {text.state, std::string{state_of(text, **card)}}}) +
        "<ul class=\"cards\">\n";
    for (const FieldCardView::Place& place : (*card)->places) {
        html += place_line(visit, place);
    }
    html += "</ul>\n";
    if (!(*card)->is_lost && is_permitted(visit.user.role, LoseFieldCard{})) {
        html += "<p class=\"note\">" + std::string{text.loss_note} +
                "</p>\n<form method=\"post\" action=\"/rounds/" + to_text(*serial) + "/loss\">\n" +
                form_start_with_id(visit) + "<button class=\"secondary\">" +
                std::string{text.report_loss} + "</button></form>\n";
    }
    return page_document(200, visit, html + "</section>\n");
}

HttpResponse show_new_round(const PageVisit& visit) {
    return is_permitted(visit.user.role, IssueFieldCard{})
               ? new_round_page(visit, {})
               : problem_page(visit, problems::not_permitted());
}

HttpResponse issue_round(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, IssueFieldCard{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const RoundsText& text = rounds_text(visit.language);
    Complaints complaints;
    const auto id = parse_command_id(visit.given("id"));
    const auto kind = parse_field_kind(visit.given("kind"));
    const auto carrier = parse_number(visit.given("carrier"));
    auto meters = meters_in(visit.given("meters"));
    if (!id) {
        complaints.add(visit, problems::id_missing(), {});
    }
    if (!kind || kind == card::CardKind::parameter) {
        complaints.add(visit, problem_of(Refusal::field_kind_unknown), {{"kind", "kind"}});
    }
    if (!carrier || !std::in_range<std::uint32_t>(*carrier)) {
        complaints.add(visit, problem_of(Refusal::unknown_user), {{"user", "carrier"}});
    }
    if (!meters) {
        complaints.add("meters", text.not_meters);
    } else if (make_no_round(*meters)) {
        complaints.add(visit, problem_of(Refusal::field_meters_out_of_range),
                       {{"meters", "meters"}});
    }
    if (!complaints.empty()) {
        return new_round_page(visit, complaints);
    }
    const auto refused = [&](const Problem& problem) {
        complaints.add(visit, problem,
                       {{"desk", "desk"},
                        {"kind", "kind"},
                        {"carrier", "carrier"},
                        {"user", "carrier"},
                        {"meter", "meters"},
                        {"meters", "meters"}});
        return new_round_page(visit, complaints);
    };
    const auto session = visit.counter.desks.open_session(visit.given("desk"));
    if (!session) {
        return refused(problem_of(session.error()));
    }
    const auto issued =
        visit.counter.card_work.issue_field(**session,
                                            {.serial = {},
                                             .kind = *kind,
                                             .carrier = static_cast<UserId>(*carrier),
                                             .meters = std::move(*meters)},
                                            *id, visit.user.user);
    return issued ? redirect(visit, "/rounds/" + to_text(issued->serial))
                  : refused(problem_of(issued.error()));
}

HttpResponse read_round(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, RecordFieldReport{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const auto refused = [&](const Problem& problem) {
        Complaints complaints;
        complaints.add(visit, problem, {{"desk", "desk"}});
        return rounds_page(visit, complaints.status(), complaints);
    };
    const auto session = visit.counter.desks.open_session(visit.given("desk"));
    if (!session) {
        return refused(problem_of(session.error()));
    }
    const auto read = visit.counter.card_work.read_field(**session, visit.user.user);
    if (!read) {
        return refused(problem_of(read.error()));
    }
    const RoundsText& text = rounds_text(visit.language);
    std::string html = "<section>\n<h2>" + std::string{text.brought} +
                       "</h2>\n<p role=\"status\">" + "<a href=\"/rounds/" + to_text(read->serial) +
                       "\">" + to_text(read->serial) + "</a> · " + std::string{text.round} + " " +
                       std::to_string(std::to_underlying(read->round)) +
                       "</p>\n<ul class=\"cards\">\n";
    for (const FieldPlaceRead& place : read->places) {
        html += brought_by(visit, place);
    }
    return page_document(200, visit, html + "</ul>\n</section>\n");
}

HttpResponse lose_round(const PageVisit& visit) {
    const auto serial = card::serial_of(visit.arguments.front());
    if (!serial) {
        return problem_page(visit, problem_of(Refusal::unknown_field_card));
    }
    const auto lost = posted<Done>(visit, LoseFieldCard{*serial});
    return lost ? redirect(visit, "/rounds/" + to_text(*serial))
                : problem_page(visit, lost.error());
}

}  // namespace office
