// What a store answers about desks, shifts, takings and closed days.
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

ShiftView shift_view(const Query& found) {
    return {
        .shift = found.as<ShiftId>(0),
        .desk = std::string{found.text(1)},
        .opened_by = found.as<UserId>(2),
        .opened_at = found.time(3),
        .change_fund = found.quantity<base::MinorUnits>(4),
        .cash_taken = found.quantity<base::MinorUnits>(5),
        .closed_by = found.maybe<UserId>(6),
        .closed_at = found.time(7),
        .counted = found.quantity<base::MinorUnits>(8),
        .signed_by = found.maybe<UserId>(9),
    };
}

}  // namespace

Store::Found<std::optional<DeskRow>> SqliteStore::desk(std::string_view desk) const {
    return ask(*readers_, [&](Database& database) { return find_desk(database, desk); });
}

Store::Found<std::vector<DeskRow>> SqliteStore::desks() const {
    return ask(*readers_, [](Database& database) {
        std::vector<DeskRow> desks;
        auto names = database.query("SELECT desk FROM desk ORDER BY desk LIMIT ?", largest_page);
        while (names.step()) {
            if (auto desk = find_desk(database, names.text(0))) {
                desks.push_back(std::move(*desk));
            }
        }
        return desks;
    });
}

Store::Found<std::vector<ShiftView>> SqliteStore::shifts(Page page) const {
    return ask(*readers_, [&](Database& database) {
        return all(database.query(
                       "SELECT o.shift, o.desk, o.user, opening.at_utc_seconds, "
                       "o.change_fund_minor_units, "
                       "coalesce(c.cash_taken_minor_units, d.cash_taken_minor_units, 0), c.user, "
                       "coalesce(closing.at_utc_seconds, 0), coalesce(c.counted_minor_units, 0), "
                       "s.user FROM shift_opening o "
                       "JOIN command opening ON opening.command = o.command "
                       "LEFT JOIN shift_closing c ON c.shift = o.shift "
                       "LEFT JOIN command closing ON closing.command = c.command "
                       "LEFT JOIN shift_signing s ON s.shift = o.shift "
                       "LEFT JOIN desk d ON d.desk = o.desk AND d.shift = o.shift "
                       "WHERE o.shift < ? ORDER BY o.shift DESC LIMIT ?",
                       end_of(page), limit_of(page)),
                   shift_view);
    });
}

Store::Found<std::vector<Takings>> SqliteStore::takings(std::chrono::year_month_day from,
                                                        std::chrono::year_month_day to) const {
    return ask(*readers_, [&](Database& database) {
        return all(database.query("SELECT business_date_days, desk, user, means, sum(sales), "
                                  "sum(energy), sum(total), sum(paid_back) FROM ("
                                  "SELECT business_date_days, s.desk, user, "
                                  "coalesce(means, 1) AS means, 1 AS sales, "
                                  "energy_watt_hours AS energy, total_minor_units AS total, "
                                  "0 AS paid_back FROM sale s JOIN command USING (command) "
                                  "LEFT JOIN sale_payment p USING (receipt) "
                                  "WHERE business_date_days BETWEEN ? AND ? UNION ALL "
                                  "SELECT business_date_days, desk, user, means, 0, 0, 0, "
                                  "total_minor_units FROM adjustment_payment "
                                  "WHERE business_date_days BETWEEN ? AND ?) "
                                  "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT ?",
                                  from, to, from, to, largest_page),
                   [](const Query& found) {
                       return Takings{
                           .business_date = found.date(0),
                           .desk = std::string{found.text(1)},
                           .user = found.as<UserId>(2),
                           .means = found.as<Means>(3),
                           .sales = found.as<std::uint64_t>(4),
                           .energy = found.quantity<base::WattHours>(5),
                           .total = found.quantity<base::MinorUnits>(6),
                           .paid_back = found.quantity<base::MinorUnits>(7),
                       };
                   });
    });
}

Store::Found<std::vector<DayView>> SqliteStore::closed_days() const {
    return ask(*readers_, [](Database& database) {
        return all(database.query("SELECT business_date_days, at_utc_seconds, d.user "
                                  "FROM day_close d JOIN command USING (command) "
                                  "ORDER BY business_date_days DESC LIMIT ?",
                                  largest_page),
                   [](const Query& found) {
                       return DayView{found.date(0), found.time(1), found.as<UserId>(2)};
                   });
    });
}

}  // namespace office
