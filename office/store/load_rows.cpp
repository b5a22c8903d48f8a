#include <algorithm>
#include <iterator>
#include <string_view>
#include <variant>

#include "card/report.h"
#include "office/store/book_rows.h"

namespace office {
namespace {

bool has_row(Query found) {
    return found.step();
}

// The first row of a query that selects tariff_columns.
std::optional<Tariff> read_tariff(Database& database, Query found) {
    if (!found.step()) {
        return std::nullopt;
    }
    return Tariff{
        .tariff = found.as<TariffId>(0),
        .name = std::string{found.text(1)},
        .price_per_kwh = found.quantity<base::MinorUnits>(2),
        .tax_basis_points = found.as<std::int32_t>(3),
        .valid_from = found.date(4),
        .proposed_by = found.as<UserId>(5),
        .is_approved = !found.is_null(6),
        .further_steps = find_steps(database, found.as<TariffId>(0)),
        .monthly_charge = found.quantity<base::MinorUnits>(7),
        .customers = found.as<CustomerClass>(8),
    };
}

std::optional<Tariff> find_tariff(Database& database, TariffId tariff) {
    static const std::string sql = tariff_columns + "WHERE tariff = ?";
    return read_tariff(database, database.query(sql, tariff));
}

// The approved version of the tariff's name for the class whose date came last.
std::optional<Tariff> find_tariff_in_force(Database& database, TariffId tariff,
                                           CustomerClass customer,
                                           std::chrono::year_month_day date) {
    static const std::string sql =
        tariff_columns +
        "WHERE approved_by IS NOT NULL AND name = (SELECT name FROM tariff WHERE tariff = ?) "
        "AND coalesce(customers, 0) IN (0, ?) AND valid_from_days <= ? "
        "ORDER BY valid_from_days DESC, tariff DESC LIMIT 1";
    return read_tariff(database, database.query(sql, tariff, customer, date));
}

std::optional<Role> find_role(Database& database, UserId user) {
    if (user == the_office) {
        return Role::office;
    }
    auto found = database.query("SELECT role FROM user_account WHERE user = ?", user);
    if (!found.step()) {
        return std::nullopt;
    }
    return found.as<Role>(0);
}

// The first row of a query that selects report and digest.
std::optional<CardReport> read_report(Query found) {
    if (!found.step()) {
        return std::nullopt;
    }
    CardReport report;
    report.bytes = found.array<card::report_size>(0);
    report.digest = found.array<8>(1);
    const auto fields = card::decode_report(report.bytes);
    if (!fields) {
        throw SqliteFailure{StoreProblem::read_or_write, "a report in the books is damaged"};
    }
    report.fields = *fields;
    return report;
}

// The counter's four bytes begin at the 27th: big endian, they sort as it does.
std::optional<CardReport> find_last_report_of(Database& database, card::MeterId meter,
                                              card::CardSerial serial) {
    return read_report(database.query(
        "SELECT report, report_digest FROM reading WHERE meter = ? AND card = ? "
        "AND report IS NOT NULL ORDER BY substr(report, 27, 4) DESC, reading LIMIT 1",
        meter, serial));
}

// What each command asks beyond its user's role.
struct Load {
    Database& database;
    const Context& context;
    Rows& rows;

