// What meters' histories tell: day by day, month by month.
#include "office/web/answer_parts.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/names.h"
#include "office/web/requests.h"

namespace office {
namespace {

std::int64_t seconds_of(std::chrono::sys_seconds time) {
    return time.time_since_epoch().count();
}

void write_end(JsonWriter& json, const PeriodEndView& view) {
    json.begin_object()
        .member("end", to_text(view.end.time))
        .member("end_utc_seconds", seconds_of(view.end.time))
        .member("clock_trusted", view.end.clock_trusted)
        .member("ordered_total_wh", view.end.ordered_total.count())
        .member("consumed_total_wh", view.end.consumed_total.count());
    if (view.since) {
        json.member("since", to_text(*view.since)).member("consumed_wh", view.consumed.count());
    }
    json.end_object();
}

HttpResponse list_ends(Counter& counter, const Call& call, card::Period period) {
    const auto meter = parse_meter_id(call.arguments.front());
    const auto page = page_of(call.request);
    if (!page) {
        return page.error();
    }
    if (!meter) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    return answer_query(counter.store.period_ends(*meter, period, *page), [&](const auto& ends) {
        return list_to_json(ends, write_end, page->limit, [](const PeriodEndView& last) {
            return static_cast<std::uint64_t>(seconds_of(last.end.time));
        });
    });
}

}  // namespace

HttpResponse list_day_ends(Counter& counter, const Call& call) {
    return list_ends(counter, call, card::Period::day);
}

HttpResponse list_month_ends(Counter& counter, const Call& call) {
    return list_ends(counter, call, card::Period::month);
}

}  // namespace office
