// Answers about field cards.
#include <utility>

#include "office/web/answer_parts.h"
#include "office/web/answers.h"
#include "office/web/names.h"

namespace office {
namespace {

void write_card(JsonWriter& json, const FieldCardView& field) {
    json.member("card", to_text(field.serial))
        .member("round", std::to_underlying(field.round))
        .member("kind", field_kind_name(field.kind))
        .member("carrier", number_text(field.carrier))
        .member("at", to_text(field.at))
        .member("is_written", field.is_written)
        .member("is_lost", field.is_lost);
}

void write_event(JsonWriter& json, const card::EventRecord& event) {
    json.begin_object()
        .member("number", event.number)
        .member("kind", event.kind)
        .member("at", to_text(event.time))
        .member("open_reasons", event.reasons)
        .member("ordered_total_wh", event.ordered_total.count())
        .member("consumed_total_wh", event.consumed_total.count())
        .member("detail", event.detail)
        .end_object();
}

std::string_view outcome_of(const FieldPlaceRead& place) {
    if (place.is_altered) {
        return "altered";
    }
    return place.reconciliation ? "read" : "not_visited";
}

void write_place(JsonWriter& json, const FieldPlaceRead& place) {
    json.begin_object()
        .member("meter", to_text(place.meter))
        .member("outcome", outcome_of(place))
        .member("events", place.events)
        .name("report");
    if (!place.reconciliation) {
        json.null().end_object();
        return;
    }
    const Reconciliation& books = *place.reconciliation;
    json.begin_object()
        .member("is_newer", books.is_newer)
        .member("ordered_wh", books.ordered.count())
        .member("loaded_wh", books.loaded.count())
        .member("consumed_wh", books.consumed.count())
        .member("remaining_wh", books.remaining.count())
        .member("overdrawn_wh", books.overdrawn.count())
        .name("findings")
        .begin_list();
    for (const Finding finding : all_findings) {
        if (books.findings.has(finding)) {
            json.value(finding_name(finding));
        }
    }
    json.end_list().end_object().end_object();
}

}  // namespace

std::string to_json(const FieldCardIssued& issued) {
    JsonWriter json;
    json.begin_object()
        .member("card", to_text(issued.serial))
        .member("round", std::to_underlying(issued.round.round))
        .member("carrier", to_text(issued.round.carrier))
        .name("meters")
        .begin_list();
    for (const FieldMeter& meter : issued.round.meters) {
        json.begin_object()
            .member("meter", to_text(meter.meter))
            .member("parameter_version", meter.parameter_version)
            .end_object();
    }
    json.end_list().end_object();
    return json.take();
}

std::string to_json(const FieldCardRead& read) {
    JsonWriter json;
    json.begin_object()
        .member("card", to_text(read.serial))
        .member("round", std::to_underlying(read.round))
        .name("meters")
        .begin_list();
    for (const FieldPlaceRead& place : read.places) {
        write_place(json, place);
    }
    json.end_list().end_object();
    return json.take();
}

std::string to_json(const std::vector<FieldCardView>& cards) {
    return list_to_json(
        cards,
        [](JsonWriter& json, const FieldCardView& field) {
            json.begin_object();
            write_card(json, field);
            json.end_object();
        },
        whole_list, no_key);
}

std::string to_json(const FieldCardView& field) {
    JsonWriter json;
    json.begin_object();
    write_card(json, field);
    json.name("meters").begin_list();
    for (const FieldCardView::Place& place : field.places) {
        json.begin_object()
            .member("meter", to_text(place.meter))
            .member("parameter_version", place.parameter_version)
            .member("is_read_back", place.is_read_back)
            .member("is_over", place.is_over)
            .end_object();
    }
    json.end_list().end_object();
    return json.take();
}

std::string to_json(const std::vector<card::EventRecord>& events, std::uint32_t limit) {
    return list_to_json(events, write_event, limit,
                        [](const card::EventRecord& last) { return last.number; });
}

}  // namespace office
