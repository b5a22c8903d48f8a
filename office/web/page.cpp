#include "office/web/page.h"

#include <array>
#include <utility>

#include "office/web/answers.h"
#include "office/web/html.h"
#include "office/web/names.h"
#include "office/web/page_text.h"
#include "office/web/password.h"
#include "office/web/problem.h"

// Put into the program by assets.S.
extern "C" const char tallywatt_style_start[];
extern "C" const char tallywatt_style_end[];
extern "C" const char tallywatt_icon_start[];
extern "C" const char tallywatt_icon_end[];

namespace office {
namespace {

constexpr std::string_view cookie_name = "tallywatt";
constexpr std::string_view content_security_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'";
constexpr std::uint32_t rows_shown = 50;

Language language_of(const HttpRequest& request) {
    if (const auto chosen = request.parameter("lang")) {
        return *chosen == "zh" ? Language::chinese : Language::english;
    }
    return request.header("accept-language").starts_with("zh") ? Language::chinese
                                                               : Language::english;
}

HttpResponse asset(std::string_view type, const char* start, const char* end) {
    return {.status = 200,
            .content_type = std::string{type},
            .body = std::string{start, end},
            .headers = {}};
}

HttpResponse redirect(std::string to, std::string cookie = {}) {
    HttpResponse response{.status = 303, .content_type = "text/plain", .body = {}, .headers = {}};
    response.headers.emplace_back("Location", std::move(to));
    if (!cookie.empty()) {
        response.headers.emplace_back("Set-Cookie", std::move(cookie));
    }
    return response;
}

std::string cookie_header(std::string_view value, std::string_view lifetime) {
    return std::string{cookie_name} + '=' + std::string{value} +
           "; Path=/; HttpOnly; SameSite=Strict" + std::string{lifetime};
}

// The whole document around `content`. `office` is empty where nobody is signed in.
HttpResponse document(int status, const PageText& text, std::string_view path,
                      std::string_view office, std::string_view content) {
    std::string html =
        "<!doctype html>\n<html lang=\"" + std::string{text.code} +
        "\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>Tallywatt</title>\n"
        "<link rel=\"icon\" href=\"/icon.svg\">\n"
        "<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n<header>\n"
        "<img src=\"/icon.svg\" alt=\"\"><h1>Tallywatt</h1>\n<span class=\"office\">";
    html += escaped(office);
    html += "</span>\n<a href=\"" + std::string{path} + "?lang=" + std::string{text.other_code} +
            "\" lang=\"" + std::string{text.other_code} + "\">" + std::string{text.other_language} +
            "</a>\n";
    if (!office.empty()) {
        html += "<form method=\"post\" action=\"/sign-out\"><button>" + std::string{text.sign_out} +
                "</button></form>\n";
    }
    html += "</header>\n<main>\n";
    html += content;
    html += "</main>\n</body>\n</html>\n";
    HttpResponse response{.status = status,
                          .content_type = "text/html; charset=utf-8",
                          .body = std::move(html),
                          .headers = {}};
    response.headers.emplace_back("Content-Security-Policy", std::string{content_security_policy});
    // Not no-referrer: with it browsers send our own forms with the origin "null".
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    return response;
}

HttpResponse sign_in_form(int status, const PageText& text, std::string_view complaint) {
    std::string html = "<section>\n<h2>" + std::string{text.sign_in} +
                       "</h2>\n<form class=\"sign-in\" method=\"post\" action=\"/sign-in?lang=" +
                       std::string{text.code} + "\">\n";
    if (!complaint.empty()) {
        html += "<p class=\"wrong\">" + std::string{complaint} + "</p>\n";
    }
    html += "<label>" + std::string{text.name} +
            "<input name=\"name\" autocomplete=\"username\" required autofocus></label>\n<label>" +
            std::string{text.password} +
            "<input name=\"password\" type=\"password\" autocomplete=\"current-password\" "
            "required></label>\n<button>" +
            std::string{text.sign_in} + "</button>\n</form>\n</section>\n";
    return document(status, text, "/sign-in", {}, html);
}

// One section of the page: a table, or that there is nothing yet.
std::string section(const PageText& text, std::string_view title, std::string_view note,
                    std::string_view head, std::string_view rows) {
    std::string html = "<section>\n<h2>" + std::string{title} + "</h2>\n";
    if (rows.empty()) {
        return html + "<p class=\"note\">" + std::string{text.nothing_yet} + "</p>\n</section>\n";
    }
    if (!note.empty()) {
        html += "<p class=\"note\">" + std::string{note} + "</p>\n";
    }
    html += "<table>\n<thead>";
    html += head;
    html += "</thead>\n<tbody>\n";
    html += rows;
    return html + "</tbody>\n</table>\n</section>\n";
}

TableCell words(std::string_view text) {
    return {Cell::text, std::string{text}};
}
TableCell number(std::string_view text) {
    return {Cell::number, std::string{text}};
}
TableCell energy(base::WattHours amount) {
    return {Cell::number, kilowatt_hours_text(amount.count())};
}

std::string customers_section(const PageText& text, const std::vector<CustomerView>& customers) {
    std::string rows;
    for (const CustomerView& customer : customers) {
        rows += table_row({number(to_text(customer.customer)), words(customer.name),
                           words(customer.address), words(customer.phone),
                           number(to_text(customer.meter))});
    }
    return section(text, text.customers, {},
                   table_head({number(text.customer), words(text.name), words(text.address),
                               words(text.phone), number(text.meter)}),
                   rows);
}

std::string sales_section(Language language, const std::vector<SaleView>& sales,
                          std::string_view currency) {
    const PageText& text = page_text(language);
    std::string rows;
    for (const SaleView& sale : sales) {
        rows += table_row({number(std::to_string(std::to_underlying(sale.receipt))),
                           words(to_text(sale.business_date)), number(to_text(sale.meter)),
                           words(sale.desk), energy(sale.energy),
                           number(money_text(sale.total.count(), currency)),
                           words(order_state_text(language, sale.order_state))});
    }
    return section(
        text, text.sales, {},
        table_head({number(text.receipt), words(text.date), number(text.meter), words(text.desk),
                    number(text.energy), number(text.total), words(text.order)}),
        rows);
}

std::string findings_text(Language language, Findings findings) {
    std::string list;
    for (const Finding finding : all_findings) {
        if (findings.has(finding)) {
            list += list.empty() ? "" : ", ";
            list += finding_text(language, finding);
        }
    }
    return list;
}

std::string reading_row(Language language, const ReadingView& reading) {
    const PageText& text = page_text(language);
    const std::string findings = findings_text(language, reading.findings);
    if (!reading.report) {
        return table_row({words(to_text(reading.at)), number(to_text(reading.meter)),
                          words(to_text(reading.serial)), words(text.no_report), words(""),
                          words(""), words(""), words(""), words(findings)});
    }
    const card::Report& report = *reading.report;
    return table_row(
        {words(to_text(reading.at)), number(to_text(reading.meter)), words(to_text(reading.serial)),
         energy(report.ordered_total), energy(report.consumed_total),
         energy(report.ordered_total - report.consumed_total), energy(report.overdrawn_total),
         words(report.supply_closed ? text.supply_closed : text.supply_open), words(findings)});
}

std::string readings_section(Language language, const std::vector<ReadingView>& readings) {
    const PageText& text = page_text(language);
    std::string rows;
    for (const ReadingView& reading : readings) {
        rows += reading_row(language, reading);
    }
    return section(text, text.brought_back, text.brought_back_note,
                   table_head({words(text.time), number(text.meter), words(text.card),
                               number(text.ordered), number(text.consumed), number(text.remaining),
                               number(text.overdrawn), words(text.supply), words(text.findings)}),
                   rows);
}

HttpResponse overview(const Store& store, Language language) {
    const Page page{.before = std::nullopt, .limit = rows_shown};
    const auto customers = store.customers(page);
    const auto sales = store.sales(std::nullopt, page);
    const auto readings = store.readings(std::nullopt, page);
    if (!customers || !sales || !readings) {
        return to_response(transport_problem(503));
    }
    const Settings settings = store.settings();
    return document(200, page_text(language), "/", settings.name,
                    customers_section(page_text(language), *customers) +
                        sales_section(language, *sales, settings.currency) +
                        readings_section(language, *readings));
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

HttpResponse sign_in(const Store& store, SignIns& sign_ins, const HttpRequest& request) {
    const PageText& text = page_text(language_of(request));
    const auto form = decoded_form(request.body);
    if (!form || comes_from_elsewhere(request)) {
        return sign_in_form(403, text, text.form_from_elsewhere);
    }
    const auto name = form->find("name");
    const auto password = form->find("password");
    if (name == form->end() || password == form->end()) {
        return sign_in_form(422, text, text.wrong_sign_in);
    }
    const auto user = store.user_by_name(name->second);
    if (!user) {
        return to_response(problem_of(user.error()));
    }
    if (!is_password(password->second, *user ? (*user)->password_hash : std::string{})) {
        return sign_in_form(401, text, text.wrong_sign_in);
    }
    const std::string cookie = sign_ins.enter((*user)->user, SignIns::Clock::now());
    return redirect("/?lang=" + std::string{text.code}, cookie_header(cookie, ""));
}

}  // namespace

HttpResponse answer_page(const Store& store, SignIns& sign_ins, const HttpRequest& request) {
    const bool is_get = request.method == Method::get;
    const bool is_post = request.method == Method::post;
    const std::string_view cookie = cookie_value(request.header("cookie"), cookie_name);
    if (request.path == "/style.css" && is_get) {
        return asset("text/css; charset=utf-8", tallywatt_style_start, tallywatt_style_end);
    }
    if ((request.path == "/icon.svg" || request.path == "/favicon.ico") && is_get) {
        return asset("image/svg+xml", tallywatt_icon_start, tallywatt_icon_end);
    }
    if (request.path == "/sign-in" && is_get) {
        return sign_in_form(200, page_text(language_of(request)), {});
    }
    if (request.path == "/sign-in" && is_post) {
        return sign_in(store, sign_ins, request);
    }
    if (request.path == "/sign-out" && is_post && !comes_from_elsewhere(request)) {
        sign_ins.leave(cookie);
        return redirect("/sign-in", cookie_header("", "; Max-Age=0"));
    }
    if (request.path == "/" && is_get) {
        if (!sign_ins.user_of(cookie, SignIns::Clock::now())) {
            return redirect("/sign-in?lang=" + std::string{page_text(language_of(request)).code});
        }
        return overview(store, language_of(request));
    }
    return to_response(transport_problem(404));
}

}  // namespace office
