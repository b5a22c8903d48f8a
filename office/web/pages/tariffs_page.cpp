#include "office/web/pages/tariffs_page.h"

#include <utility>

#include "office/domain/roles.h"
#include "office/domain/tariff.h"
#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/pages/adjustment_text.h"
#include "office/web/pages/administration_text.h"
#include "office/web/pages/counter_text.h"
#include "office/web/pages/form_post.h"
#include "office/web/pages/forms.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/page_tables.h"
#include "office/web/pages/problem_text.h"
#include "office/web/pages/tariff_cost.h"
#include "office/web/requests.h"

namespace office {
namespace {

constexpr std::size_t percent_decimals = 2;
constexpr std::size_t steps_shown = 2;  // further ones; a form for more would hide the usual

std::string step_name(std::string_view what, std::size_t number) {
    return std::string{what} + "_" + std::to_string(number);
}

// The form's command; what is wrong with a field goes to `complaints`.
ProposeTariff tariff_asked(const PageVisit& visit, Complaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    const std::string_view not_money = counter_text(visit.language).not_money;
    const auto money = [&](const std::string& name) {
        const auto amount = parse_money(visit.given(name), currency);
        if (!amount) {
            complaints.add(name, not_money);
        }
        return amount.value_or(base::MinorUnits{});
    };
    ProposeTariff tariff{.name = complaints.readable(visit, "name"),
                         .price_per_kwh = money("price")};
    const auto tax = parse_decimal(visit.given("tax"), percent_decimals);
    if (!tax || *tax > largest_tax_basis_points) {
        complaints.add("tax", text.not_a_tax);
    }
    tariff.tax_basis_points = static_cast<std::int32_t>(tax.value_or(0) % 1'000'000);
    const auto date = parse_date(visit.given("valid_from"));
    if (!date || !date->ok()) {
        complaints.add("valid_from", text.not_a_date);
    }
    tariff.valid_from = date.value_or(std::chrono::year_month_day{});
    for (std::size_t number = 2; number < 2 + steps_shown; ++number) {
        const std::string from = step_name("from", number);
        const std::string price = step_name("price", number);
        if (visit.given(from).empty() && visit.given(price).empty()) {
            continue;
        }
        const auto energy = parse_kilowatt_hours(visit.given(from));
        if (!energy) {
            complaints.add(from, text.step_without_price);
        }
        tariff.further_steps.push_back({energy.value_or(base::WattHours{}), money(price)});
    }
    if (!visit.given("charge").empty()) {
        tariff.monthly_charge = money("charge");
    }
    const auto customers = parse_class(visit.given("customers"));
    if (!customers) {
        complaints.add("customers", problem_text(visit.language,
                                                 problem_of(Refusal::customer_class_out_of_range)));
    }
    tariff.customers = customers.value_or(CustomerClass::any);
    return tariff;
}

// What the domain itself would refuse, before anything is posted or shown as a cost.
void complain(const PageVisit& visit, const Problem& problem, Complaints& complaints) {
    std::string_view field;
    if (problem.code == "steps_out_of_order") {
        field = "from_2";
    } else if (problem.code == "charge_out_of_range") {
        field = "charge";
    }
    Problem named = problem;
    if (!field.empty()) {
        named.field = field;
    }
    complaints.add(visit, named,
                   {{"name", "name"},
                    {"price_minor_per_kwh", "price"},
                    {"tax_basis_points", "tax"},
                    {"valid_from", "valid_from"},
                    {"from_2", "from_2"},
                    {"charge", "charge"}});
}

std::string step_fields(const PageVisit& visit, const Complaints& complaints) {
    const AdministrationText& text = administration_text(visit.language);
    std::string html;
    for (std::size_t number = 2; number < 2 + steps_shown; ++number) {
        for (const auto& [what, words] :
             {std::pair{"from", text.step_from}, std::pair{"price", text.step_price}}) {
            const std::string name = step_name(what, number);
            const std::string label = std::string{words} + std::to_string(number);
            html += field({.label = label,
                           .name = name,
                           .value = visit.given(name),
                           .attributes = "inputmode=\"decimal\"",
                           .complaint = complaints.beside(name)});
        }
    }
    return html;
}

std::string proposal_form(const PageVisit& visit, const Complaints& complaints,
                          const std::string& costs) {
    const AdministrationText& text = administration_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    const std::string price =
        std::string{adjustment_text(visit.language).price} + " (" + currency + ")";
    Selection classes{.label = text.customer_class,
                      .name = "customers",
                      .chosen = visit.given("customers"),
                      .choices = {},
                      .complaint = complaints.beside("customers")};
    using enum CustomerClass;
    for (const CustomerClass customer : {any, household, business, industry, public_service}) {
        classes.choices.emplace_back(class_name(customer), class_text(visit.language, customer));
    }
    const auto line = [&](std::string_view label, std::string_view name,
                          std::string_view attributes) {
        return field({.label = label,
                      .name = name,
                      .value = visit.given(name),
                      .attributes = attributes,
                      .complaint = complaints.beside(name)});
    };
    const bool is_again = visit.request.method == Method::post;
    constexpr std::string_view number = "inputmode=\"decimal\" required";
    return "<section>\n<h2>" + std::string{text.propose} + "</h2>\n<p class=\"note\">" +
           std::string{text.propose_note} + "</p>\n" + complaints.above() +
           "<form method=\"post\" action=\"/tariffs/propose\" hx-post=\"/tariffs/preview\" "
           "hx-trigger=\"input delay:300ms\" hx-target=\"#costs\">\n" +
           (is_again ? form_start_again(visit) : form_start_with_id(visit)) +
           line(visit.text().name, "name", "required") + line(price, "price", number) +
           line(text.tax_percent, "tax", number) +
           line(adjustment_text(visit.language).valid_from, "valid_from",
                "type=\"date\" required") +
           step_fields(visit, complaints) +
           line(text.monthly_charge, "charge", "inputmode=\"decimal\"") + selection(classes) +
           "<div class=\"buttons\"><button>" + std::string{text.propose} +
           "</button>\n<button class=\"secondary\" name=\"show\" value=\"costs\">" +
           std::string{text.show_costs} +
           "</button></div></form>\n<div id=\"costs\" aria-live=\"polite\">\n" + costs +
           "</div>\n</section>\n";
}

std::string tariffs_table(const PageVisit& visit, const std::vector<TariffView>& tariffs) {
    const AdministrationText& text = administration_text(visit.language);
    const std::string currency = visit.counter.store.settings().currency;
    std::string rows;
    for (const TariffView& tariff : tariffs) {
        std::string price = money_text(tariff.price_per_kwh.count(), currency);
        for (const PriceStep& step : tariff.further_steps) {
            price += "; > " + kilowatt_hours_text(step.from.count()) + " kWh " +
                     money_text(step.price_per_kwh.count(), currency);
        }
        rows +=
            table_row({{Cell::text, tariff.name},
                       {Cell::text, std::string{class_text(visit.language, tariff.customers)}},
                       {Cell::text, to_text(tariff.valid_from)},
                       {Cell::text, price},
                       {Cell::number, decimal_text(tariff.tax_basis_points, percent_decimals)},
                       {Cell::number, money_text(tariff.monthly_charge.count(), currency)},
                       {Cell::text, std::string{tariff.approved_by ? text.in_force : text.waits}}});
    }
    return table_section(
        visit.text(), text.tariffs, {},
        table_head({{Cell::text, std::string{visit.text().name}},
                    {Cell::text, std::string{text.customer_class}},
                    {Cell::text, std::string{adjustment_text(visit.language).valid_from}},
                    {Cell::text, std::string{adjustment_text(visit.language).price}},
                    {Cell::number, std::string{text.tax_percent}},
                    {Cell::number, std::string{text.monthly_charge}},
                    {Cell::text, std::string{adjustment_text(visit.language).state}}}),
        rows);
}

HttpResponse tariffs_page(const PageVisit& visit, const Complaints& complaints,
                          const std::string& costs = {}) {
    const auto tariffs = visit.counter.store.tariffs();
    if (!tariffs) {
        return problem_page(visit, problem_of(tariffs.error()));
    }
    std::string html = tariffs_table(visit, *tariffs);
    if (is_permitted(visit.user.role, ProposeTariff{})) {
        html += proposal_form(visit, complaints, costs);
    }
    return page_document(complaints.empty() ? 200 : complaints.status(), visit, html);
}

}  // namespace

HttpResponse show_tariffs(const PageVisit& visit) {
    return tariffs_page(visit, {});
}

HttpResponse preview_tariff(const PageVisit& visit) {
    Complaints complaints;
    const ProposeTariff asked = tariff_asked(visit, complaints);
    return page_part(complaints.empty() && !refused_tariff(asked) ? tariff_cost(visit, asked)
                                                                  : std::string{});
}

HttpResponse propose_tariff_on_page(const PageVisit& visit) {
    if (!is_permitted(visit.user.role, ProposeTariff{})) {
        return problem_page(visit, problems::not_permitted());
    }
    Complaints complaints;
    const ProposeTariff asked = tariff_asked(visit, complaints);
    if (const auto refusal = refused_tariff(asked); complaints.empty() && refusal) {
        complain(visit, problem_of(*refusal), complaints);
    }
    if (!complaints.empty()) {
        return tariffs_page(visit, complaints);
    }
    if (visit.given("show") == "costs") {
        return tariffs_page(visit, {}, tariff_cost(visit, asked));
    }
    const auto proposed = posted<NewTariff>(visit, asked);
    if (!proposed) {
        complain(visit, proposed.error(), complaints);
        return tariffs_page(visit, complaints);
    }
    return redirect(visit, "/tariffs");
}

}  // namespace office
