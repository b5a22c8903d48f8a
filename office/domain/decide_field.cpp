// Field cards: which round a card goes on, and what its places are made for.
#include <algorithm>
#include <limits>
#include <utility>

#include "card/field_memory.h"
#include "office/domain/decide.h"
#include "office/domain/roles.h"

namespace office {
namespace {

bool names_one_twice(std::vector<card::MeterId> meters) {
    std::ranges::sort(meters);
    return std::ranges::adjacent_find(meters) != meters.end();
}

std::optional<Refusal> refused_form(const IssueFieldCard& given) {
    if (!card::is_field_card(given.kind) || given.kind > card::CardKind::maintenance) {
        return Refusal::field_kind_unknown;
    }
    if (given.meters.empty() || given.meters.size() > card::most_places ||
        names_one_twice(given.meters)) {
        return Refusal::field_meters_out_of_range;
    }
    if (given.parameters.has_value() != (given.kind == card::CardKind::parameter)) {
        return Refusal::parameters_missing;
    }
    if (given.parameters && !card::validate(*given.parameters)) {
        return Refusal::parameters_out_of_range;
    }
    return std::nullopt;
}

std::optional<Refusal> refused_by_books(const IssueFieldCard& given, const Rows& rows) {
    const FieldRows& field = rows.field;
    if (!field.carrier_role) {
        return Refusal::unknown_user;
    }
    if (!may_carry(*field.carrier_role)) {
        return Refusal::carrier_not_permitted;
    }
    if (field.is_customers_card) {
        return Refusal::card_already_used;
    }
    if (field.meters.size() != given.meters.size()) {
        return Refusal::unknown_meter;
    }
    return std::nullopt;
}

}  // namespace

Decided decide_on(const IssueFieldCard& given, const Context&, const Rows& rows) {
    if (const auto refusal = refused_form(given)) {
        return std::unexpected{*refusal};
    }
    if (const auto refusal = refused_by_books(given, rows)) {
        return std::unexpected{*refusal};
    }
    NewFieldRound next{.round = rows.field.round.value_or(card::Generation{0}),
                       .key_version = rows.version_in_use,
                       .carrier = card::CustomerNumber{std::to_underlying(given.carrier)},
                       .meters = {}};
    for (const FieldRows::Meter& meter : rows.field.meters) {
        next.round = std::max(next.round, meter.highest_round);
        std::uint32_t version = 0;
        if (given.parameters) {
            if (meter.parameter_version == std::numeric_limits<std::uint32_t>::max()) {
                return std::unexpected{Refusal::parameter_versions_used_up};
            }
            version = meter.parameter_version + 1;
        }
        next.meters.push_back({meter.meter, meter.key_version, version});
    }
    const auto round = card::next(next.round);
    if (!round) {
        return std::unexpected{Refusal::rounds_used_up};
    }
    next.round = *round;
    return Decision{next, {FieldRoundGiven{given, next}}, {}};
}

Decided decide_on(const ConfirmFieldCard& given, const Context&, const Rows& rows) {
    if (rows.field.round != given.round) {
        return std::unexpected{Refusal::unknown_field_card};
    }
    return Decision{Done{}, {FieldRoundConfirmed{given}}, {}};
}

Decided decide_on(const LoseFieldCard& given, const Context&, const Rows& rows) {
    if (!rows.field.round) {
        return std::unexpected{Refusal::unknown_field_card};
    }
    return Decision{Done{}, {FieldCardLost{given.serial, *rows.field.round}}, {}};
}

}  // namespace office
