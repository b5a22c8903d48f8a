#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"

namespace office {
HttpResponse show_ledger(Counter& counter, const Call& call) {
    if (!may_audit(call.user.role)) {
        return to_response(problems::not_permitted());
    }
    const auto dates = dates_of(call.request);
    if (!dates) {
        return dates.error();
    }
    return answer_query(counter.store.ledger(dates->from, dates->to),
                        [&](const LedgerPage& ledger) {
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
