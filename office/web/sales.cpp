#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/requests.h"

namespace office {
namespace {

HttpResponse refused(DeskProblem problem) {
    return to_response(problem == DeskProblem::busy ? problems::desk_busy()
                                                    : problems::desk_not_connected());
}

// Answers with what `work` brings about with the card at `desk`.
template <typename Work>
HttpResponse with_card(Counter& counter, std::string_view desk, int status, Work work) {
    const auto session = counter.desks.open_session(desk);
    if (!session) {
        return refused(session.error());
    }
    const auto result = work(**session);
    if (!result) {
        return to_response(problem_of(result.error()));
    }
    return json_response(status, to_json(*result));
}

}  // namespace

HttpResponse issue_card(Counter& counter, const Call& call) {
    const auto asked = decode_card(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    return with_card(counter, asked->desk, 201, [&](CardLink& link) {
        return counter.card_work.issue(link, asked->meter, call.id, call.user.user);
    });
}

HttpResponse sell(Counter& counter, const Call& call) {
    const auto asked = decode_sale(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    if (asked->write) {
        return with_card(counter, asked->sell.desk, 201, [&](CardLink& link) {
            return counter.card_work.sell(link, asked->sell, call.id, call.user.user);
        });
    }
    const auto posted = post<Sale>(counter, call, asked->sell);
    if (!posted) {
        return posted.error();
    }
    return json_response(posted->is_repeat ? 200 : 201,
                         to_json(posted->answer, asked->sell.meter, posted->is_repeat));
}

HttpResponse write_order(Counter& counter, const Call& call) {
    const auto meter = parse_meter_id(call.arguments.front());
    if (!meter) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    const auto desk = decode_desk(call.request.body);
    if (!desk) {
        return to_response(problem_of(desk.error()));
    }
    return with_card(counter, *desk, 200, [&](CardLink& link) {
        return counter.card_work.write(link, *meter, call.id, call.user.user);
    });
}

HttpResponse read_card(Counter& counter, const Call& call) {
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    return with_card(counter, call.arguments.front(), 200, [&](CardLink& link) {
        return counter.card_work.read(link, call.id, call.user.user);
    });
}

HttpResponse list_desks(Counter& counter, const Call&) {
    return json_response(200, desks_to_json(counter.desks.connected()));
}

HttpResponse list_sales(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    const auto meter = meter_of(call.request);
    if (!page || !meter) {
        return page ? meter.error() : page.error();
    }
    return answer_query(counter.store.sales(*meter, *page),
                        [&](const auto& sales) { return to_json(sales, page->limit); });
}

HttpResponse list_reports(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    const auto meter = meter_of(call.request);
    if (!page || !meter) {
        return page ? meter.error() : page.error();
    }
    return answer_query(counter.store.readings(*meter, *page),
                        [&](const auto& readings) { return to_json(readings, page->limit); });
}

}  // namespace office
