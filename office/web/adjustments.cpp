// Money back, free issues, closings, blocked customers.
#include <utility>

#include "office/domain/roles.h"
#include "office/web/answer_parts.h"
#include "office/web/answers.h"
#include "office/web/find_adjustment.h"
#include "office/web/handlers.h"
#include "office/web/requests.h"

namespace office {
namespace {

// The meter of the adjustment that the path names.
std::expected<AdjustmentView, HttpResponse> adjustment_of(Counter& counter, const Call& call) {
    const auto found = find_adjustment(counter.store, call.arguments.front());
    if (!found) {
        return std::unexpected{to_response(found.error())};
    }
    return *found;
}

template <typename Asked>
HttpResponse post_named(Counter& counter, const Call& call, const Asked& asked,
                        std::string_view name, const std::string& value) {
    const auto posted = post<Done>(counter, call, asked);
    if (!posted) {
        return posted.error();
    }
    JsonWriter json;
    json.begin_object().member(name, value).member("is_repeat", posted->is_repeat).end_object();
    return json_response(posted->is_repeat ? 200 : 201, json.take());
}

template <typename Asked>
HttpResponse decide_adjustment(Counter& counter, const Call& call) {
    if (!is_permitted(call.user.role, Asked{})) {
        return to_response(problems::not_permitted());
    }
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    const auto adjustment = adjustment_of(counter, call);
    if (!adjustment) {
        return adjustment.error();
    }
    return post_named(counter, call, Asked{adjustment->meter, adjustment->adjustment}, "adjustment",
                      number_text(adjustment->adjustment));
}

template <typename Asked>
HttpResponse ask(Counter& counter, const Call& call, const Decoded<Asked>& asked) {
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    const auto posted = post<NewAdjustment>(counter, call, *asked);
    if (!posted) {
        return posted.error();
    }
    JsonWriter json;
    json.begin_object()
        .member("adjustment", number_text(posted->answer.adjustment))
        .member("total_minor", posted->answer.total.count())
        .member("is_repeat", posted->is_repeat)
        .end_object();
    return json_response(posted->is_repeat ? 200 : 201, json.take());
}

}  // namespace

std::expected<AdjustmentView, Problem> find_adjustment(const Store& store, std::string_view text) {
    const auto number = parse_number(text);
    if (!number || *number == 0) {
        return std::unexpected{problem_of(Refusal::unknown_adjustment)};
    }
    auto found =
        store.adjustments(std::nullopt, AdjustmentList::all, {.before = *number + 1, .limit = 1});
    if (!found) {
        return std::unexpected{problem_of(found.error())};
    }
    if (found->empty() || std::to_underlying(found->front().adjustment) != *number) {
        return std::unexpected{problem_of(Refusal::unknown_adjustment)};
    }
    return found->front();
}

HttpResponse list_adjustments(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    const auto meter = meter_of(call.request);
    if (!page || !meter) {
        return page ? meter.error() : page.error();
    }
    const auto state = call.request.parameter("state");
    if (state && *state != "asked") {
        return to_response(problem_of(
            FieldError{FieldProblem::out_of_range, "state", "asked, or left out for all"}));
    }
    return answer_query(counter.store.adjustments(
                            *meter, state ? AdjustmentList::asked : AdjustmentList::all, *page),
                        [&](const auto& adjustments) { return to_json(adjustments, page->limit); });
}

HttpResponse ask_correction(Counter& counter, const Call& call) {
    return ask(counter, call, decode_adjustment(AdjustmentKind::correction, call.request.body));
}

HttpResponse ask_refund(Counter& counter, const Call& call) {
    return ask(counter, call, decode_adjustment(AdjustmentKind::refund, call.request.body));
}

HttpResponse ask_free_issue(Counter& counter, const Call& call) {
    return ask(counter, call, decode_adjustment(AdjustmentKind::free_issue, call.request.body));
}

HttpResponse ask_closing(Counter& counter, const Call& call) {
    return ask(counter, call, decode_adjustment(AdjustmentKind::closing, call.request.body));
}

HttpResponse ask_exchange(Counter& counter, const Call& call) {
    return ask(counter, call, decode_exchange(call.request.body));
}

HttpResponse reverse_sale(Counter& counter, const Call& call) {
    const auto asked = decode_reversal(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    if (!is_permitted(call.user.role, ReverseSale{})) {  // before the card counts a session
        return to_response(problems::not_permitted());
    }
    const auto session = counter.desks.open_session(asked->desk);
    if (!session) {
        return to_response(problem_of(session.error()));
    }
    const auto reversed =
        counter.card_work.reverse(**session, asked->reverse, call.id, call.user.user);
    if (!reversed) {
        return to_response(problem_of(reversed.error()));
    }
    return json_response(reversed->is_repeat ? 200 : 201, to_json(*reversed));
}

HttpResponse approve_adjustment(Counter& counter, const Call& call) {
    return decide_adjustment<ApproveAdjustment>(counter, call);
}

HttpResponse decline_adjustment(Counter& counter, const Call& call) {
    return decide_adjustment<DeclineAdjustment>(counter, call);
}

HttpResponse pay_back(Counter& counter, const Call& call) {
    if (!is_permitted(call.user.role, PayBack{})) {
        return to_response(problems::not_permitted());
    }
    auto asked = decode_pay_back(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    const auto adjustment = adjustment_of(counter, call);
    if (!adjustment) {
        return adjustment.error();
    }
    asked->meter = adjustment->meter;
    asked->adjustment = adjustment->adjustment;
    const auto posted = post<PaidBack>(counter, call, *asked);
    if (!posted) {
        return posted.error();
    }
    JsonWriter json;
    json.begin_object()
        .member("adjustment", number_text(asked->adjustment))
        .member("total_minor", posted->answer.total.count())
        .member("is_repeat", posted->is_repeat)
        .end_object();
    return json_response(posted->is_repeat ? 200 : 201, json.take());
}

HttpResponse set_blocked(Counter& counter, const Call& call) {
    const auto meter = parse_meter_id(call.arguments.front());
    if (!meter) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    const auto is_blocked = decode_block(call.request.body);
    if (!is_blocked) {
        return to_response(problem_of(is_blocked.error()));
    }
    return post_named(counter, call, SetBlocked{*meter, *is_blocked}, "meter", to_text(*meter));
}

}  // namespace office
