// Rows of desks, shifts and closed days.
#include <string>

#include "office/store/book_rows.h"

namespace office {

std::optional<DeskRow> find_desk(Database& database, std::string_view desk) {
    auto found = database.query(
        "SELECT most_unsigned_cash_minor_units, shift, shift_opened_by, change_fund_minor_units, "
        "cash_taken_minor_units, cash_unsigned_minor_units FROM desk WHERE desk = ?",
        desk);
    if (!found.step()) {
        return std::nullopt;
    }
    DeskRow row{
        .desk = std::string{desk},
        .most_unsigned_cash = std::nullopt,
        .shift = found.maybe<ShiftId>(1),
        .shift_opened_by = found.as<UserId>(2),
        .change_fund = found.quantity<base::MinorUnits>(3),
        .cash_taken = found.quantity<base::MinorUnits>(4),
        .cash_unsigned = found.quantity<base::MinorUnits>(5),
    };
    if (!found.is_null(0)) {
        row.most_unsigned_cash = found.quantity<base::MinorUnits>(0);
    }
    return row;
}

std::optional<ShiftRow> find_shift(Database& database, ShiftId shift) {
    auto found = database.query(
        "SELECT o.desk, o.user, c.user, coalesce(c.cash_taken_minor_units, 0), s.user "
        "FROM shift_opening o LEFT JOIN shift_closing c USING (shift) "
        "LEFT JOIN shift_signing s USING (shift) WHERE o.shift = ?",
        shift);
    if (!found.step()) {
        return std::nullopt;
    }
    return ShiftRow{
        .shift = shift,
        .desk = std::string{found.text(0)},
        .opened_by = found.as<UserId>(1),
        .closed_by = found.maybe<UserId>(2),
        .cash_taken = found.quantity<base::MinorUnits>(3),
        .is_signed = !found.is_null(4),
    };
}

DeskReceipt find_next_desk_receipt(Database& database, std::string_view desk) {
    auto found = database.query(
        "SELECT coalesce(max(desk_receipt), 0) + 1 FROM sale_payment WHERE desk = ?", desk);
    found.step();
    return found.as<DeskReceipt>(0);
}

bool is_shift_open(Database& database, std::chrono::year_month_day date) {
    return database
        .query(
            "SELECT 1 FROM shift_opening WHERE business_date_days <= ? "
            "AND shift IN (SELECT shift FROM desk WHERE shift IS NOT NULL)",
            date)
        .step();
}

std::optional<std::chrono::year_month_day> find_closed_through(Database& database) {
    auto found = database.query("SELECT max(business_date_days) FROM day_close");
    if (!found.step() || found.is_null(0)) {
        return std::nullopt;
    }
    return found.date(0);
}

std::chrono::year_month_day open_date(Database& database, std::chrono::year_month_day date) {
    const auto closed = find_closed_through(database);
    if (!closed || date > *closed) {
        return date;
    }
    return std::chrono::sys_days{*closed} + std::chrono::days{1};
}

std::vector<Leg> find_day_sums(Database& database, std::optional<std::chrono::year_month_day> after,
                               std::chrono::year_month_day to) {
    auto found = database.query(
        "SELECT account, sum(amount) AS total FROM posting_leg "
        "WHERE business_date_days > coalesce(?, -1000000) AND business_date_days <= ? "
        "GROUP BY account HAVING total <> 0 ORDER BY account",
        after, to);
    std::vector<Leg> sums;
    while (found.step()) {
        sums.push_back({found.as<Account>(0), found.integer(1)});
    }
    return sums;
}

}  // namespace office
