#include "office/reader/field_card_work.h"

#include <algorithm>
#include <array>
#include <span>

#include "card/commands.h"
#include "card/event_record.h"
#include "card/parameter_set.h"
#include "office/reader/card_standing.h"

namespace office {
namespace {

std::span<const std::uint8_t> bytes_of(const card::ResponseData& data) {
    return {data.data(), data.size()};
}

CardWork::Result<void> give(CardVisit& visit, const card::Command& command) {
    const auto done = visit.give(command);
    if (!done) {
        return std::unexpected{done.error()};
    }
    return {};
}

}  // namespace

// Opens the issuer's channel of a field card, or of a blank one where `may_be_blank`.
CardWork::Result<CardVisit> FieldCardWork::open(CardLink& link, bool may_be_blank) {
    auto visit = CardVisit::begin(link);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    const bool is_blank = visit->id().life_cycle == card::LifeCycle::blank;
    if (!is_blank && !card::is_field_card(visit->id().kind)) {
        return std::unexpected{CardProblem::not_a_field_card};
    }
    if (const auto checked = check_field_card(visit->id(), store_); !checked) {
        return std::unexpected{checked.error()};
    }
    const auto opened =
        is_blank && may_be_blank ? visit->open_blank_channel() : visit->prove(keys_);
    if (!opened) {
        return std::unexpected{opened.error()};
    }
    return std::move(*visit);
}

CardWork::Result<FieldCardIssued> FieldCardWork::issue(CardLink& link, IssueFieldCard field,
                                                       const Asker& asker) {
    auto visit = open(link, true);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    field.serial = visit->id().serial;
    const auto given = post<NewFieldRound>(books_, asker, field);
    if (!given) {
        return std::unexpected{given.error()};
    }
    const NewFieldRound& round = given->answer;
    // An old request must not take the card back to a round that it has left.
    if (visit->id().life_cycle != card::LifeCycle::blank && visit->id().generation > round.round) {
        return std::unexpected{CardProblem::card_not_blank};
    }
    if (const auto prepared = prepare(*visit, field, round); !prepared) {
        return std::unexpected{prepared.error()};
    }
    for (std::size_t i = 0; i < round.meters.size(); ++i) {
        if (const auto done =
                give_place(*visit, static_cast<std::uint8_t>(i), round.meters[i], round, field);
            !done) {
            return std::unexpected{done.error()};
        }
    }
    const auto confirmed =
        post<Done>(books_, {.id = fresh_id(), .user = asker.user},
                   ConfirmFieldCard{.serial = field.serial, .round = round.round});
    if (!confirmed) {
        return std::unexpected{confirmed.error()};
    }
    return FieldCardIssued{.serial = field.serial, .round = round};
}

// The card's identity of this round, with the issuer's keys of the version in force.
CardWork::Result<void> FieldCardWork::prepare(CardVisit& visit, const IssueFieldCard& field,
                                              const NewFieldRound& round) {
    const card::IdRecord& now = visit.id();
    const bool is_blank = now.life_cycle == card::LifeCycle::blank;
    if (is_blank || now.key_version != round.key_version) {
        const auto issuer =
            is_blank ? keys_.wrapped_issuer_keys(field.serial, round.key_version)
                     : keys_.renewed_issuer_keys(field.serial, round.key_version, now.key_version);
        if (!issuer) {
            return std::unexpected{CardProblem::keys_unavailable};
        }
        using enum card::KeyPurpose;
        constexpr std::array purposes{enc, mac, dek};
        for (std::size_t i = 0; i < purposes.size(); ++i) {
            const auto put =
                give(visit, card::put_key(card::KeySet::issuer, purposes[i], issuer->at(i)));
            if (!put) {
                return put;
            }
        }
    }
    return give(visit, card::store_identity(
                           card::encode(card::IdRecord{.kind = field.kind,
                                                       .life_cycle = card::LifeCycle::personalised,
                                                       .serial = field.serial,
                                                       .generation = round.round,
                                                       .meter = {},
                                                       .customer = round.carrier,
                                                       .key_version = round.key_version,
                                                       .next_key_version = {}})));
}

CardWork::Result<void> FieldCardWork::give_place(CardVisit& visit, std::uint8_t place,
                                                 const FieldMeter& meter,
                                                 const NewFieldRound& round,
                                                 const IssueFieldCard& field) {
    const auto keys = keys_.wrapped_field_keys(meter.meter, meter.key_version, field.serial,
                                               round.round, round.key_version);
    if (!keys) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    const auto put = give(visit, card::put_place(place, {.meter = meter.meter,
                                                         .key_version = meter.key_version,
                                                         .enc = keys->at(0),
                                                         .mac = keys->at(1)}));
    if (!put || !field.parameters) {
        return put;
    }
    card::ParameterSet set{.key_version = meter.key_version,
                           .meter = meter.meter,
                           .parameters = *field.parameters,
                           .office_time = std::nullopt};
    set.parameters.version = meter.parameter_version;
    card::ParameterSetBytes bytes = card::encode(set);
    const auto mac = keys_.parameter_mac(meter.meter, meter.key_version, card::mac_input(bytes));
    if (!mac) {
        return std::unexpected{CardProblem::keys_unavailable};
    }
    card::set_mac(bytes, *mac);
    return give(visit, card::update_place(card::File::parameters, place, bytes));
}

CardWork::Result<FieldCardRead> FieldCardWork::read(CardLink& link, UserId user) {
    auto visit = open(link, false);
    if (!visit) {
        return std::unexpected{visit.error()};
    }
    const card::IdRecord& id = visit->id();
    const auto books = store_.field_card(id.serial);
    if (!books) {
        return std::unexpected{books.error()};
    }
    if (!*books || (*books)->round != id.generation) {
        return std::unexpected{Refusal::unknown_field_card};
    }
    FieldCardRead read{.serial = id.serial, .round = id.generation, .places = {}};
    for (std::size_t i = 0; i < (*books)->places.size(); ++i) {
        const auto place =
            take_place(*visit, static_cast<std::uint8_t>(i), (*books)->places[i].meter, user);
        if (!place) {
            return std::unexpected{place.error()};
        }
        read.places.push_back(*place);
    }
    return read;
}

CardWork::Result<FieldPlaceRead> FieldCardWork::take_place(CardVisit& visit, std::uint8_t place,
                                                           card::MeterId meter, UserId user) {
    const auto data = visit.give(card::read_place(card::File::report, place));
    if (!data) {
        return std::unexpected{data.error()};
    }
    FieldPlaceRead read;
    read.meter = meter;
    RecordFieldReport record{.meter = meter,
                             .serial = visit.id().serial,
                             .round = visit.id().generation,
                             .report = std::nullopt};
    const auto of_meter = version_of(meter, store_);
    if (!of_meter) {
        return std::unexpected{of_meter.error()};
    }
    const auto report = checked_report(keys_, meter, *of_meter, bytes_of(*data));
    if (!report && report.error() != CardProblem::report_not_genuine) {
        return std::unexpected{report.error()};
    }
    record.is_altered = !report || (*report && (*report)->fields.meter != meter);
    if (!record.is_altered && !*report) {
        return read;  // the meter was not visited
    }
    if (!record.is_altered) {
        record.report = *report;
        if (visit.id().kind == card::CardKind::inspection) {
            if (const auto taken = take_events(visit, place, **report, record); !taken) {
                return std::unexpected{taken.error()};
            }
        }
    }
    read.is_altered = record.is_altered;
    read.events = static_cast<std::uint32_t>(record.events.size());
    const bool has_report = record.report.has_value();
    const auto posted = post<Reconciliation>(books_, {.id = fresh_id(), .user = user}, record);
    if (!posted) {
        return std::unexpected{posted.error()};
    }
    if (has_report) {
        read.reconciliation = posted->answer;
    }
    return read;
}

// Those of the report's own session; what an earlier visit left behind them is passed over.
CardWork::Result<void> FieldCardWork::take_events(CardVisit& visit, std::uint8_t place,
                                                  const CardReport& report,
                                                  RecordFieldReport& record) {
    for (std::size_t i = 0; i < card::events_of_a_place; ++i) {
        const auto data = visit.give(card::read_place(card::event_file(i), place));
        if (!data) {
            return std::unexpected{data.error()};
        }
        const auto event = card::decode_event_record(bytes_of(*data));
        if (!event && event.error() == card::RecordError::blank) {
            break;
        }
        card::EventRecordBytes bytes{};
        std::ranges::copy(bytes_of(*data), bytes.begin());
        const auto genuine = event && event->meter == record.meter
                                 ? keys_.event_is_genuine(record.meter, event->key_version, bytes)
                                 : KeyStore::Made<bool>{false};
        if (!genuine && genuine.error() != KeyProblem::unknown_key_version) {
            return std::unexpected{CardProblem::keys_unavailable};
        }
        if (!genuine || !*genuine) {
            record.is_altered = true;
            continue;
        }
        if (event->report_counter == report.fields.report_counter) {
            record.events.push_back(*event);
        }
    }
    return {};
}

}  // namespace office
