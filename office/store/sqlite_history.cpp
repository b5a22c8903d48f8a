// What a store answers about the history of meters, and the rows of it.
#include <algorithm>

#include "card/report.h"
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

card::PeriodEnd read_end(const Query& found) {
    return {.time = found.time(0),
            .clock_trusted = found.integer(1) != 0,
            .ordered_total = found.quantity<base::WattHours>(2),
            .consumed_total = found.quantity<base::WattHours>(3)};
}

// With what was consumed since the end before it that the books hold.
PeriodEndView end_view(const Query& found) {
    PeriodEndView view{.end = read_end(found), .since = std::nullopt, .consumed = {}};
    if (!found.is_null(4)) {
        view.since = found.time(4);
        view.consumed = view.end.consumed_total - found.quantity<base::WattHours>(5);
    }
    return view;
}

const std::string end_columns =
    "SELECT at_utc_seconds, clock_trusted, ordered_total_watt_hours, consumed_total_watt_hours ";

}  // namespace

std::vector<MeterEnd> find_ends(Database& database, card::MeterId meter,
                                const std::vector<card::PeriodEnds>& records) {
    static const std::string sql =
        end_columns +
        "FROM period_end WHERE meter = ?1 AND period = ?2 AND at_utc_seconds BETWEEN "
        "coalesce((SELECT max(at_utc_seconds) FROM period_end "
        "WHERE meter = ?1 AND period = ?2 AND at_utc_seconds < ?3), ?3) AND "
        "coalesce((SELECT min(at_utc_seconds) FROM period_end "
        "WHERE meter = ?1 AND period = ?2 AND at_utc_seconds > ?4), ?4)";
    const auto ends = ends_of(records);
    std::vector<MeterEnd> known;
    for (const card::Period period : {card::Period::day, card::Period::month}) {
        std::vector<std::chrono::sys_seconds> times;
        for (const MeterEnd& end : ends) {
            if (end.period == period) {
                times.push_back(end.end.time);
            }
        }
        if (times.empty()) {
            continue;
        }
        const auto [first, last] = std::ranges::minmax(times);
        auto found = database.query(sql, meter, period, first, last);
        while (found.step()) {
            known.push_back({period, read_end(found)});
        }
    }
    return known;
}

Store::Found<std::vector<PeriodEndView>> SqliteStore::period_ends(card::MeterId meter,
                                                                  card::Period period,
                                                                  Page page) const {
    return ask(*readers_, [&](Database& database) {
        static const std::string sql =
            "SELECT * FROM (" + end_columns +
            ", lag(at_utc_seconds) OVER ends, lag(consumed_total_watt_hours) OVER ends "
            "FROM period_end WHERE meter = ? AND period = ? "
            "WINDOW ends AS (ORDER BY at_utc_seconds)) "
            "WHERE at_utc_seconds < ? ORDER BY at_utc_seconds DESC LIMIT ?";
        return all(database.query(sql, meter, period, end_of(page), limit_of(page)), end_view);
    });
}

Store::Found<std::uint32_t> SqliteStore::newest_report_of(card::MeterId meter,
                                                          card::CardSerial serial,
                                                          card::Generation generation) const {
    return ask(*readers_, [&](Database& database) -> std::uint32_t {
        auto found = database.query(
            "SELECT report FROM reading WHERE meter = ? AND card = ? AND generation = ? "
            "AND report IS NOT NULL ORDER BY reading DESC LIMIT 1",
            meter, serial, generation);
        if (!found.step()) {
            return 0;
        }
        const auto report = card::decode_report(found.blob(0));
        if (!report) {
            throw SqliteFailure{StoreProblem::read_or_write, "a report in the books is damaged"};
        }
        return report->report_counter;
    });
}

}  // namespace office
