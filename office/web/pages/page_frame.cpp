#include "office/web/pages/page_frame.h"

#include <utility>

#include "office/domain/roles.h"
#include "office/web/pages/adjustment_text.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/books_text.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/inspections_page.h"
#include "office/web/pages/page_assets.h"
#include "office/web/pages/problem_text.h"
#include "office/web/pages/rounds_text.h"
#include "office/web/pages/statistics_text.h"

namespace office {
namespace {

constexpr std::string_view language_cookie = "tallywatt_language";
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

std::string head(const PageText& text) {
    // htmx neither evaluates texts nor adds styles of its own: the policy would not let it.
    return "<!doctype html>\n<html lang=\"" + std::string{text.code} +
           "\" data-theme=\"light\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"htmx-config\" content='{\"allowEval\":false,"
           "\"includeIndicatorStyles\":false,\"selfRequestsOnly\":true}'>\n"
           "<title>Tallywatt</title>\n"
           "<link rel=\"icon\" href=\"" +
           asset_address("/icon.svg") + "\">\n<link rel=\"stylesheet\" href=\"" +
           asset_address("/pico.css") + "\">\n<link rel=\"stylesheet\" href=\"" +
           asset_address("/style.css") + "\">\n<script src=\"" + asset_address("/htmx.js") +
           "\" defer></script>\n</head>\n";
}

std::string header(const PageText& text, std::string_view path, std::string_view middle) {
    return "<body>\n<header>\n<img src=\"" + asset_address("/icon.svg") +
           "\" alt=\"\"><h1>Tallywatt</h1>\n" + std::string{middle} + "<a href=\"" + escaped(path) +
           (path.contains('?') ? "&amp;" : "?") + "lang=" + std::string{text.other_code} +
           "\" lang=\"" + std::string{text.other_code} + "\">" + std::string{text.other_language} +
           "</a>\n";
}

HttpResponse document(int status, const HttpRequest* request, std::string html) {
    HttpResponse response{.status = status,
                          .content_type = "text/html; charset=utf-8",
                          .body = std::move(html),
                          .headers = {}};
    response.headers.emplace_back("Content-Security-Policy", std::string{content_security_policy});
    // Not no-referrer: with it browsers send our own forms with the origin "null".
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    if (request != nullptr && request->parameter("lang")) {
        response.headers.emplace_back(
            "Set-Cookie",
            cookie_header(*request, language_cookie, page_text(language_of(*request)).code,
                          "; Max-Age=31536000"));
    }
    return response;
}

std::string end_of(std::string_view content) {
    return "</header>\n<main>\n" + std::string{content} + "</main>\n</body>\n</html>\n";
}

// The address of this page, to come back to it in the other language.
std::string address_of(const HttpRequest& request) {
    if (request.method != Method::get) {
        return "/counter";
    }
    std::string address = request.path;
    char separator = '?';
    for (const auto& [name, value] : request.query) {
        if (name != "lang") {
            address += separator + query_encoded(name) + '=' + query_encoded(value);
            separator = '&';
        }
    }
    return address;
}

std::string navigation(const PageVisit& visit) {
    const auto link = [&](std::string_view path, std::string_view words) {
        return "<a href=\"" + std::string{path} + "\"" +
               (visit.request.path == path ? " aria-current=\"page\"" : "") + ">" +
               std::string{words} + "</a>\n";
    };
    std::string html = "<nav>\n";
    if (is_permitted(visit.user.role, Sell{})) {
        html += link("/counter", visit.text().counter);
    }
    if (is_permitted(visit.user.role, OpenAccount{})) {
        html += link("/accounts/new", administration_text(visit.language).new_account);
    }
    if (is_permitted(visit.user.role, AskAdjustment{})) {
        html += link("/approvals", adjustment_text(visit.language).approvals);
    }
    if (may_inspect(visit.user.role)) {
        html += link("/inspections", rounds_text(visit.language).inspections);
        html += link("/rounds", rounds_text(visit.language).rounds);
    }
    html += link("/findings", books_text(visit.language).findings);
    if (may_audit(visit.user.role)) {
        html += link("/books", books_text(visit.language).books);
    }
    html += link("/", visit.text().overview);
    if (may_see_statistics(visit.user.role)) {
        html += link("/statistics", statistics_text(visit.language).statistics);
    }
    html += link("/tariffs", administration_text(visit.language).tariffs);
    if (is_permitted(visit.user.role, SetDesk{})) {
        html += link("/desks", administration_text(visit.language).desks);
    }
    if (may_audit(visit.user.role)) {
        html += link("/people", administration_text(visit.language).people);
    }
    return html + "</nav>\n";
}

}  // namespace

Language language_of(const HttpRequest& request) {
    const auto chosen = request.parameter("lang");
    const std::string_view remembered = cookie_value(request.header("cookie"), language_cookie);
    const std::string_view named = chosen ? *chosen : remembered;
    if (!named.empty()) {
        return named == "zh" ? Language::chinese : Language::english;
    }
    return request.header("accept-language").starts_with("zh") ? Language::chinese
                                                               : Language::english;
}

HttpResponse page_document(int status, const PageVisit& visit, std::string_view content) {
    const PageText& text = visit.text();
    std::string middle = "<span class=\"office\">";
    middle += escaped(visit.counter.store.settings().name);
    middle += "</span>\n" + navigation(visit);
    const std::string user = "<span>" + escaped(visit.user.name) +
                             "</span>\n<form method=\"post\" action=\"/sign-out\">" +
                             form_start(visit) + "<button>" + std::string{text.sign_out} +
                             "</button></form>\n";
    return document(
        status, &visit.request,
        head(text) + header(text, address_of(visit.request), middle) + user + end_of(content));
}

HttpResponse page_document(int status, const HttpRequest& request, std::string_view content) {
    const PageText& text = page_text(language_of(request));
    return document(status, &request, head(text) + header(text, "/sign-in", {}) + end_of(content));
}

HttpResponse page_part(std::string content) {
    return document(200, nullptr, std::move(content));
}

HttpResponse redirect(std::string to) {
    HttpResponse response{.status = 303, .content_type = "text/plain", .body = {}, .headers = {}};
    response.headers.emplace_back("Location", std::move(to));
    return response;
}

HttpResponse redirect(const PageVisit& visit, std::string to) {
    if (!visit.is_part()) {
        return redirect(std::move(to));
    }
    HttpResponse response = page_part({});
    response.headers.emplace_back("HX-Redirect", std::move(to));
    return response;
}

HttpResponse problem_page(const PageVisit& visit, const Problem& problem) {
    return page_document(problem.status, visit,
                         "<section>\n<p class=\"wrong\" role=\"alert\">" +
                             escaped(problem_text(visit.language, problem)) + "</p>\n</section>\n");
}

std::string cookie_header(const HttpRequest& request, std::string_view name, std::string_view value,
                          std::string_view lifetime) {
    const bool is_over_tls = request.header("x-forwarded-proto") == "https";
    return std::string{name} + '=' + std::string{value} + "; Path=/; HttpOnly; SameSite=Strict" +
           (is_over_tls ? "; Secure" : "") + std::string{lifetime};
}

}  // namespace office
