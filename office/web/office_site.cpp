#include "office/web/office_site.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "office/domain/roles.h"
#include "office/web/handlers.h"
#include "office/web/json_writer.h"
#include "office/web/pages/page.h"
#include "office/web/requests.h"
#include "office/web/router.h"
#include "office/web/secret.h"

namespace office {
namespace {

struct Route {
    Method method;
    std::string_view pattern;
    Lane lane;
    Handler handler;
};

const std::vector<Route>& routes() {
    static const std::vector<Route> table{
        {Method::get, "/api/v1/users", Lane::quick, list_users},
        {Method::post, "/api/v1/users", Lane::quick, add_user},
        {Method::post, "/api/v1/tokens", Lane::quick, add_token},
        {Method::get, "/api/v1/tariffs", Lane::quick, list_tariffs},
        {Method::post, "/api/v1/tariffs", Lane::quick, propose_tariff},
        {Method::post, "/api/v1/tariffs/{tariff}/approve", Lane::quick, approve_tariff},
        {Method::get, "/api/v1/meters", Lane::quick, list_meters},
        {Method::post, "/api/v1/meters", Lane::quick, register_meter},
        {Method::get, "/api/v1/meters/{meter}", Lane::quick, show_meter},
        {Method::get, "/api/v1/customers", Lane::quick, list_customers},
        {Method::post, "/api/v1/customers", Lane::quick, open_account},
        {Method::post, "/api/v1/arrears", Lane::quick, add_arrears},
        {Method::get, "/api/v1/quotes", Lane::quick, show_quote},
        {Method::post, "/api/v1/cards", Lane::card, issue_card},
        {Method::get, "/api/v1/sales", Lane::quick, list_sales},
        {Method::post, "/api/v1/sales", Lane::quick, sell},
        {Method::post, "/api/v1/receipts/{receipt}/prints", Lane::quick, hand_out_receipt},
        {Method::post, "/api/v1/orders/{meter}/write", Lane::card, write_order},
        {Method::get, "/api/v1/desks", Lane::quick, list_desks},
        {Method::post, "/api/v1/desks/{desk}/read", Lane::card, read_card},
        {Method::get, "/api/v1/desks/{desk}", Lane::quick, show_desk},
        {Method::post, "/api/v1/desks/{desk}", Lane::quick, set_desk},
        {Method::get, "/api/v1/field-cards", Lane::quick, list_field_cards},
        {Method::post, "/api/v1/field-cards", Lane::card, issue_field_card},
        {Method::get, "/api/v1/field-cards/{card}", Lane::quick, show_field_card},
        {Method::post, "/api/v1/field-cards/{card}/loss", Lane::quick, lose_field_card},
        {Method::post, "/api/v1/desks/{desk}/read-field", Lane::card, read_field_card},
        {Method::get, "/api/v1/meters/{meter}/events", Lane::quick, list_events},
        {Method::get, "/api/v1/meters/{meter}/day-ends", Lane::quick, list_day_ends},
        {Method::get, "/api/v1/meters/{meter}/month-ends", Lane::quick, list_month_ends},
        {Method::get, "/api/v1/shifts", Lane::quick, list_shifts},
        {Method::post, "/api/v1/shifts", Lane::quick, open_shift},
        {Method::post, "/api/v1/shifts/{shift}/close", Lane::quick, close_shift},
        {Method::post, "/api/v1/shifts/{shift}/sign", Lane::quick, sign_shift},
        {Method::get, "/api/v1/takings", Lane::quick, list_takings},
        {Method::get, "/api/v1/days", Lane::quick, list_days},
        {Method::post, "/api/v1/days", Lane::quick, close_day},
        {Method::get, "/api/v1/reports", Lane::quick, list_reports},
        {Method::get, "/api/v1/statistics/{statistic}", Lane::quick, show_statistic},
        {Method::post, "/api/v1/premises", Lane::quick, import_links},
        {Method::post, "/api/v1/feeders", Lane::quick, import_feeder_readings},
        {Method::get, "/api/v1/ledger", Lane::quick, show_ledger},
        {Method::get, "/api/v1/audit", Lane::quick, list_audit},
        {Method::get, "/api/v1/changes", Lane::quick, list_changes},
        {Method::get, "/api/v1/journal", Lane::quick, list_journal},
        {Method::get, "/api/v1/adjustments", Lane::quick, list_adjustments},
        {Method::post, "/api/v1/corrections", Lane::quick, ask_correction},
        {Method::post, "/api/v1/refunds", Lane::quick, ask_refund},
        {Method::post, "/api/v1/free-issues", Lane::quick, ask_free_issue},
        {Method::post, "/api/v1/closings", Lane::quick, ask_closing},
        {Method::post, "/api/v1/adjustments/{adjustment}/approve", Lane::quick, approve_adjustment},
        {Method::post, "/api/v1/adjustments/{adjustment}/decline", Lane::quick, decline_adjustment},
        {Method::post, "/api/v1/adjustments/{adjustment}/pay", Lane::quick, pay_back},
        {Method::post, "/api/v1/exchanges", Lane::quick, ask_exchange},
        {Method::post, "/api/v1/reversals", Lane::card, reverse_sale},
        {Method::post, "/api/v1/meters/{meter}/block", Lane::quick, set_blocked},
    };
    return table;
}

constexpr std::string_view link_pattern = "/api/v1/desks/{desk}/link";

// One line that names no path, no body and no token.
void log_request(Method method, std::string_view route, int status, std::chrono::microseconds took,
                 UserId user) {
    JsonWriter json;
    json.begin_object()
        .member("message", "request")
        .member("method", method == Method::get    ? "GET"
                          : method == Method::post ? "POST"
                                                   : "other")
        .member("route", route)
        .member("status", status)
        .member("microseconds", took.count())
        .member("user", std::to_underlying(user))
        .end_object();
    spdlog::info("{}", json.take());
}

HttpResponse plain_text(std::string body) {
    return {.status = 200,
            .content_type = "text/plain; charset=utf-8",
            .body = std::move(body),
            .headers = {}};
}

}  // namespace

Lane OfficeSite::lane(const HttpRequest& request) const {
    const auto found = find_route(routes(), request);
    if (found.route == nullptr) {
        return page_lane(request);
    }
    // A sale with the card at hand is card work, told by its body before anyone reads it closely;
    // behind a backslash the name may be written in another way.
    const bool sells_onto_card =
        found.route->handler == &sell && (request.body.find("\"write\"") != std::string::npos ||
                                          request.body.find('\\') != std::string::npos);
    return sells_onto_card ? Lane::card : found.route->lane;
}

HttpResponse OfficeSite::answer(const HttpRequest& request) {
    const auto begin = std::chrono::steady_clock::now();
    Record record;
    HttpResponse response = answer(request, record);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    const std::string_view route = record.route.empty() ? "other" : record.route;
    metrics_.answered(request.method, route, response.status, took);
    if (request.method == Method::post || response.status >= 400) {
        log_request(request.method, route, response.status, took, record.user);
    }
    return response;
}

HttpResponse OfficeSite::answer(const HttpRequest& request, Record& record) {
    if (request.path.starts_with("/api/")) {
        return answer_api(request, record);
    }
    if (request.path == "/metrics" && request.method == Method::get) {
        record.route = "/metrics";
        return show_metrics(request);
    }
    record.route = page_route(request);
    if (request.path == "/livez" && request.method == Method::get) {
        return plain_text("alive\n");
    }
    if (request.path == "/readyz" && request.method == Method::get) {
        return show_readiness();
    }
    return answer_page(counter_, sign_ins_, request);
}

HttpResponse OfficeSite::answer_api(const HttpRequest& request, Record& record) {
    const auto found = find_route(routes(), request);
    if (found.route == nullptr) {
        return transport_problem(found.status);
    }
    record.route = found.route->pattern;
    const auto user = user_of(request);
    if (!user) {
        return to_response(user.error());
    }
    record.user = user->user;
    Call call{.request = request, .arguments = found.arguments, .user = *user, .id = {}};
    if (request.method == Method::post) {
        const auto id = parse_command_id(request.header("idempotency-key"));
        if (!id) {
            return to_response(problems::id_missing());
        }
        call.id = *id;
    }
    return found.route->handler(counter_, call);
}

HttpResponse OfficeSite::show_readiness() const {
    const auto answers = counter_.store.user(the_office);
    if (!answers) {
        return to_response(problem_of(answers.error()));
    }
    const HealthState health = counter_.health.look();
    if (!health.can_write_books) {
        return to_response(problem_of(StoreError{StoreProblem::read_or_write, {}}));
    }
    return health.has_keys ? plain_text("ready\n")
                           : to_response(problem_of(CardProblem::keys_unavailable));
}

// Asked with any token: how much is sold is nobody else's business.
HttpResponse OfficeSite::show_metrics(const HttpRequest& request) const {
    if (const auto user = user_of(request); !user) {
        return to_response(user.error());
    }
    const auto heads = counter_.store.audit_heads();
    if (!heads) {
        return to_response(problem_of(heads.error()));
    }
    OfficeGauges now{.connections = connections_.load(),
                     .desks = desks_.connected().size(),
                     .audit_entries = 0,
                     .health = counter_.health.look()};
    for (const AuditHead& head : *heads) {
        now.audit_entries += head.length;
    }
    HttpResponse response = plain_text(metrics_.text(now));
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

std::expected<std::shared_ptr<DeskChannel>, HttpResponse> OfficeSite::open_channel(
    const HttpRequest& request) {
    const auto arguments = match(link_pattern, request.path);
    if (!arguments || request.method != Method::get || !is_desk_name(arguments->front())) {
        return std::unexpected{transport_problem(404)};
    }
    const auto user = user_of(request);
    if (!user) {
        return std::unexpected{to_response(user.error())};
    }
    // Whoever may work with cards may bring a reader.
    if (!is_permitted(user->role, ConfirmOrder{})) {
        return std::unexpected{to_response(problems::not_permitted())};
    }
    return desks_.enter(arguments->front());
}

HttpResponse OfficeSite::transport_problem(int status) const {
    return to_response(office::transport_problem(status));
}

std::expected<UserView, Problem> OfficeSite::user_of(const HttpRequest& request) const {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view authorization = request.header("authorization");
    if (!authorization.starts_with(scheme)) {
        return std::unexpected{problems::not_signed_in()};
    }
    const auto user =
        counter_.store.user_by_token(secret_hash(authorization.substr(scheme.size())));
    if (!user) {
        return std::unexpected{problem_of(user.error())};
    }
    if (!*user) {
        return std::unexpected{problems::not_signed_in()};
    }
    return **user;
}

}  // namespace office
