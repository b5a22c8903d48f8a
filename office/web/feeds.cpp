// The feeds: for a utility's own systems, which ask again with the place where they stopped.
#include "office/domain/roles.h"
#include "office/web/answer_parts.h"
#include "office/web/answers.h"
#include "office/web/handlers.h"
#include "office/web/names.h"
#include "office/web/requests.h"

namespace office {
namespace {

// ?after=N&limit=N
std::expected<FeedPage, HttpResponse> feed_of(const HttpRequest& request) {
    const auto page = page_of(request);
    if (!page) {
        return std::unexpected{page.error()};
    }
    const auto text = request.parameter("after");
    const auto after = parse_number(text.value_or("0"));
    if (!after || page->before) {
        return std::unexpected{to_response(
            problem_of(FieldError{FieldProblem::out_of_range, after ? "before" : "after",
                                  "a feed goes on after the `next` of the page before"}))};
    }
    return FeedPage{.after = *after, .limit = page->limit};
}

// A feed's page. `next` is always there: the place to ask after once more has come.
template <typename View, typename Write, typename Place>
std::string feed_to_json(const std::vector<View>& views, const FeedPage& page, Write write,
                         Place place) {
    JsonWriter json;
    json.begin_object().name("items").begin_list();
    for (const View& view : views) {
        write(json, view);
    }
    json.end_list().member("next", views.empty() ? page.after : place(views.back())).end_object();
    return json.take();
}

// What kind of change an answer tells of, with its own figures.
struct WriteAnswer {
    JsonWriter& json;

    void operator()(const NewUser& made) const { of("user_added", "its_user", made.user); }
    void operator()(const NewToken&) const { kind("token_made"); }
    void operator()(const NewTariff& made) const { of("tariff_proposed", "tariff", made.tariff); }
    void operator()(const NewAccount& made) const {
        of("account_opened", "customer", made.customer);
    }
    void operator()(const NewCard& made) const {
        of("card_given_out", "generation", made.generation);
    }
    void operator()(const Sale& sale) const {
        of("sale", "receipt", sale.receipt);
        json.member("energy_wh", sale.energy.count()).member("total_minor", sale.total.count());
    }
    void operator()(const Reconciliation& books) const {
        kind("report");
        json.member("loaded_wh", books.loaded.count())
            .member("consumed_wh", books.consumed.count())
            .member("has_findings", !(books.findings == Findings{}));
    }
    void operator()(const NewShift& made) const { of("shift_opened", "shift", made.shift); }
    void operator()(const CountedShift& counted) const {
        kind("shift_closed");
        json.member("difference_minor", counted.difference.count());
    }
    void operator()(const ReceiptPrinted&) const { kind("receipt_printed"); }
    void operator()(const NewAdjustment& made) const {
        of("adjustment", "adjustment", made.adjustment);
        json.member("total_minor", made.total.count());
    }
    void operator()(const PaidBack& paid) const {
        kind("paid_back");
        json.member("total_minor", paid.total.count());
    }
    // Approvals, registrations, confirmations, settings: ask for what it is about again.
    void operator()(const auto&) const { kind("other"); }

 private:
    void kind(std::string_view name) const { json.member("kind", name); }
    void of(std::string_view name, std::string_view field, auto number) const {
        kind(name);
        json.member(field, number_text(number));
    }
};

void write_meter_or_null(JsonWriter& json, const std::optional<card::MeterId>& meter) {
    json.name("meter");
    meter ? json.value(to_text(*meter)) : json.null();
}

void write_change(JsonWriter& json, const ChangeView& change) {
    json.begin_object().member("change", change.change).member("at", to_text(change.at));
    write_meter_or_null(json, change.meter);
    json.member("user", number_text(change.user));
    std::visit(WriteAnswer{json}, change.answer);
    json.end_object();
}

void write_leg(JsonWriter& json, const LegView& leg) {
    json.begin_object()
        .member("leg", leg.leg)
        .member("posting", leg.posting)
        .member("business_date", to_text(leg.business_date));
    write_meter_or_null(json, leg.meter);
    json.member("account", account_name(leg.account))
        .member(unit_of(leg.account) == Unit::money ? "amount_minor" : "amount_wh", leg.amount)
        .end_object();
}

}  // namespace

HttpResponse list_changes(Counter& counter, const Call& call) {
    const auto page = feed_of(call.request);
    if (!page) {
        return page.error();
    }
    return answer_query(counter.store.changes(*page), [&](const auto& changes) {
        return feed_to_json(changes, *page, write_change,
                            [](const ChangeView& last) { return last.change; });
    });
}

HttpResponse list_journal(Counter& counter, const Call& call) {
    if (!may_audit(call.user.role)) {
        return to_response(problems::not_permitted());
    }
    const auto page = feed_of(call.request);
    const auto dates = dates_of(call.request);
    if (!page || !dates) {
        return page ? dates.error() : page.error();
    }
    return answer_query(counter.store.legs(dates->from, dates->to, *page), [&](const auto& legs) {
        return feed_to_json(legs, *page, write_leg, [](const LegView& last) { return last.leg; });
    });
}

}  // namespace office
