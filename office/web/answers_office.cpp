// Answers about the office itself: people, tariffs, customers, ledger, audit chains, desks.
#include <utility>

#include "office/web/answer_parts.h"
#include "office/web/answers.h"
#include "office/web/names.h"
#include "office/web/secret.h"

namespace office {
namespace {

void write_user(JsonWriter& json, const UserView& user) {
    json.begin_object()
        .member("user", number_text(user.user))
        .member("name", user.name)
        .member("role", role_name(user.role))
        .end_object();
}

void write_tariff(JsonWriter& json, const TariffView& tariff) {
    json.begin_object()
        .member("tariff", std::to_underlying(tariff.tariff))
        .member("name", tariff.name)
        .member("customers", class_name(tariff.customers))
        .member("price_minor_per_kwh", tariff.price_per_kwh.count());
    json.name("further_steps").begin_list();
    for (const PriceStep& step : tariff.further_steps) {
        json.begin_object()
            .member("from_wh", step.from.count())
            .member("price_minor_per_kwh", step.price_per_kwh.count())
            .end_object();
    }
    json.end_list()
        .member("monthly_charge_minor", tariff.monthly_charge.count())
        .member("tax_basis_points", tariff.tax_basis_points)
        .member("valid_from", to_text(tariff.valid_from))
        .member("proposed_by", number_text(tariff.proposed_by));
    json.name("approved_by");
    tariff.approved_by ? json.value(number_text(*tariff.approved_by)) : json.null();
    json.end_object();
}

void write_customer(JsonWriter& json, const CustomerView& customer) {
    json.begin_object()
        .member("customer", to_text(customer.customer))
        .member("meter", to_text(customer.meter))
        .member("name", customer.name)
        .member("address", customer.address)
        .member("phone", customer.phone)
        .member("is_served", customer.is_served)
        .end_object();
}

void write_audit_entry(JsonWriter& json, const AuditEntryView& entry) {
    json.begin_object()
        .member("entry", entry.entry)
        .member("chain", entry.chain)
        .member("position", entry.position)
        .member("epoch", entry.epoch)
        .member("at", to_text(entry.at))
        .member("commands", entry.commands)
        .member("digest", to_hex(entry.digest))
        .end_object();
}

// A number as text, or null.
void write_number(JsonWriter& json, std::string_view name, const auto& id) {
    json.name(name);
    id ? json.value(number_text(*id)) : json.null();
}

void write_shift(JsonWriter& json, const ShiftView& shift) {
    const base::MinorUnits expected = shift.change_fund + shift.cash_taken;
    json.begin_object()
        .member("shift", number_text(shift.shift))
        .member("desk", shift.desk)
        .member("opened_by", number_text(shift.opened_by))
        .member("opened_at", to_text(shift.opened_at))
        .member("change_fund_minor", shift.change_fund.count())
        .member("cash_taken_minor", shift.cash_taken.count());
    write_number(json, "closed_by", shift.closed_by);
    if (shift.closed_by) {
        json.member("closed_at", to_text(shift.closed_at))
            .member("counted_minor", shift.counted.count())
            .member("difference_minor", (shift.counted - expected).count());
    }
    write_number(json, "signed_by", shift.signed_by);
    json.end_object();
}

void write_takings(JsonWriter& json, const Takings& takings) {
    json.begin_object()
        .member("business_date", to_text(takings.business_date))
        .member("desk", takings.desk)
        .member("user", number_text(takings.user))
        .member("means", means_name(takings.means))
        .member("sales", takings.sales)
        .member("energy_wh", takings.energy.count())
        .member("total_minor", takings.total.count())
        .member("paid_back_minor", takings.paid_back.count())
        .end_object();
}

void write_day(JsonWriter& json, const DayView& day) {
    json.begin_object()
        .member("date", to_text(day.date))
        .member("closed_at", to_text(day.closed_at))
        .member("closed_by", number_text(day.closed_by))
        .end_object();
}

void write_adjustment(JsonWriter& json, const AdjustmentView& adjustment) {
    json.begin_object()
        .member("adjustment", number_text(adjustment.adjustment))
        .member("at", to_text(adjustment.at))
        .member("meter", to_text(adjustment.meter))
        .member("customer", to_text(adjustment.customer))
        .member("kind", adjustment_kind_name(adjustment.kind))
        .member("reason", reason_name(adjustment.reason))
        .member("state", adjustment_state_name(adjustment.state))
        .member("energy_wh", adjustment.price.energy.count())
        .member("net_minor", adjustment.price.net.count())
        .member("charge_minor", adjustment.price.charge.count())
        .member("tax_minor", adjustment.price.tax.count())
        .member("arrears_minor", adjustment.price.arrears.count())
        .member("total_minor", adjustment.price.total().count())
        .member("asked_by", number_text(adjustment.asked_by));
    write_number(json, "decided_by", adjustment.decided_by);
    write_number(json, "paid_by", adjustment.paid_by);
    json.member("sequence", std::to_underlying(adjustment.sequence))
        .member("is_proven", adjustment.is_proven);
    if (const auto& exchange = adjustment.exchange) {
        json.member("new_meter", to_text(exchange->new_meter))
            .member("used_since_wh", exchange->used_since.count())
            .member("is_dead", exchange->is_dead);
    }
    json.end_object();
}

}  // namespace

std::string to_json(const std::vector<AdjustmentView>& adjustments, std::uint32_t limit) {
    return list_to_json(adjustments, write_adjustment, limit, [](const AdjustmentView& last) {
        return std::to_underlying(last.adjustment);
    });
}

std::string to_json(const DeskRow& desk) {
    JsonWriter json;
    json.begin_object().member("desk", desk.desk).name("most_unsigned_cash_minor");
    desk.most_unsigned_cash ? json.value(desk.most_unsigned_cash->count()) : json.null();
    write_number(json, "shift", desk.shift);
    json.member("change_fund_minor", desk.change_fund.count())
        .member("cash_taken_minor", desk.cash_taken.count())
        .member("cash_unsigned_minor", desk.cash_unsigned.count())
        .end_object();
    return json.take();
}

std::string to_json(const std::vector<ShiftView>& shifts, std::uint32_t limit) {
    return list_to_json(shifts, write_shift, limit,
                        [](const ShiftView& last) { return std::to_underlying(last.shift); });
}

std::string to_json(const std::vector<Takings>& takings) {
    return list_to_json(takings, write_takings, whole_list, no_key);
}

std::string to_json(const std::vector<DayView>& days) {
    return list_to_json(days, write_day, whole_list, no_key);
}

std::string to_json(const std::vector<UserView>& users) {
    return list_to_json(users, write_user, whole_list, no_key);
}

std::string to_json(const std::vector<TariffView>& tariffs) {
    return list_to_json(tariffs, write_tariff, whole_list, no_key);
}

std::string to_json(const std::vector<CustomerView>& customers, std::uint32_t limit) {
    return list_to_json(customers, write_customer, limit,
                        [](const CustomerView& last) { return std::to_underlying(last.customer); });
}

std::string to_json(const std::vector<AuditEntryView>& entries, std::uint32_t limit) {
    return list_to_json(entries, write_audit_entry, limit,
                        [](const AuditEntryView& last) { return last.entry; });
}

std::string to_json(const LedgerPage& ledger, std::string_view currency) {
    JsonWriter json;
    json.begin_object().member("currency", currency).member("postings", ledger.postings);
    json.name("accounts").begin_object();
    for (const LedgerSum& sum : ledger.sums) {
        const bool is_money = unit_of(sum.account) == Unit::money;
        json.member(std::string{account_name(sum.account)} + (is_money ? "_minor" : "_wh"),
                    sum.amount);
    }
    json.end_object().end_object();
    return json.take();
}

std::string desks_to_json(const std::vector<std::string>& desks) {
    return list_to_json(
        desks,
        [](JsonWriter& json, const std::string& desk) {
            json.begin_object().member("name", desk).end_object();
        },
        whole_list, no_key);
}

}  // namespace office
