// Meters, the customers they serve, and their cards.
#include <utility>

#include "office/domain/decide.h"
#include "office/domain/orders.h"
#include "office/domain/text.h"

namespace office {

Decided decide_on(const RegisterMeter& given, const Context&, const Rows& rows) {
    if (!card::is_valid(given.meter)) {
        return std::unexpected{Refusal::meter_out_of_range};
    }
    const card::KeyVersion version = given.key_version.value_or(rows.version_in_use);
    if (version == card::KeyVersion{0}) {
        return std::unexpected{Refusal::key_version_out_of_range};
    }
    if (rows.meter) {
        return std::unexpected{Refusal::meter_exists};
    }
    MeterRow meter;
    meter.meter = given.meter;
    meter.key_version = version;
    return Decision{Done{}, {MeterRegistered{given.meter, version}}, meter};
}

Decided decide_on(const ExportMeterKey& given, const Context&, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (rows.key_was_exported) {
        return std::unexpected{Refusal::key_already_exported};
    }
    return Decision{Done{}, {KeyExported{given.meter}}, {}};
}

Decided decide_on(const OpenAccount& given, const Context& context, const Rows& rows) {
    if (const auto refusal = refused_name(given.name)) {
        return std::unexpected{*refusal};
    }
    for (const auto& text : {given.address, given.phone}) {
        if (const auto refusal = refused_text(text)) {
            return std::unexpected{*refusal};
        }
    }
    if (given.customer_class == CustomerClass::any ||
        given.customer_class > CustomerClass::public_service) {
        return std::unexpected{Refusal::customer_class_out_of_range};
    }
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (rows.meter->customer) {
        return std::unexpected{Refusal::account_exists};
    }
    if (rows.meter->is_barred) {
        return std::unexpected{Refusal::meter_barred};
    }
    if (!rows.tariff) {
        return std::unexpected{Refusal::unknown_tariff};
    }
    if (!rows.tariff->is_approved) {
        return std::unexpected{Refusal::tariff_not_approved};
    }
    if (!is_for(*rows.tariff, given.customer_class)) {
        return std::unexpected{Refusal::tariff_of_another_class};
    }
    MeterRow meter = *rows.meter;
    meter.customer = rows.next.customer;
    meter.tariff = given.tariff;
    meter.customer_class = given.customer_class;
    meter.charged_through = month_before(month_of(context.business_date));
    return Decision{
        NewAccount{rows.next.customer}, {AccountOpened{rows.next.customer, given}}, meter};
}

Decided decide_on(const AddArrears& given, const Context&, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    if (!rows.meter->customer) {
        return std::unexpected{Refusal::no_account};
    }
    MeterRow meter = *rows.meter;
    if (given.amount <= base::MinorUnits{} || given.amount > largest_arrears - meter.arrears.owed) {
        return std::unexpected{Refusal::arrears_out_of_range};
    }
    if (given.recovery.most_per_sale <= base::MinorUnits{} ||
        given.recovery.most_per_sale > largest_arrears || given.recovery.basis_points < 0 ||
        given.recovery.basis_points > most_recovery_basis_points) {
        return std::unexpected{Refusal::recovery_out_of_range};
    }
    meter.arrears = {meter.arrears.owed + given.amount, given.recovery};
    return Decision{
        Done{},
        {ArrearsAdded{*meter.customer, given}, Posted{given.meter, arrears_posting(given.amount)}},
        meter};
}

Decided decide_on(const IssueCard& given, const Context&, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    MeterRow meter = *rows.meter;
    if (!meter.customer) {
        return std::unexpected{Refusal::no_account};
    }
    if (meter.card && meter.card->serial == given.serial &&
        meter.card->state == CardState::pending) {
        return Decision{
            NewCard{meter.card->generation, *meter.customer, meter.key_version}, {}, {}};
    }
    if (rows.card_was_issued) {
        return std::unexpected{Refusal::card_already_used};
    }
    const auto generation = card::next(meter.card ? meter.card->generation : card::Generation{0});
    if (!generation) {
        return std::unexpected{Refusal::generation_used_up};
    }
    meter.card = MeterCard{given.serial, *generation, CardState::pending};
    return Decision{NewCard{*generation, *meter.customer, meter.key_version},
                    {CardGiven{given.meter, given.serial, *generation}},
                    meter};
}

Decided decide_on(const ConfirmCard& given, const Context& context, const Rows& rows) {
    if (!rows.meter) {
        return std::unexpected{Refusal::unknown_meter};
    }
    MeterRow meter = *rows.meter;
    if (!meter.card || meter.card->serial != given.serial ||
        meter.card->generation != given.generation) {
        return std::unexpected{Refusal::unknown_card};
    }
    if (meter.card->state == CardState::confirmed) {
        return Decision{Done{}, {}, {}};
    }
    if (meter.card->state == CardState::withdrawn) {
        return std::unexpected{Refusal::unknown_card};
    }
    meter.card->state = CardState::confirmed;
    meter.meter_sessions = 0;  // counted by the card, and this is another one
    meter.readings_without_report = 0;
    Decision decision{Done{}, {CardConfirmed{given.meter, given.generation}}, {}};
    const base::WattHours carried = meter.carried_in;
    if (meter.sequence != card::Sequence{0} || carried > base::WattHours{}) {
        auto order = make_order(meter,
                                carried > base::WattHours{} ? card::OrderKind::carry_over
                                                            : card::OrderKind::replacement,
                                carried, context, rows.office);
        if (!order) {
            return std::unexpected{order.error()};
        }
        decision.changes.emplace_back(OrderMade{*order});
        if (carried > base::WattHours{}) {
            meter.carried_in = base::WattHours{};
            decision.changes.emplace_back(CarriedIn{meter.meter, order->sequence, carried});
            decision.changes.emplace_back(Posted{meter.meter, carry_in_posting(carried)});
        }
    }
    decision.meter = meter;
    return decision;
}

}  // namespace office
