#include "office/web/pages/inspections_page.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "office/domain/roles.h"
#include "office/domain/statistics.h"
#include "office/web/answers.h"
#include "office/web/pages/counter_parts.h"
#include "office/web/pages/html.h"
#include "office/web/pages/page_frame.h"
#include "office/web/pages/rounds_text.h"
#include "office/web/pages/statistics_plot.h"

namespace office {
namespace {

constexpr std::uint32_t most_of_a_reason = 100;
constexpr std::chrono::days without_purchase{60};

using Reasons = std::map<card::MeterId, std::vector<std::string>>;

// A row's cell as people read it; empty where the table has no such column.
std::string words_in(const PageVisit& visit, const StatisticTable& table, const StatisticRow& row,
                     StatisticColumn column) {
    const auto place = std::ranges::find(table.columns, column);
    return place == table.columns.end()
               ? std::string{}
               : shown(visit.language, 0, column,
                       row[static_cast<std::size_t>(place - table.columns.begin())]);
}

// Adds what each row of `table` gives as a reason to its meter.
template <typename Words>
void add_reasons(Reasons& reasons, const StatisticTable& table, Words words) {
    for (const StatisticRow& row : table.rows) {
        const auto* const meter = std::get_if<std::int64_t>(&row.front());
        if (meter == nullptr) {
            continue;
        }
        for (std::string& reason : words(row)) {
            if (!reason.empty()) {
                reasons[card::MeterId{static_cast<std::uint64_t>(*meter)}].push_back(
                    std::move(reason));
            }
        }
    }
}

std::expected<Reasons, Problem> reasons_to_inspect(const PageVisit& visit) {
    const RoundsText& text = rounds_text(visit.language);
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    StatisticQuestion question{
        .from = today - without_purchase, .to = today, .today = today, .limit = most_of_a_reason};
    Reasons reasons;
    for (const Statistic statistic :
         {Statistic::tampering, Statistic::overdrawn, Statistic::no_purchase}) {
        question.statistic = statistic;
        const auto table = visit.counter.store.statistic(question);
        if (!table) {
            return std::unexpected{problem_of(table.error())};
        }
        add_reasons(reasons, *table, [&](const StatisticRow& row) -> std::vector<std::string> {
            const auto words = [&](StatisticColumn column) {
                return words_in(visit, *table, row, column);
            };
            if (statistic == Statistic::tampering) {
                return {words(StatisticColumn::states), words(StatisticColumn::findings)};
            }
            if (statistic == Statistic::overdrawn) {
                return {std::string{text.overdrawn_by} + words(StatisticColumn::remaining)};
            }
            const bool has_bought = !std::holds_alternative<std::monostate>(row.back());
            return {has_bought ? std::string{text.no_purchase_since} +
                                     words(StatisticColumn::last_purchase)
                               : std::string{text.never_bought}};
        });
    }
    return reasons;
}

// The meters of rounds that are out: not lost, written and not all read back.
std::expected<std::set<card::MeterId>, Problem> meters_on_rounds(const Store& store) {
    std::set<card::MeterId> meters;
    const auto cards = store.field_cards();
    if (!cards) {
        return std::unexpected{problem_of(cards.error())};
    }
    for (const FieldCardView& card : *cards) {
        const auto whole =
            card.is_lost ? std::nullopt : store.field_card(card.serial).value_or(std::nullopt);
        for (const FieldCardView::Place& place :
             whole ? whole->places : std::vector<FieldCardView::Place>{}) {
            if (!place.is_read_back && !place.is_over) {
                meters.insert(place.meter);
            }
        }
    }
    return meters;
}

std::string one_customer(const PageVisit& visit, card::MeterId meter,
                         const std::vector<std::string>& reasons, bool is_on_round) {
    const RoundsText& text = rounds_text(visit.language);
    const auto customer = visit.counter.store.customer_of(meter);
    const std::string number = to_text(meter);
    std::string html = "<li>\n<h3><a href=\"/customers/" + number + "\">" + number + "</a></h3>\n";
    if (customer && *customer) {
        html +=
            "<p>" + escaped((*customer)->name) + "<br>" + escaped((*customer)->address) + "</p>\n";
    }
    html += "<ul class=\"wrong\" aria-label=\"" + std::string{text.why} + "\">\n";
    for (const std::string& reason : reasons) {
        html += "<li>" + escaped(reason) + "</li>\n";
    }
    html += "</ul>\n";
    if (is_on_round) {
        html += "<p class=\"good\">" + std::string{text.on_a_round} + "</p>\n";
    } else if (is_permitted(visit.user.role, IssueFieldCard{})) {
        html += "<label class=\"tick\"><input type=\"checkbox\" name=\"meter-" + number +
                "\" value=\"on\">" + std::string{text.take_on_round} + "<span class=\"unseen\"> " +
                number + "</span></label>\n";
    }
    return html + "</li>\n";
}

}  // namespace

bool may_inspect(Role role) {
    return may_carry(role) || may_see_statistics(role);
}

HttpResponse show_inspections(const PageVisit& visit) {
    if (!may_inspect(visit.user.role)) {
        return problem_page(visit, problems::not_permitted());
    }
    const auto reasons = reasons_to_inspect(visit);
    if (!reasons) {
        return problem_page(visit, reasons.error());
    }
    const auto on_rounds = meters_on_rounds(visit.counter.store);
    if (!on_rounds) {
        return problem_page(visit, on_rounds.error());
    }
    std::vector<const Reasons::value_type*> order;
    for (const auto& one : *reasons) {
        order.push_back(&one);
    }
    std::ranges::sort(order, [](const auto* one, const auto* other) {
        return std::pair{other->second.size(), one->first} <
               std::pair{one->second.size(), other->first};
    });
    const RoundsText& text = rounds_text(visit.language);
    std::string list;
    for (const auto* const one : order) {
        list += one_customer(visit, one->first, one->second, on_rounds->contains(one->first));
    }
    std::string html = "<section>\n<h2>" + std::string{text.inspections} + "</h2>\n";
    if (list.empty()) {
        return page_document(200, visit,
                             html + "<p class=\"note\">" + std::string{visit.text().nothing_yet} +
                                 "</p>\n</section>\n");
    }
    html += "<p class=\"note\">" + std::string{text.inspections_note} +
            "</p>\n<form class=\"wide\" action=\"/rounds/new\">\n<ul class=\"cards\">\n" + list +
            "</ul>\n";
    if (is_permitted(visit.user.role, IssueFieldCard{})) {
        html += "<button>" + std::string{text.make_round} + "</button>\n";
    }
    return page_document(200, visit, html + "</form>\n</section>\n");
}

}  // namespace office