    void operator()(const AddUser& given) const {
        rows.name_is_taken =
            has_row(database.query("SELECT 1 FROM user_account WHERE name = ?", given.name));
        rows.next.user = next<UserId>("SELECT coalesce(max(user), 0) + 1 FROM user_account");
    }
    void operator()(const AddApiToken& given) const {
        rows.owner_exists =
            has_row(database.query("SELECT 1 FROM user_account WHERE user = ?", given.owner));
        rows.next.token = next<TokenId>("SELECT coalesce(max(token), 0) + 1 FROM api_token");
    }
    void operator()(const ProposeTariff&) const {
        rows.next.tariff = next<TariffId>("SELECT coalesce(max(tariff), 0) + 1 FROM tariff");
    }
    void operator()(const ApproveTariff& given) const {
        rows.tariff = find_tariff(database, given.tariff);
    }
    void operator()(const RegisterMeter& given) const {
        load_meter(given.meter);
        rows.version_in_use = find_version_in_use(database);
    }
    void operator()(const HoldCeremony& given) const {
        rows.version_in_use = find_version_in_use(database);
        rows.key = find_key_rows(database, given, context);
    }
    void operator()(const LinkPremises& given) const {
        rows.network = find_network_rows(database, given);
    }
    void operator()(const RecordFeederReadings& given) const {
        rows.network = find_network_rows(database, given);
    }
    void operator()(const ConfirmCardKeys& given) const { load_meter(given.meter); }
    void operator()(const RecordFailedProof&) const {}
    void operator()(const RecordKeyUses&) const {}
    void operator()(const ExportMeterKey& given) const {
        load_meter(given.meter);
        rows.key_was_exported =
            has_row(database.query("SELECT 1 FROM key_export WHERE meter = ?", given.meter));
    }
    void operator()(const OpenAccount& given) const {
        load_meter(given.meter);
        rows.tariff = find_tariff(database, given.tariff);
        rows.next.customer =
            next<card::CustomerNumber>("SELECT coalesce(max(customer), 0) + 1 FROM account");
    }
    void operator()(const IssueCard& given) const {
        load_meter(given.meter);
        rows.card_was_issued =
            has_row(database.query("SELECT 1 FROM card WHERE serial = ?1 "
                                   "UNION ALL SELECT 1 FROM field_round WHERE serial = ?1",
                                   given.serial));
    }
    void operator()(const AddArrears& given) const { load_meter(given.meter); }
    void operator()(const ConfirmCard& given) const { load_meter(given.meter); }
    void operator()(const Sell& given) const {
        load_meter(given.meter);
        if (rows.meter && rows.meter->tariff) {
            rows.tariff = find_tariff_in_force(database, *rows.meter->tariff,
                                               rows.meter->customer_class, context.business_date);
        }
        if (rows.meter && rows.meter->customer) {
            rows.is_closing = is_account_closing(database, *rows.meter->customer);
            rows.is_blocked = is_customer_blocked(database, *rows.meter->customer);
        }
        rows.next.receipt = next<ReceiptNumber>("SELECT coalesce(max(receipt), 0) + 1 FROM sale");
        rows.next.desk_receipt = find_next_desk_receipt(database, given.desk);
        load_drawer(given.desk);
    }
    void operator()(const ReverseSale& given) const {
        load_for_adjustment(given.meter);
        rows.next.adjustment = find_next_adjustment(database);
        if (rows.meter) {
            rows.sold = find_sold(database, *rows.meter, given.receipt, SoldFor::this_meter);
            rows.month_before_sale = find_month_before(database, *rows.meter, given.receipt);
        }
    }
    void operator()(const AskAdjustment& given) const {
        load_for_adjustment(given.meter);
        rows.next.adjustment = find_next_adjustment(database);
        if (rows.meter && given.kind == AdjustmentKind::correction) {
            rows.sold = find_sold(database, *rows.meter, given.receipt);
        } else if (rows.meter && given.kind == AdjustmentKind::refund) {
            rows.sold = find_newest_sold(database, *rows.meter, given.energy);
        }
    }
    void operator()(const AskExchange& given) const {
        load_for_adjustment(given.meter);
        rows.next.adjustment = find_next_adjustment(database);
        rows.new_meter = find_meter(database, given.new_meter);
    }
    void operator()(const ApproveAdjustment& given) const {
        load_for_adjustment(given.meter);
        rows.adjustment = find_adjustment(database, given.meter, given.adjustment);
        if (!rows.meter || !rows.adjustment) {
            return;
        }
        if (const auto& exchange = rows.adjustment->exchange) {
            rows.new_meter = find_meter(database, exchange->new_meter);
            rows.premises = find_premises_after(database, given.meter, exchange->new_meter,
                                                context.business_date);
        }
        rows.is_unsettled =
            is_customer_unsettled(database, rows.adjustment->customer, given.adjustment);
        for (const AdjustmentShare& share : rows.adjustment->figures.shares) {
            std::ranges::copy(find_sold(database, *rows.meter, share.receipt),
                              std::back_inserter(rows.sold));
        }
    }
    void operator()(const DeclineAdjustment& given) const {
        load_for_adjustment(given.meter);
        rows.adjustment = find_adjustment(database, given.meter, given.adjustment);
    }
    void operator()(const PayBack& given) const {
        load_for_adjustment(given.meter);
        rows.adjustment = find_adjustment(database, given.meter, given.adjustment);
        load_drawer(given.desk);
    }
    void operator()(const SetBlocked& given) const { load_meter(given.meter); }
    void operator()(const SetDesk& given) const { rows.desk = find_desk(database, given.desk); }
    void operator()(const OpenShift& given) const {
        rows.desk = find_desk(database, given.desk);
        rows.next.shift = next<ShiftId>("SELECT coalesce(max(shift), 0) + 1 FROM shift_opening");
    }
    void operator()(const CloseShift& given) const { load_shift(given.shift); }
    void operator()(const SignShift& given) const { load_shift(given.shift); }
    void operator()(const CloseDay& given) const {
        rows.closed_through = find_closed_through(database);
        rows.a_shift_is_open = is_shift_open(database, given.date);
        rows.day_sums = find_day_sums(database, rows.closed_through, given.date);
    }
    void operator()(const PrintReceipt& given) const {
        if (has_row(database.query("SELECT 1 FROM sale WHERE receipt = ? AND meter = ?",
                                   given.receipt, given.meter))) {
            auto prints = database.query("SELECT count(*) FROM receipt_print WHERE receipt = ?",
                                         given.receipt);
            prints.step();
            rows.receipt_prints = static_cast<std::uint32_t>(prints.integer(0));
        }
    }
    void operator()(const ConfirmOrder& given) const {
        load_meter(given.meter);
        rows.order = find_order(database, given.meter, given.sequence);
        rows.adjustment = find_adjustment(database, given.meter, given.sequence);
    }
    void operator()(const RecordReport& given) const {
        load_report(given.meter, given.serial, given.report);
        rows.events = find_events(database, given.meter, given.events);
        rows.ends = find_ends(database, given.meter, given.ends);
    }
    void operator()(const RecordFieldReport& given) const {
        load_report(given.meter, given.serial, given.report);
        rows.events = find_events(database, given.meter, given.events);
    }
    void operator()(const IssueFieldCard& given) const {
        rows.version_in_use = find_version_in_use(database);
        rows.field = find_field_rows(database, given);
    }
    void operator()(const ConfirmFieldCard& given) const {
        rows.field.round = find_field_round(database, given.serial);
    }
    void operator()(const LoseFieldCard& given) const {
        rows.field.round = find_field_round(database, given.serial);
    }

