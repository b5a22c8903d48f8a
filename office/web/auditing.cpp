#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/requests.h"

namespace office {
namespace {

using std::chrono::year_month_day;

constexpr year_month_day first_day{std::chrono::year{1970}, std::chrono::month{1},
                                   std::chrono::day{1}};
constexpr year_month_day last_day{std::chrono::year{9999}, std::chrono::month{12},
                                  std::chrono::day{31}};

// The date that parameter `name` gives; `otherwise` where it is not given; nothing where it is
// none.
std::optional<year_month_day> date_of(const HttpRequest& request, std::string_view name,
                                      year_month_day otherwise) {
    const auto text = request.parameter(name);
    if (!text) {
        return otherwise;
    }
    const auto date = parse_date(*text);
    return date && date->ok() ? date : std::nullopt;
}

}  // namespace

HttpResponse show_ledger(Counter& counter, const Call& call) {
    if (!may_audit(call.user.role)) {
        return to_response(problems::not_permitted());
    }
    const auto from = date_of(call.request, "from", first_day);
    const auto to = date_of(call.request, "to", last_day);
    if (!from || !to) {
        return to_response(problem_of(FieldError{FieldProblem::out_of_range, from ? "to" : "from",
                                                 "a date like 2026-11-22"}));
    }
    return answer_query(counter.store.ledger(*from, *to), [&](const LedgerPage& ledger) {
        return to_json(ledger, counter.store.settings().currency);
    });
}

HttpResponse list_audit(Counter& counter, const Call& call) {
    if (!may_audit(call.user.role)) {
        return to_response(problems::not_permitted());
    }
    const auto page = page_of(call.request);
    if (!page) {
        return page.error();
    }
    return answer_query(counter.store.audit_entries(*page),
                        [&](const auto& entries) { return to_json(entries, page->limit); });
}

}  // namespace office
