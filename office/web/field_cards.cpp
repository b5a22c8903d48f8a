// Field cards: rounds of meters, what they bring back, and what was lost.
#include <utility>

#include "card/serial_text.h"
#include "office/domain/roles.h"
#include "office/web/answers.h"
#include "office/web/desk_work.h"
#include "office/web/handlers.h"
#include "office/web/requests.h"

namespace office {
namespace {

HttpResponse unknown_card() {
    return to_response(problem_of(Refusal::unknown_field_card));
}

}  // namespace

HttpResponse issue_field_card(Counter& counter, const Call& call) {
    const auto asked = decode_field_card(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    // Found before the card is touched.
    if (!is_permitted(call.user.role, asked->field)) {
        return to_response(problems::not_permitted());
    }
    return with_card_at(counter, asked->desk, 201, [&](CardLink& link) {
        return counter.card_work.issue_field(link, asked->field, call.id, call.user.user);
    });
}

HttpResponse read_field_card(Counter& counter, const Call& call) {
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    if (!is_permitted(call.user.role, RecordFieldReport{})) {
        return to_response(problems::not_permitted());
    }
    return with_card_at(counter, call.arguments.front(), 200, [&](CardLink& link) {
        return counter.card_work.read_field(link, call.user.user);
    });
}

HttpResponse lose_field_card(Counter& counter, const Call& call) {
    const auto serial = card::serial_of(call.arguments.front());
    if (!serial) {
        return unknown_card();
    }
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    const auto posted = post<Done>(counter, call, LoseFieldCard{*serial});
    if (!posted) {
        return posted.error();
    }
    return show_field_card(counter, call);
}

HttpResponse list_field_cards(Counter& counter, const Call&) {
    return answer_query(counter.store.field_cards(),
                        [](const auto& cards) { return to_json(cards); });
}

HttpResponse show_field_card(Counter& counter, const Call& call) {
    const auto serial = card::serial_of(call.arguments.front());
    if (!serial) {
        return unknown_card();
    }
    const auto found = counter.store.field_card(*serial);
    if (found && !*found) {
        return unknown_card();
    }
    return answer_query(found, [](const auto& field) { return to_json(*field); });
}

HttpResponse list_events(Counter& counter, const Call& call) {
    const auto meter = parse_meter_id(call.arguments.front());
    const auto page = page_of(call.request);
    if (!page) {
        return page.error();
    }
    if (!meter) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    return answer_query(counter.store.events(*meter, *page),
                        [&](const auto& events) { return to_json(events, page->limit); });
}

}  // namespace office
