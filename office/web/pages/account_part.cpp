#include "office/web/pages/account_part.h"

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/account_text.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_command.h"
#include "office/web/pages/page_frame.h"
#include "office/web/requests.h"

namespace office {
namespace {

std::string exchange_form(const PageVisit& visit, card::MeterId meter) {
    const AccountText& text = account_text(visit.language);
    return "<h3>" + std::string{text.exchange} + "</h3>\n<p class=\"note\">" +
           std::string{text.exchange_note} + "</p>\n<form method=\"post\" action=\"" +
           page_of_customer(meter) + "/exchange\">\n" + form_start_with_id(visit) +
           field({.label = text.new_meter,
                  .name = "new_meter",
                  .value = visit.given("new_meter"),
                  .attributes = "inputmode=\"numeric\" required"}) +
           field({.label = text.used_since,
                  .name = "used_since",
                  .value = visit.given("used_since"),
                  .attributes = "inputmode=\"decimal\""}) +
           reason_choice(visit) + "<button>" + std::string{text.ask_exchange} +
           "</button></form>\n";
}

}  // namespace

std::string account_part(const PageVisit& visit, const MeterView& meter) {
    const AccountText& text = account_text(visit.language);
    std::string html = "<section id=\"account\">\n<h2>" + std::string{text.account} + "</h2>\n";
    if (meter.carried_in > base::WattHours{}) {
        html += "<p class=\"note\">" + std::string{text.carried_in} +
                kilowatt_hours_text(meter.carried_in.count()) + " kWh</p>\n";
    }
    if (is_permitted(visit.user.role, AskExchange{})) {
        html += exchange_form(visit, meter.meter);
    }
    return html + "</section>\n";
}

HttpResponse ask_exchange_on_page(const PageVisit& visit) {
    const auto meter = parse_meter_id(visit.arguments.front());
    const auto new_meter = parse_meter_id(visit.given("new_meter"));
    const auto reason = parse_reason(visit.given("reason"));
    const std::string_view used = visit.given("used_since");
    const auto used_since = parse_kilowatt_hours(used);
    if (!meter || !reason) {
        return problem_page(visit, transport_problem(400));
    }
    if (!new_meter) {
        return problem_page(visit, problem_of(Refusal::unknown_meter));
    }
    if (!used.empty() && !used_since) {
        return problem_page(visit, problem_of(Refusal::estimate_out_of_range));
    }
    return post_and_go(visit, AskExchange{*meter, *new_meter, used_since, *reason},
                       page_of_customer(*meter));
}

}  // namespace office
