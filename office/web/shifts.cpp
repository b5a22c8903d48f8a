#include "office/web/answer_parts.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/names.h"
#include "office/web/requests.h"

namespace office {
namespace {

// The number of a shift in the path.
std::expected<ShiftId, HttpResponse> shift_of(const Call& call) {
    const auto number = parse_number(call.arguments.front());
    if (!number || !std::in_range<std::uint32_t>(*number)) {
        return std::unexpected{to_response(problem_of(Refusal::unknown_shift))};
    }
    return static_cast<ShiftId>(*number);
}

// Answers a command whose answer has nothing to add with what it was about.
template <typename Asked>
HttpResponse post_done(Counter& counter, const Call& call, const Asked& asked,
                       std::string_view name, const std::string& value) {
    const auto posted = post<Done>(counter, call, asked);
    if (!posted) {
        return posted.error();
    }
    JsonWriter json;
    json.begin_object().member(name, value).member("is_repeat", posted->is_repeat).end_object();
    return json_response(posted->is_repeat ? 200 : 201, json.take());
}

}  // namespace

HttpResponse set_desk(Counter& counter, const Call& call) {
    const auto asked = decode_desk_setting(call.arguments.front(), call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    return post_done(counter, call, *asked, "desk", asked->desk);
}

HttpResponse show_desk(Counter& counter, const Call& call) {
    const auto desk = counter.store.desk(call.arguments.front());
    if (!desk) {
        return to_response(problem_of(desk.error()));
    }
    return *desk ? json_response(200, to_json(**desk))
                 : to_response(problem_of(Refusal::desk_not_set_up));
}

HttpResponse open_shift(Counter& counter, const Call& call) {
    const auto asked = decode_shift(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    const auto posted = post<NewShift>(counter, call, *asked);
    if (!posted) {
        return posted.error();
    }
    JsonWriter json;
    json.begin_object()
        .member("shift", number_text(posted->answer.shift))
        .member("is_repeat", posted->is_repeat)
        .end_object();
    return json_response(posted->is_repeat ? 200 : 201, json.take());
}

HttpResponse close_shift(Counter& counter, const Call& call) {
    const auto shift = shift_of(call);
    if (!shift) {
        return shift.error();
    }
    const auto asked = decode_count(*shift, call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    const auto posted = post<CountedShift>(counter, call, *asked);
    if (!posted) {
        return posted.error();
    }
    JsonWriter json;
    json.begin_object()
        .member("shift", number_text(*shift))
        .member("expected_minor", posted->answer.expected.count())
        .member("counted_minor", posted->answer.counted.count())
        .member("difference_minor", posted->answer.difference.count())
        .member("is_repeat", posted->is_repeat)
        .end_object();
    return json_response(posted->is_repeat ? 200 : 201, json.take());
}

HttpResponse sign_shift(Counter& counter, const Call& call) {
    const auto shift = shift_of(call);
    if (!shift) {
        return shift.error();
    }
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    return post_done(counter, call, SignShift{*shift}, "shift", number_text(*shift));
}

HttpResponse list_shifts(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    if (!page) {
        return page.error();
    }
    return answer_query(counter.store.shifts(*page),
                        [&](const auto& shifts) { return to_json(shifts, page->limit); });
}

HttpResponse list_takings(Counter& counter, const Call& call) {
    const auto dates = dates_of(call.request);
    if (!dates) {
        return dates.error();
    }
    return answer_query(counter.store.takings(dates->from, dates->to),
                        [](const auto& takings) { return to_json(takings); });
}

HttpResponse close_day(Counter& counter, const Call& call) {
    const auto asked = decode_day(call.request.body);
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    return post_done(counter, call, *asked, "date", to_text(asked->date));
}

HttpResponse list_days(Counter& counter, const Call&) {
    return answer_query(counter.store.closed_days(),
                        [](const auto& days) { return to_json(days); });
}

}  // namespace office
