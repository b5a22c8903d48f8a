#include <utility>

#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/json_writer.h"
#include "office/web/requests.h"

namespace office {
namespace {

HttpResponse created(std::string_view name, const auto& value, bool is_repeat) {
    JsonWriter json;
    json.begin_object().member(name, value).member("is_repeat", is_repeat).end_object();
    return json_response(is_repeat ? 200 : 201, json.take());
}

// Posts the command that `asked` is, or says what is wrong with it. `id_of` gives what was made, of
// the command and its answer, under `name`.
template <typename Answer>
HttpResponse create(Counter& counter, const Call& call, const auto& asked, std::string_view name,
                    const auto& id_of) {
    if (!asked) {
        return to_response(problem_of(asked.error()));
    }
    const auto posted = post<Answer>(counter, call, *asked);
    if (!posted) {
        return posted.error();
    }
    return created(name, id_of(*asked, posted->answer), posted->is_repeat);
}

constexpr auto its_meter = [](const auto& asked, const Done&) { return to_text(asked.meter); };

}  // namespace

HttpResponse propose_tariff(Counter& counter, const Call& call) {
    return create<NewTariff>(
        counter, call, decode_tariff(call.request.body), "tariff",
        [](const auto&, const NewTariff& made) { return std::to_underlying(made.tariff); });
}

HttpResponse approve_tariff(Counter& counter, const Call& call) {
    if (const auto nothing = decode_nothing(call.request.body); !nothing) {
        return to_response(problem_of(nothing.error()));
    }
    const auto tariff = parse_number(call.arguments.front());
    if (!tariff || !std::in_range<std::uint32_t>(*tariff)) {
        return to_response(problem_of(Refusal::unknown_tariff));
    }
    const auto id = static_cast<TariffId>(*tariff);
    const auto posted = post<Done>(counter, call, ApproveTariff{id});
    if (!posted) {
        return posted.error();
    }
    return created("tariff", *tariff, posted->is_repeat);
}

HttpResponse list_tariffs(Counter& counter, const Call&) {
    return answer_query(counter.store.tariffs(),
                        [](const auto& tariffs) { return to_json(tariffs); });
}

HttpResponse register_meter(Counter& counter, const Call& call) {
    return create<Done>(counter, call, decode_meter(call.request.body), "meter", its_meter);
}

HttpResponse list_meters(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    if (!page) {
        return page.error();
    }
    return answer_query(counter.store.meters(*page),
                        [&](const auto& meters) { return to_json(meters, page->limit); });
}

HttpResponse show_meter(Counter& counter, const Call& call) {
    const auto id = parse_meter_id(call.arguments.front());
    if (!id) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    const auto meter = counter.store.meter(*id);
    if (!meter) {
        return to_response(problem_of(meter.error()));
    }
    if (!*meter) {
        return to_response(problem_of(Refusal::unknown_meter));
    }
    return json_response(200, to_json(**meter));
}

HttpResponse open_account(Counter& counter, const Call& call) {
    return create<NewAccount>(
        counter, call, decode_customer(call.request.body), "customer",
        [](const auto&, const NewAccount& made) { return to_text(made.customer); });
}

HttpResponse list_customers(Counter& counter, const Call& call) {
    const auto page = page_of(call.request);
    if (!page) {
        return page.error();
    }
    return answer_query(counter.store.customers(*page),
                        [&](const auto& customers) { return to_json(customers, page->limit); });
}

HttpResponse add_arrears(Counter& counter, const Call& call) {
    return create<Done>(counter, call, decode_arrears(call.request.body), "meter", its_meter);
}

}  // namespace office
