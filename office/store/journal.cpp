#include "office/store/journal.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/ensure.h"
#include "office/domain/byte_builder.h"
#include "office/store/sha256.h"

namespace office {
namespace {

JournalText text(const std::string& name, const std::string& columns) {
    const auto count = 1 + std::ranges::count(columns, ',');
    std::string places = "?";
    for (auto i = count; i > 1; --i) {
        places += ", ?";
    }
    return {name, "INSERT INTO " + name + " (" + columns + ") VALUES (" + places + ")",
            "SELECT " + columns + " FROM " + name + " ORDER BY rowid", static_cast<int>(count)};
}

// In the order of JournalTable.
std::array<JournalText, journal_table_count> all_texts() {
    return {
        text("command", "command, entry, command_group, id, user, at_utc_seconds, content, answer"),
        text("user_account", "command, user, name, role, password_hash"),
        text("api_token", "command, token, owner, label, token_hash"),
        text("tariff",
             "command, tariff, name, price_minor_units_per_kwh, tax_basis_points, "
             "valid_from_days, proposed_by"),
        text("tariff_approval", "command, tariff, approved_by"),
        text("meter_registration", "command, meter, key_version"),
        text("account", "command, customer, meter, tariff"),
        text("card", "command, serial, meter, generation"),
        text("card_confirmation", "command, meter, generation"),
        text("energy_order",
             "command, meter, sequence, key_version, kind, card, generation, energy_watt_hours, "
             "ordered_total_watt_hours, purchases, last_purchase_watt_hours, "
             "last_purchase_utc_seconds, customer, parameter_version, issue_utc_seconds, office"),
        text("order_issue", "command, meter, sequence"),
        text("sale",
             "command, receipt, meter, customer, sequence, business_date_days, desk, "
             "energy_watt_hours, net_minor_units, tax_minor_units, total_minor_units, tariff"),
        text("posting_leg", "command, meter, business_date_days, account, amount"),
        text("reading",
             "command, reading, meter, card, generation, meter_sessions, office_sessions, report, "
             "report_digest, is_newer, findings"),
        text("key_export", "command, meter"),
        text("tariff_terms", "command, tariff, customers, monthly_charge_minor_units"),
        text("tariff_step", "command, tariff, from_watt_hours, price_minor_units_per_kwh"),
        text("account_terms", "command, customer, meter, customer_class, opened_days"),
        text("arrears",
             "command, meter, customer, amount_minor_units, most_per_sale_minor_units, "
             "recovery_basis_points"),
        text("sale_dues", "command, receipt, meter, charge_minor_units, arrears_minor_units"),
        text("desk_setting", "command, desk, most_unsigned_cash_minor_units"),
        text("shift_opening",
             "command, shift, desk, user, business_date_days, change_fund_minor_units"),
        text("shift_closing", "command, shift, user, cash_taken_minor_units, counted_minor_units"),
        text("shift_signing", "command, shift, user"),
        text("sale_payment",
             "command, receipt, desk, desk_receipt, shift, means, tendered_minor_units"),
        text("day_close", "command, business_date_days, user"),
        text("day_total", "command, business_date_days, account, amount"),
        text("key_ceremony",
             "command, ceremony, kind, version, fingerprint, shares_needed, shares_count, first, "
             "second"),
        text("failed_proof", "command, user"),
        text("key_use", "command, kind, version, use, times"),
        text("meter_roll_over", "command, meter, key_version"),
        text("receipt_print", "command, meter, receipt, user"),
        text("card_roll_over", "command, meter, serial, key_version"),
        text("transformer", "command, transformer, district"),
        text("premises_link", "command, meter, from_days, transformer"),
        text("feeder_reading", "command, transformer, read_days, total_watt_hours"),
        text("adjustment",
             "command, adjustment, meter, customer, kind, reason, asked_by, energy_watt_hours, "
             "net_minor_units, charge_minor_units, tax_minor_units, arrears_minor_units"),
        text("adjustment_share",
             "command, adjustment, meter, receipt, energy_watt_hours, net_minor_units, "
             "tax_minor_units"),
        text("adjustment_approval", "command, adjustment, meter, user, sequence, meter_sessions"),
        text("adjustment_refusal", "command, adjustment, meter, user"),
        text("adjustment_proof", "command, adjustment, meter"),
        text("adjustment_payment",
             "command, adjustment, meter, business_date_days, desk, shift, means, user, "
             "total_minor_units"),
        text("customer_block", "command, meter, customer, is_blocked, user"),
        text("field_round", "command, serial, round, kind, carrier, key_version"),
        text("field_place", "command, place, meter, key_version, parameter_version"),
        text("field_parameters", "command, parameters"),
        text("field_confirmation", "command, serial, round"),
        text("field_loss", "command, serial, round"),
        text("meter_event",
             "command, meter, number, kind, reasons, at_utc_seconds, ordered_total_watt_hours, "
             "consumed_total_watt_hours, detail"),
        text("period_end",
             "command, meter, period, at_utc_seconds, clock_trusted, ordered_total_watt_hours, "
             "consumed_total_watt_hours"),
        text("meter_exchange",
             "command, adjustment, meter, customer, new_meter, used_since_watt_hours, is_dead"),
        text("carry_in", "command, meter, sequence, energy_watt_hours"),
        text("move_out", "command, customer, meter, energy_watt_hours, sequence, user"),
    };
}

enum class Kind : std::uint8_t { null, number, text, bytes };

struct AppendValue {
    ByteBuilder& to;

    void operator()(std::nullptr_t) const { to.add(Kind::null); }
    void operator()(std::int64_t number) const { to.add(Kind::number).add(number); }
    void operator()(std::string_view text) const { to.add(Kind::text).text(text); }
    void operator()(Blob bytes) const {
        to.add(Kind::bytes).add(static_cast<std::uint32_t>(bytes.size())).bytes(bytes);
    }
};

}  // namespace

const JournalText& text_of(JournalTable table) {
    static const auto texts = all_texts();
    return texts[std::to_underlying(table)];
}

void append_row(std::vector<std::uint8_t>& to, JournalTable table,
                std::span<const SqliteValue> values) {
    ByteBuilder row;
    row.add(table);
    for (const SqliteValue& value : values) {
        std::visit(AppendValue{row}, value);
    }
    const auto bytes = row.take();
    to.insert(to.end(), bytes.begin(), bytes.end());
}

Digest Journal::digest() const {
    Sha256 digest;
    for (const auto& rows : rows_) {
        digest.add(rows);
    }
    return digest.take();
}

void Journal::add_values(JournalTable table, std::span<const SqliteValue> values) {
    const JournalText& text = text_of(table);
    base::ensure(std::cmp_equal(values.size(), text.columns));
    database_.run_with(text.insert, values);
    append_row(rows_[std::to_underlying(table)], table, values);
}

Digest digest_of(const ChainEntry& entry) {
    ByteBuilder bytes;
    bytes.add(entry.chain)
        .add(entry.position)
        .add(entry.epoch)
        .add(std::int64_t{entry.at.time_since_epoch().count()})
        .add(entry.commands)
        .bytes(entry.batch)
        .bytes(entry.previous);
    return sha256(bytes.take());
}

}  // namespace office
