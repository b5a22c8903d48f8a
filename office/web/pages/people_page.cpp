#include "office/web/pages/people_page.h"

#include <array>
#include <utility>

#include "office/domain/roles.h"
#include "office/web/names.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/password.h"
#include "office/web/requests.h"
#include "office/web/secret.h"

namespace office {
namespace {

constexpr std::array grantable{Role::clerk, Role::supervisor, Role::inspector, Role::auditor,
                               Role::administrator};

std::string add_form(const PageVisit& visit, const Complaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    Selection roles{.label = text.role,
                    .name = "role",
                    .chosen = visit.given("role"),
                    .choices = {},
                    .complaint = complaints.beside("role")};
    for (const Role role : grantable) {
        roles.choices.emplace_back(role_name(role), role_text(visit.language, role));
    }
    const bool is_again = visit.arguments.empty() && visit.request.path == "/people/add";
    return "<section>\n<h2>" + std::string{text.add_person} + "</h2>\n" +
           (is_again ? complaints.above() : std::string{}) +
           "<form method=\"post\" action=\"/people/add\">\n" +
           (is_again ? form_start_again(visit) : form_start_with_id(visit)) +
           field({.label = visit.text().name,
                  .name = "name",
                  .value = is_again ? visit.given("name") : std::string_view{},
                  .attributes = "required",
                  .complaint = complaints.beside("name")}) +
           selection(roles) +
           field({.label = text.new_password,
                  .name = "password",
                  .attributes = "type=\"password\" required aria-description=\"" +
                                std::string{text.password_rule} + "\"",
                  .complaint = complaints.beside("password")}) +
           "<button>" + std::string{text.add_person} + "</button></form>\n</section>\n";
}

std::string token_form(const PageVisit& visit, const Complaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    const bool is_again = visit.request.path == "/people/token" && !complaints.empty();
    return "<section>\n<h2>" + std::string{text.tokens} + "</h2>\n<p class=\"note\">" +
           std::string{text.tokens_note} + "</p>\n" +
           (is_again ? complaints.above() : std::string{}) +
           "<form method=\"post\" action=\"/people/token\">\n" +
           (is_again ? form_start_again(visit) : form_start_with_id(visit)) +
           field({.label = text.label,
                  .name = "label",
                  .value = is_again ? visit.given("label") : std::string_view{},
                  .attributes = "required",
                  .complaint = complaints.beside("label")}) +
           "<button>" + std::string{text.make_token} + "</button></form>\n</section>\n";
}

HttpResponse people_page(const PageVisit& visit, const Complaints& complaints,
                         const std::string& above = {}) {
    const AdministrationText& text = administration_text(visit.language);
    const auto users = visit.counter.store.users();
    if (!users) {
        return problem_page(visit, problem_of(users.error()));
    }
    std::string rows;
    for (const UserView& user : *users) {
        rows += table_row({{Cell::number, std::to_string(std::to_underlying(user.user))},
                           {Cell::text, user.name},
                           {Cell::text, std::string{role_text(visit.language, user.role)}}});
    }
    std::string html =
        above + table_section(visit.text(), text.people, {},
                              table_head({{Cell::number, "#"},
                                          {Cell::text, std::string{visit.text().name}},
                                          {Cell::text, std::string{text.role}}}),
                              rows);
    if (is_permitted(visit.user.role, AddUser{})) {
        html += add_form(visit, complaints) + token_form(visit, complaints);
    }
    return page_document(complaints.empty() ? 200 : complaints.status(), visit, html);
}

// Whether the same form, sent again, was accepted before.
template <typename T>
bool was_accepted(const PageVisit& visit) {
    const auto id = parse_command_id(visit.given("id"));
    const auto before =
        id ? visit.counter.store.answer_to(LedgerGroup::office, *id, visit.user.user)
           : Store::Found<std::optional<Answer>>{std::nullopt};
    return before && *before && std::holds_alternative<T>(**before);
}

}  // namespace

HttpResponse show_people(const PageVisit& visit) {
    return may_audit(visit.user.role) ? people_page(visit, {})
                                      : problem_page(visit, problems::not_permitted());
}

HttpResponse add_person_on_page(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, AddUser{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const AdministrationText& text = administration_text(visit.language);
    Complaints complaints;
    const std::string name = complaints.readable(visit, "name");
    const auto role = parse_role(visit.given("role"));
    const std::string_view password = visit.given("password");
    if (!role) {
        complaints.add("role", text.role_rule);
    }
    if (password.size() < shortest_password || password.size() > longest_password) {
        complaints.add("password", text.password_rule);
    }
    if (!complaints.empty()) {
        return people_page(visit, complaints);
    }
    // A password's hash has a fresh salt: the same form again would not look like the same.
    if (was_accepted<NewUser>(visit)) {
        return redirect(visit, "/people");
    }
    const auto added = posted<NewUser>(
        visit, AddUser{.name = name, .role = *role, .password_hash = password_hash(password)});
    if (!added) {
        complaints.add(visit, added.error(), {{"name", "name"}, {"role", "role"}});
        return people_page(visit, complaints);
    }
    return redirect(visit, "/people");
}

HttpResponse make_token_on_page(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, AddApiToken{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const AdministrationText& text = administration_text(visit.language);
    Complaints complaints;
    const std::string label = complaints.readable(visit, "label");
    if (!complaints.empty()) {
        return people_page(visit, complaints);
    }
    if (was_accepted<NewToken>(visit)) {
        return people_page(
            visit, {},
            "<p class=\"note\" role=\"status\">" + std::string{text.token_shown_before} + "</p>\n");
    }
    const std::string secret = new_secret();
    const auto made = posted<NewToken>(
        visit,
        AddApiToken{.owner = visit.user.user, .label = label, .token_hash = secret_hash(secret)});
    if (!made) {
        complaints.add(visit, made.error(), {{"label", "label"}, {"name", "label"}});
        return people_page(visit, complaints);
    }
    return people_page(visit, {},
                       "<section role=\"status\">\n<p>" + std::string{text.token_made} +
                           "</p>\n<p><code id=\"token\">" + secret + "</code></p>\n</section>\n");
}

}  // namespace office