 private:
    template <typename Number>
    Number next(std::string_view sql) const {
        return static_cast<Number>(database.number(sql));
    }
    void load_drawer(std::string_view desk) const {
        rows.desks_are_set_up = database.number("SELECT EXISTS (SELECT 1 FROM desk)") != 0;
        rows.desk = find_desk(database, desk);
    }
    void load_for_adjustment(card::MeterId meter) const {
        load_meter(meter);
        rows.last_report = find_last_report(database, meter);
        if (rows.meter && rows.meter->customer) {
            rows.is_closing = is_account_closing(database, *rows.meter->customer);
        }
    }
    void load_report(card::MeterId meter, card::CardSerial serial,
                     const std::optional<CardReport>& report) const {
        load_meter(meter);
        rows.last_report = find_last_report(database, meter);
        rows.last_of_card = find_last_report_of(database, meter, serial);
        rows.log = find_log(database, meter);
        if (report) {
            rows.order = find_order(database, meter, report->fields.order_sequence);
        }
    }
    void load_shift(ShiftId shift) const {
        rows.shift = find_shift(database, shift);
        if (rows.shift) {
            rows.desk = find_desk(database, rows.shift->desk);
        }
    }
    void load_meter(card::MeterId meter) const { rows.meter = find_meter(database, meter); }
};

}  // namespace

const std::string tariff_columns =
    "SELECT tariff, name, price_minor_units_per_kwh, tax_basis_points, valid_from_days, "
    "proposed_by, approved_by, coalesce(monthly_charge_minor_units, 0), coalesce(customers, 0) "
    "FROM tariff LEFT JOIN tariff_approval USING (tariff) LEFT JOIN tariff_terms USING (tariff) ";

std::vector<PriceStep> find_steps(Database& database, TariffId tariff) {
    auto found = database.query(
        "SELECT from_watt_hours, price_minor_units_per_kwh FROM tariff_step WHERE tariff = ? "
        "ORDER BY from_watt_hours",
        tariff);
    std::vector<PriceStep> steps;
    while (found.step()) {
        steps.push_back({found.quantity<base::WattHours>(0), found.quantity<base::MinorUnits>(1)});
    }
    return steps;
}

Rows load_rows(Database& database, const Envelope& envelope, const Settings& settings) {
    Rows rows;
    rows.office = settings.office;
    rows.role = find_role(database, envelope.context.user);
    std::visit(Load{database, envelope.context, rows}, envelope.command);
    return rows;
}

std::optional<MeterRow> find_meter(Database& database, card::MeterId meter) {
    auto found = database.query(
        "SELECT key_version, customer, tariff, is_open, card, generation, card_state, sequence, "
        "ordered_total_watt_hours, purchases, last_purchase_watt_hours, "
        "last_purchase_utc_seconds, meter_sessions, readings_without_report, customer_class, "
        "charged_through_months, bought_in_month_watt_hours, arrears_minor_units, "
        "most_per_sale_minor_units, recovery_basis_points, order_key_version, "
        "carried_in_watt_hours, is_barred FROM meter WHERE meter = ?",
        meter);
    if (!found.step()) {
        return std::nullopt;
    }
    MeterRow row{
        .meter = meter,
        .key_version = found.as<card::KeyVersion>(0),
        .customer = found.maybe<card::CustomerNumber>(1),
        .tariff = found.maybe<TariffId>(2),
        .is_open = found.integer(3) != 0,
        .order_key_version = found.as<card::KeyVersion>(20),
        .card = std::nullopt,
        .sequence = found.as<card::Sequence>(7),
        .ordered_total = found.quantity<base::WattHours>(8),
        .purchases = found.as<std::uint32_t>(9),
        .last_purchase_energy = found.quantity<base::WattHours>(10),
        .last_purchase_time = found.time(11),
        .meter_sessions = found.as<std::uint32_t>(12),
        .readings_without_report = found.as<std::uint8_t>(13),
        .customer_class = found.as<CustomerClass>(14),
        .charged_through = found.as<BusinessMonth>(15),
        .bought_in_month = found.quantity<base::WattHours>(16),
        .arrears = {found.quantity<base::MinorUnits>(17),
                    {found.quantity<base::MinorUnits>(18), found.as<std::int32_t>(19)}},
        .carried_in = found.quantity<base::WattHours>(21),
        .is_barred = found.integer(22) != 0,
    };
    if (!found.is_null(4)) {
        row.card = MeterCard{found.as<card::CardSerial>(4), found.as<card::Generation>(5),
                             found.as<CardState>(6)};
    }
    return row;
}

std::optional<OrderView> find_order(Database& database, card::MeterId meter,
                                    card::Sequence sequence) {
    auto found = database.query(
        "SELECT key_version, kind, card, generation, energy_watt_hours, ordered_total_watt_hours, "
        "purchases, last_purchase_watt_hours, last_purchase_utc_seconds, customer, "
        "parameter_version, issue_utc_seconds, office, "
        "EXISTS (SELECT 1 FROM order_issue i WHERE i.meter = o.meter AND i.sequence = o.sequence), "
        "EXISTS (SELECT 1 FROM energy_order n "
        "WHERE n.meter = o.meter AND n.sequence = o.sequence + 1) "
        "FROM energy_order o WHERE meter = ? AND sequence = ?",
        meter, sequence);
    if (!found.step()) {
        return std::nullopt;
    }
    OrderView view;
    view.order = card::Order{
        .key_version = found.as<card::KeyVersion>(0),
        .kind = found.as<card::OrderKind>(1),
        .meter = meter,
        .card = found.as<card::CardSerial>(2),
        .generation = found.as<card::Generation>(3),
        .sequence = sequence,
        .energy = found.quantity<base::WattHours>(4),
        .ordered_total = found.quantity<base::WattHours>(5),
        .purchases = found.as<std::uint32_t>(6),
        .last_purchase_energy = found.quantity<base::WattHours>(7),
        .last_purchase_time = found.time(8),
        .customer = found.as<card::CustomerNumber>(9),
        .parameter_version = found.as<std::uint32_t>(10),
        .issue_time = found.time(11),
        .office = found.as<card::OfficeId>(12),
    };
    if (found.integer(13) != 0) {
        view.state = OrderState::issued;
    } else if (found.integer(14) != 0) {
        view.state = OrderState::superseded;
    }
    return view;
}

std::optional<CardReport> find_last_report(Database& database, card::MeterId meter) {
    return read_report(
        database.query("SELECT report, report_digest FROM reading WHERE meter = ? AND is_newer = 1 "
                       "ORDER BY reading DESC LIMIT 1",
                       meter));
}

}  // namespace office
