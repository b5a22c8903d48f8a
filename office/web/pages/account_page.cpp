#include "office/web/pages/account_page.h"

#include <optional>
#include <utility>

#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/problem_text.h"
#include "office/web/requests.h"

namespace office {
namespace {

// Each form on the page has complaints of its own.
struct AccountComplaints {
    Complaints account{};
    Complaints meter{};
    std::string_view registered{};  // a meter that just was
};

std::string tariff_choice(const PageVisit& visit, std::string_view complaint) {
    Selection tariffs{.label = administration_text(visit.language).tariff,
                      .name = "tariff",
                      .chosen = visit.given("tariff"),
                      .choices = {},
                      .complaint = complaint};
    const auto known = visit.counter.store.tariffs();
    for (const TariffView& tariff : known ? *known : std::vector<TariffView>{}) {
        if (tariff.approved_by) {
            tariffs.choices.emplace_back(
                std::to_string(std::to_underlying(tariff.tariff)),
                tariff.name + " · " + std::string{class_text(visit.language, tariff.customers)} +
                    " · " + to_text(tariff.valid_from));
        }
    }
    return selection(tariffs);
}

std::string account_form(const PageVisit& visit, const AccountComplaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    const PageText& page = visit.text();
    Selection classes{.label = text.customer_class,
                      .name = "customer_class",
                      .chosen = visit.given("customer_class"),
                      .choices = {},
                      .complaint = complaints.account.beside("customer_class")};
    using enum CustomerClass;
    for (const CustomerClass customer : {household, business, industry, public_service}) {
        classes.choices.emplace_back(class_name(customer), class_text(visit.language, customer));
    }
    const auto line = [&](std::string_view label, std::string_view name, std::string_view value,
                          std::string_view attributes) {
        return field({.label = label,
                      .name = name,
                      .value = value,
                      .attributes = attributes,
                      .complaint = complaints.account.beside(name)});
    };
    const std::string_view meter =
        complaints.registered.empty() ? visit.given("meter") : complaints.registered;
    return "<section>\n<h2>" + std::string{text.new_account} + "</h2>\n<p class=\"note\">" +
           std::string{text.new_account_note} + "</p>\n" + complaints.account.above() +
           "<form method=\"post\" action=\"/accounts/open\">\n" +
           (complaints.account.empty() ? form_start_with_id(visit) : form_start_again(visit)) +
           line(page.meter, "meter", meter, "inputmode=\"numeric\" required autofocus") +
           tariff_choice(visit, complaints.account.beside("tariff")) +
           line(page.name, "name", visit.given("name"), "required") +
           line(page.address, "address", visit.given("address"), {}) +
           line(page.phone, "phone", visit.given("phone"), "inputmode=\"tel\"") +
           selection(classes) + "<button>" + std::string{text.open_account} +
           "</button></form>\n</section>\n";
}

std::string meter_form(const PageVisit& visit, const AccountComplaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    const std::string said = complaints.registered.empty()
                                 ? std::string{}
                                 : "<p class=\"good\" role=\"status\">" +
                                       std::string{text.meter_is_registered} + " " +
                                       escaped(complaints.registered) + "</p>\n";
    return "<section>\n<h2>" + std::string{text.register_meter} + "</h2>\n" + said +
           complaints.meter.above() + "<form method=\"post\" action=\"/accounts/meter\">\n" +
           (complaints.meter.empty() ? form_start_with_id(visit) : form_start_again(visit)) +
           field({.label = visit.text().meter,
                  .name = "new_meter",
                  .value =
                      complaints.registered.empty() ? visit.given("new_meter") : std::string_view{},
                  .attributes = "inputmode=\"numeric\" required",
                  .complaint = complaints.meter.beside("new_meter")}) +
           "<button class=\"secondary\">" + std::string{text.register_meter} +
           "</button></form>\n</section>\n";
}

HttpResponse account_page(const PageVisit& visit, int status, const AccountComplaints& complaints) {
    std::string html = account_form(visit, complaints);
    if (is_permitted(visit.user.role, RegisterMeter{})) {
        html += meter_form(visit, complaints);
    }
    return page_document(status, visit, html);
}

}  // namespace

HttpResponse show_new_account(const PageVisit& visit) {
    return is_permitted(visit.user.role, OpenAccount{})
               ? account_page(visit, 200, {})
               : problem_page(visit, problems::not_permitted());
}

HttpResponse open_account_on_page(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, OpenAccount{})) {
        return problem_page(visit, problems::not_permitted());
    }
    const AdministrationText& text = administration_text(visit.language);
    AccountComplaints complaints;
    const auto meter = parse_meter_id(visit.given("meter"));
    const auto tariff = parse_number(visit.given("tariff"));
    const auto customer_class = parse_class(visit.given("customer_class"));
    OpenAccount account{.meter = meter.value_or(card::MeterId{}),
                        .name = complaints.account.readable(visit, "name"),
                        .address = complaints.account.readable(visit, "address"),
                        .phone = complaints.account.readable(visit, "phone"),
                        .customer_class = customer_class.value_or(CustomerClass::any)};
    if (!meter) {
        complaints.account.add("meter", text.not_a_meter);
    }
    if (!tariff || !std::in_range<std::uint32_t>(*tariff)) {
        complaints.account.add("tariff", text.no_tariff_approved);
    }
    if (!customer_class || customer_class == CustomerClass::any) {
        complaints.account.add(
            "customer_class",
            problem_text(visit.language, problem_of(Refusal::customer_class_out_of_range)));
    }
    if (!complaints.account.empty()) {
        return account_page(visit, 422, complaints);
    }
    account.tariff = static_cast<TariffId>(*tariff);
    const auto opened = posted<NewAccount>(visit, account);
    if (!opened) {
        complaints.account.add(visit, opened.error(),
                               {{"meter", "meter"},
                                {"tariff", "tariff"},
                                {"name", "name"},
                                {"address", "address"},
                                {"phone", "phone"},
                                {"customer_class", "customer_class"}});
        return account_page(visit, complaints.account.status(), complaints);
    }
    return redirect(visit, "/customers/" + to_text(*meter));
}

HttpResponse register_meter_on_page(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, RegisterMeter{})) {
        return problem_page(visit, problems::not_permitted());
    }
    AccountComplaints complaints;
    const auto meter = parse_meter_id(visit.given("new_meter"));
    if (!meter) {
        complaints.meter.add("new_meter", administration_text(visit.language).not_a_meter);
        return account_page(visit, 422, complaints);
    }
    const auto registered =
        posted<Done>(visit, RegisterMeter{.meter = *meter, .key_version = std::nullopt});
    if (!registered) {
        complaints.meter.add(visit, registered.error(), {{"meter", "new_meter"}});
        return account_page(visit, complaints.meter.status(), complaints);
    }
    const std::string number = to_text(*meter);
    complaints.registered = number;
    return account_page(visit, 200, complaints);
}

}  // namespace office
