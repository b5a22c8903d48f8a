// Rows of adjustments, of what sales have left to give back, and of who is sold nothing.
#include <string>

#include "office/store/book_rows.h"

namespace office {
namespace {

// The count of meter sessions is that of the last reading of the order's card before the order.
const std::string sold_columns =
    "SELECT s.receipt, s.energy_watt_hours, s.net_minor_units, coalesce(d.charge_minor_units, 0), "
    "s.tax_minor_units, coalesce(d.arrears_minor_units, 0), "
    "coalesce((SELECT sum(h.energy_watt_hours) FROM adjustment_share h "
    "JOIN adjustment_approval USING (adjustment) WHERE h.receipt = s.receipt), 0), "
    "s.business_date_days, s.sequence, o.generation, "
    "coalesce((SELECT r.meter_sessions FROM reading r WHERE r.meter = o.meter AND r.card = o.card "
    "AND r.generation = o.generation AND r.command < o.command "
    "ORDER BY r.reading DESC LIMIT 1), 0) "
    "FROM sale s JOIN energy_order o ON o.meter = s.meter AND o.sequence = s.sequence "
    "LEFT JOIN sale_dues d USING (receipt) ";

const std::string adjustment_columns =
    "SELECT a.adjustment, kind, a.customer, asked_by, energy_watt_hours, net_minor_units, "
    "charge_minor_units, tax_minor_units, arrears_minor_units, f.adjustment, p.sequence, "
    "(SELECT generation FROM energy_order o WHERE o.meter = a.meter AND o.sequence = p.sequence), "
    "p.meter_sessions, r.adjustment, y.adjustment, x.new_meter, x.used_since_watt_hours, x.is_dead "
    "FROM adjustment a LEFT JOIN adjustment_refusal f USING (adjustment) "
    "LEFT JOIN adjustment_approval p USING (adjustment) "
    "LEFT JOIN adjustment_proof r USING (adjustment) "
    "LEFT JOIN adjustment_payment y USING (adjustment) "
    "LEFT JOIN meter_exchange x USING (adjustment) ";

SoldRow sold_row(const Query& found) {
    return {
        .receipt = found.as<ReceiptNumber>(0),
        .price = {.energy = found.quantity<base::WattHours>(1),
                  .net = found.quantity<base::MinorUnits>(2),
                  .charge = found.quantity<base::MinorUnits>(3),
                  .tax = found.quantity<base::MinorUnits>(4),
                  .arrears = found.quantity<base::MinorUnits>(5)},
        .taken_back = found.quantity<base::WattHours>(6),
        .month = month_of(found.date(7)),
        .sequence = found.as<card::Sequence>(8),
        .generation = found.as<card::Generation>(9),
        .meter_sessions = found.as<std::uint32_t>(10),
    };
}

std::vector<AdjustmentShare> find_shares(Database& database, AdjustmentId adjustment) {
    auto found = database.query(
        "SELECT receipt, energy_watt_hours, net_minor_units, tax_minor_units FROM adjustment_share "
        "WHERE adjustment = ? ORDER BY rowid",
        adjustment);
    std::vector<AdjustmentShare> shares;
    while (found.step()) {
        shares.push_back({found.as<ReceiptNumber>(0), found.quantity<base::WattHours>(1),
                          found.quantity<base::MinorUnits>(2),
                          found.quantity<base::MinorUnits>(3)});
    }
    return shares;
}

// The first row of a query that selects adjustment_columns.
std::optional<AdjustmentRow> read_adjustment(Database& database, Query found) {
    if (!found.step()) {
        return std::nullopt;
    }
    AdjustmentRow row{
        .adjustment = found.as<AdjustmentId>(0),
        .kind = found.as<AdjustmentKind>(1),
        .customer = found.as<card::CustomerNumber>(2),
        .asked_by = found.as<UserId>(3),
        .figures = {{.energy = found.quantity<base::WattHours>(4),
                     .net = found.quantity<base::MinorUnits>(5),
                     .charge = found.quantity<base::MinorUnits>(6),
                     .tax = found.quantity<base::MinorUnits>(7),
                     .arrears = found.quantity<base::MinorUnits>(8)},
                    find_shares(database, found.as<AdjustmentId>(0))},
    };
    if (!found.is_null(9)) {
        row.state = AdjustmentState::declined;
    } else if (!found.is_null(14)) {
        row.state = AdjustmentState::paid;
    } else if (!found.is_null(10)) {
        row.state = AdjustmentState::approved;
    }
    if (!found.is_null(10)) {
        row.sequence = found.as<card::Sequence>(10);
        row.generation = found.as<card::Generation>(11);
        row.meter_sessions = found.as<std::uint32_t>(12);
    }
    row.is_proven = !found.is_null(13);
    if (!found.is_null(15)) {
        row.exchange = Exchange{found.as<card::MeterId>(15), found.quantity<base::WattHours>(16),
                                found.integer(17) != 0};
    }
    return row;
}

}  // namespace

AdjustmentId find_next_adjustment(Database& database) {
    return static_cast<AdjustmentId>(
        database.number("SELECT coalesce(max(adjustment), 0) + 1 FROM adjustment"));
}

std::vector<SoldRow> find_sold(Database& database, const MeterRow& meter, ReceiptNumber receipt,
                               SoldFor place) {
    static const std::string sql =
        sold_columns + "WHERE s.receipt = ? AND s.customer = ? AND (? OR s.meter = ?)";
    auto found =
        database.query(sql, receipt, meter.customer, place == SoldFor::any_meter, meter.meter);
    std::vector<SoldRow> sold;
    if (found.step()) {
        sold.push_back(sold_row(found));
    }
    return sold;
}

std::vector<SoldRow> find_newest_sold(Database& database, const MeterRow& meter,
                                      base::WattHours energy) {
    static const std::string sql =
        sold_columns +
        "WHERE s.meter IN (SELECT meter FROM service WHERE customer = ?1) AND s.customer = ?1 "
        "ORDER BY s.receipt DESC";
    auto found = database.query(sql, meter.customer);
    std::vector<SoldRow> sold;
    base::WattHours left;
    while (left < energy && found.step()) {
        SoldRow row = sold_row(found);
        if (row.taken_back < row.price.energy) {
            left += row.price.energy - row.taken_back;
            sold.push_back(row);
        }
    }
    return sold;
}

MonthBefore find_month_before(Database& database, const MeterRow& meter, ReceiptNumber receipt) {
    using namespace std::chrono;
    auto last = database.query(
        "SELECT max(business_date_days) FROM sale s WHERE customer = ?1 "
        "AND meter IN (SELECT meter FROM service WHERE customer = ?1) AND receipt <> ?2 "
        "AND NOT EXISTS "
        "(SELECT 1 FROM taken_back t WHERE t.receipt = s.receipt AND is_reversed = 1)",
        meter.customer, receipt);
    if (!last.step() || last.is_null(0)) {
        auto opened = database.query(
            "SELECT coalesce(opened_days, at_utc_seconds / 86400) FROM account a "
            "JOIN command USING (command) LEFT JOIN account_terms t USING (customer) "
            "WHERE customer = ?",
            meter.customer);
        return opened.step() ? MonthBefore{month_before(month_of(opened.date(0))), {}}
                             : MonthBefore{};
    }
    const year_month_day date = last.date(0);
    const year_month month{date.year(), date.month()};
    auto bought = database.query(
        "SELECT coalesce(sum(s.energy_watt_hours - coalesce(t.energy_watt_hours, 0)), 0) "
        "FROM sale s LEFT JOIN taken_back t USING (receipt) WHERE s.customer = ?1 "
        "AND s.meter IN (SELECT meter FROM service WHERE customer = ?1) AND s.receipt <> ?2 "
        "AND s.business_date_days >= ?3 AND s.business_date_days < ?4",
        meter.customer, receipt, month / 1, (month + months{1}) / 1);
    bought.step();
    return {month_of(date), bought.quantity<base::WattHours>(0)};
}

std::optional<AdjustmentRow> find_adjustment(Database& database, card::MeterId meter,
                                             AdjustmentId adjustment) {
    static const std::string sql = adjustment_columns + "WHERE a.adjustment = ? AND a.meter = ?";
    return read_adjustment(database, database.query(sql, adjustment, meter));
}

std::optional<AdjustmentRow> find_adjustment(Database& database, card::MeterId meter,
                                             card::Sequence sequence) {
    static const std::string sql = adjustment_columns + "WHERE p.meter = ? AND p.sequence = ?";
    return read_adjustment(database, database.query(sql, meter, sequence));
}

bool is_customer_unsettled(Database& database, card::CustomerNumber customer,
                           AdjustmentId besides) {
    return database
        .query(
            "SELECT 1 FROM adjustment a LEFT JOIN adjustment_refusal f USING (adjustment) "
            "LEFT JOIN adjustment_approval p USING (adjustment) "
            "LEFT JOIN adjustment_payment y USING (adjustment) "
            "WHERE a.meter IN (SELECT meter FROM service WHERE customer = ?1) "
            "AND a.customer = ?1 AND a.adjustment <> ?2 AND f.adjustment IS NULL "
            "AND (p.adjustment IS NULL OR (y.adjustment IS NULL AND a.kind <> 4 "
            "AND net_minor_units + charge_minor_units + tax_minor_units + arrears_minor_units "
            "> 0))",
            customer, besides)
        .step();
}

std::optional<PremisesLink> find_premises_after(Database& database, card::MeterId meter,
                                                card::MeterId new_meter,
                                                std::chrono::year_month_day from) {
    auto found = database.query(
        "SELECT transformer, district FROM premises_link JOIN transformer USING (transformer) "
        "WHERE meter = ?1 AND from_days <= ?3 AND NOT EXISTS "
        "(SELECT 1 FROM premises_link n WHERE n.meter = ?2 AND n.from_days >= ?3) "
        "ORDER BY from_days DESC LIMIT 1",
        meter, new_meter, from);
    if (!found.step()) {
        return std::nullopt;
    }
    return PremisesLink{new_meter, std::string{found.text(0)}, std::string{found.text(1)}, from};
}

bool is_account_closing(Database& database, card::CustomerNumber customer) {
    return database
        .query(
            "SELECT 1 FROM meter m JOIN adjustment a ON a.meter = m.meter "
            "JOIN adjustment_approval USING (adjustment) "
            "WHERE m.customer = ? AND a.customer = m.customer AND a.kind = 5",
            customer)
        .step();
}

bool is_customer_blocked(Database& database, card::CustomerNumber customer) {
    auto found = database.query(
        "SELECT is_blocked FROM customer_block WHERE customer = ? ORDER BY command DESC LIMIT 1",
        customer);
    return found.step() && found.integer(0) != 0;
}

}  // namespace office
