#include "office/web/pages/page.h"

#include <utility>

#include "office/domain/roles.h"
#include "office/web/pages/account_page.h"
#include "office/web/pages/account_part.h"
#include "office/web/pages/adjustments_part.h"
#include "office/web/pages/approvals_page.h"
#include "office/web/pages/books_page.h"
#include "office/web/pages/card_part.h"
#include "office/web/pages/counter_page.h"
#include "office/web/pages/customer_page.h"
#include "office/web/pages/desks_page.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/inspections_page.h"
#include "office/web/pages/overview_page.h"
#include "office/web/pages/page_assets.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/people_page.h"
#include "office/web/pages/rounds_page.h"
#include "office/web/pages/statistics_page.h"
#include "office/web/pages/tariffs_page.h"
#include "office/web/password.h"
#include "office/web/router.h"

namespace office {
namespace {

constexpr std::string_view cookie_name = "tallywatt";

struct PageRoute {
    Method method;
    std::string_view pattern;
    Lane lane;
    PageHandler handler;
};

const std::vector<PageRoute>& page_routes() {
    static const std::vector<PageRoute> table{
        {Method::get, "/", Lane::quick, show_overview},
        {Method::get, "/customers/{meter}", Lane::quick, show_customer},
        {Method::get, "/statistics", Lane::quick, show_statistics},
        {Method::get, "/statistics/{statistic}", Lane::quick, show_statistics},
        {Method::get, "/statistics/{statistic}/csv", Lane::quick, download_statistics},
        {Method::post, "/customers/{meter}/adjust", Lane::quick, ask_on_page},
        {Method::post, "/customers/{meter}/exchange", Lane::quick, ask_exchange_on_page},
        {Method::post, "/customers/{meter}/block", Lane::quick, block_on_page},
        {Method::post, "/adjustments/{adjustment}/approve", Lane::quick, approve_on_page},
        {Method::post, "/adjustments/{adjustment}/decline", Lane::quick, decline_on_page},
        {Method::post, "/adjustments/{adjustment}/pay", Lane::quick, pay_on_page},
        {Method::get, "/approvals", Lane::quick, show_approvals},
        {Method::get, "/books", Lane::quick, show_books},
        {Method::get, "/books/proof", Lane::quick, show_proof},
        {Method::post, "/books/proof", Lane::quick, begin_proof},
        {Method::get, "/books/journal", Lane::quick, download_journal},
        {Method::get, "/books/audit", Lane::quick, download_audit},
        {Method::get, "/findings", Lane::quick, show_findings},
        {Method::get, "/inspections", Lane::quick, show_inspections},
        {Method::get, "/people", Lane::quick, show_people},
        {Method::post, "/people/add", Lane::quick, add_person_on_page},
        {Method::post, "/people/token", Lane::quick, make_token_on_page},
        {Method::get, "/tariffs", Lane::quick, show_tariffs},
        {Method::post, "/tariffs/preview", Lane::quick, preview_tariff},
        {Method::post, "/tariffs/propose", Lane::quick, propose_tariff_on_page},
        {Method::get, "/accounts/new", Lane::quick, show_new_account},
        {Method::post, "/accounts/open", Lane::quick, open_account_on_page},
        {Method::post, "/accounts/meter", Lane::quick, register_meter_on_page},
        {Method::get, "/desks", Lane::quick, show_desks},
        {Method::post, "/desks/set", Lane::quick, set_desk_on_page},
        {Method::post, "/customers/{meter}/card", Lane::card, give_card_on_page},
        {Method::get, "/rounds", Lane::quick, show_rounds},
        {Method::get, "/rounds/new", Lane::quick, show_new_round},
        {Method::post, "/rounds/issue", Lane::card, issue_round},
        {Method::post, "/rounds/read", Lane::card, read_round},
        {Method::get, "/rounds/{card}", Lane::quick, show_round},
        {Method::post, "/rounds/{card}/loss", Lane::quick, lose_round},
        {Method::post, "/approvals/tariffs/{tariff}", Lane::quick, approve_tariff_on_page},
        {Method::post, "/approvals/shifts/{shift}", Lane::quick, sign_shift_on_page},
        {Method::post, "/counter/reverse", Lane::card, reverse_at_counter},
        {Method::get, "/counter", Lane::quick, show_counter},
        {Method::get, "/counter/look", Lane::quick, look_for_card},
        {Method::post, "/counter/read", Lane::card, read_card_at_counter},
        {Method::get, "/counter/find", Lane::quick, find_meter},
        {Method::get, "/counter/sale", Lane::quick, show_sale},
        {Method::get, "/counter/quote", Lane::quick, quote_while_typing},
        {Method::post, "/counter/sell", Lane::card, sell_at_counter},
        {Method::post, "/counter/write", Lane::card, write_at_counter},
        {Method::get, "/counter/receipts/{receipt}", Lane::quick, show_receipt},
        {Method::post, "/counter/print", Lane::quick, print_at_counter},
        {Method::post, "/counter/shift/open", Lane::quick, open_shift_at_counter},
        {Method::post, "/counter/shift/close", Lane::quick, close_shift_at_counter},
    };
    return table;
}

HttpResponse sign_in_form(int status, const HttpRequest& request, std::string_view complaint) {
    const PageText& text = page_text(language_of(request));
    std::string html = "<section>\n<h2>" + std::string{text.sign_in} +
                       "</h2>\n<form class=\"sign-in\" method=\"post\" action=\"/sign-in?lang=" +
                       std::string{text.code} + "\">\n" +
                       hidden("next", request.parameter("next").value_or(""));
    if (!complaint.empty()) {
        html += "<p class=\"wrong\" role=\"alert\">" + std::string{complaint} + "</p>\n";
    }
    html += "<label>" + std::string{text.name} +
            "<input name=\"name\" autocomplete=\"username\" required autofocus></label>\n<label>" +
            std::string{text.password} +
            "<input name=\"password\" type=\"password\" autocomplete=\"current-password\" "
            "required></label>\n<button>" +
            std::string{text.sign_in} + "</button>\n</form>\n</section>\n";
    return page_document(status, request, html);
}

// Another site's form must not sign anyone in or out here.
bool comes_from_elsewhere(const HttpRequest& request) {
    const std::string_view origin = request.header("origin");
    if (origin.empty()) {
        return false;
    }
    const std::size_t scheme = origin.find("://");
    return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.header("host");
}

// An address of this office alone: nobody is sent elsewhere from here.
bool is_our_address(std::string_view address) {
    return address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
}

// Where a person's work begins.
std::string_view home_of(Role role) {
    return role == Role::inspector ? "/inspections" : "/";
}

HttpResponse sign_in(const Store& store, SignIns& sign_ins, const HttpRequest& request) {
    const PageText& text = page_text(language_of(request));
    const auto form = decoded_form(request.body);
    if (!form || comes_from_elsewhere(request)) {
        return sign_in_form(403, request, text.form_from_elsewhere);
    }
    const auto name = form->find("name");
    const auto password = form->find("password");
    if (name == form->end() || password == form->end()) {
        return sign_in_form(422, request, text.wrong_sign_in);
    }
    const auto now = SignIns::Clock::now();
    if (name->second.size() > longest_text || !sign_ins.tries().may_try(name->second, now)) {
        return sign_in_form(429, request, text.too_many_tries);
    }
    const auto user = store.user_by_name(name->second);
    if (!user) {
        return to_response(problem_of(user.error()));
    }
    if (!is_password(password->second, *user ? (*user)->password_hash : std::string{})) {
        sign_ins.tries().was_wrong(name->second, now);
        return sign_in_form(401, request, text.wrong_sign_in);
    }
    sign_ins.tries().was_right(name->second);
    const auto next = form->find("next");
    const bool has_next = next != form->end() && is_our_address(next->second);
    HttpResponse response = redirect(has_next ? next->second : std::string{home_of((*user)->role)});
    response.headers.emplace_back(
        "Set-Cookie", cookie_header(request, cookie_name,
                                    sign_ins.enter((*user)->user, SignIns::Clock::now()), ""));
    return response;
}

HttpResponse sign_out(SignIns& sign_ins, const HttpRequest& request, std::string_view cookie) {
    const auto form = decoded_form(request.body);
    const auto token = form ? form->find("form_token") : Form::const_iterator{};
    if (!form || token == form->end() || token->second != SignIns::form_token(cookie)) {
        return sign_in_form(403, request, page_text(language_of(request)).form_from_elsewhere);
    }
    sign_ins.leave(cookie);
    HttpResponse response = redirect("/sign-in");
    response.headers.emplace_back("Set-Cookie",
                                  cookie_header(request, cookie_name, "", "; Max-Age=0"));
    return response;
}

// To the form, and from there to what was asked for.
HttpResponse to_sign_in(const HttpRequest& request) {
    std::string address = "/sign-in?lang=" + std::string{page_text(language_of(request)).code};
    if (request.method == Method::get && request.path != "/") {
        address += "&next=" + query_encoded(request.path);
    }
    if (request.header("hx-request") != "true") {
        return redirect(std::move(address));
    }
    HttpResponse response = page_part({});
    response.headers.emplace_back("HX-Redirect", std::move(address));
    return response;
}

HttpResponse answer_signed_in(Counter& counter, const HttpRequest& request, UserView user,
                              std::string form_token) {
    auto found = find_route(page_routes(), request);
    if (found.route == nullptr) {
        return to_response(transport_problem(found.status));
    }
    PageVisit visit{.counter = counter,
                    .request = request,
                    .arguments = std::move(found.arguments),
                    .user = std::move(user),
                    .language = language_of(request),
                    .form_token = std::move(form_token),
                    .form = {}};
    if (request.method == Method::post) {
        auto form = decoded_form(request.body);
        if (!form) {
            return problem_page(visit, transport_problem(400));
        }
        visit.form = std::move(*form);
        if (visit.given("form_token") != visit.form_token || comes_from_elsewhere(request)) {
            return page_document(403, visit,
                                 "<section><p class=\"wrong\" role=\"alert\">" +
                                     std::string{visit.text().form_from_elsewhere} +
                                     "</p></section>\n");
        }
    }
    return found.route->handler(visit);
}

}  // namespace

std::string_view page_route(const HttpRequest& request) {
    for (const std::string_view own : {"/sign-in", "/sign-out"}) {
        if (request.path == own) {
            return own;
        }
    }
    const auto found = find_route(page_routes(), request);
    return found.route == nullptr ? std::string_view{} : found.route->pattern;
}

Lane page_lane(const HttpRequest& request) {
    const auto found = find_route(page_routes(), request);
    return found.route == nullptr ? Lane::quick : found.route->lane;
}

HttpResponse answer_page(Counter& counter, SignIns& sign_ins, const HttpRequest& request) {
    const bool is_get = request.method == Method::get;
    const bool is_post = request.method == Method::post;
    if (is_get) {
        if (auto asset = page_asset(request.path)) {
            return std::move(*asset);
        }
    }
    if (request.path == "/sign-in" && is_get) {
        return sign_in_form(200, request, {});
    }
    if (request.path == "/sign-in" && is_post) {
        return sign_in(counter.store, sign_ins, request);
    }
    const std::string_view cookie = cookie_value(request.header("cookie"), cookie_name);
    if (request.path == "/sign-out" && is_post) {
        return sign_out(sign_ins, request, cookie);
    }
    if (const auto found = find_route(page_routes(), request); found.route == nullptr) {
        return to_response(transport_problem(found.status));
    }
    const auto signed_in = sign_ins.user_of(cookie, SignIns::Clock::now());
    if (!signed_in) {
        return to_sign_in(request);
    }
    auto user = counter.store.user(*signed_in);
    if (!user) {
        return to_response(problem_of(user.error()));
    }
    if (!*user) {
        return to_sign_in(request);
    }
    return answer_signed_in(counter, request, std::move(**user), SignIns::form_token(cookie));
}

}  // namespace office
