#include "office/store/statistic_rows.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "card/report.h"
#include "office/domain/statistics.h"

namespace office {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// Before any command and any date of the books.
constexpr std::int64_t never = -1'000'000;

card::Report report_in(const Query& found, int column) {
    const auto report = card::decode_report(found.blob(column));
    if (!report) {
        throw SqliteFailure{StoreProblem::read_or_write, "a report in the books is damaged"};
    }
    return *report;
}

// What the two reports say of each day that lies between them, the area's name apart.
void add_use(AreaUses& uses, Database& database, card::MeterId meter, const ConsumedAt& before,
             const ConsumedAt& after) {
    for (const DayUse& use : use_by_day({before, after})) {
        auto link = database.query(
            "SELECT transformer FROM premises_link WHERE meter = ? AND from_days <= ? "
            "ORDER BY from_days DESC LIMIT 1",
            meter, std::chrono::year_month_day{use.day});
        AreaUse& area = uses[{link.step() ? std::string{link.text(0)} : std::string{}, use.day}];
        area.used += use.used;
        area.covered_seconds += (std::min<sys_seconds>(use.day + days{1}, after.at) -
                                 std::max<sys_seconds>(use.day, before.at))
                                    .count();
    }
}

void add_area_use(Database& database, const AreaUses& uses, Counting counting) {
    const auto sign = static_cast<std::int64_t>(counting);
    for (const auto& [place, use] : uses) {
        database.run(
            "INSERT INTO area_use VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "used_watt_hours = used_watt_hours + excluded.used_watt_hours, "
            "covered_seconds = covered_seconds + excluded.covered_seconds",
            place.first, std::chrono::year_month_day{place.second}, sign * use.used.count(),
            sign * use.covered_seconds);
        if (counting == Counting::away) {
            database.run(
                "DELETE FROM area_use WHERE transformer = ? AND use_days = ? "
                "AND covered_seconds = 0 AND used_watt_hours = 0",
                place.first, std::chrono::year_month_day{place.second});
        }
    }
}

constexpr std::string_view add_sale_totals =
    "INSERT INTO sale_total SELECT business_date_days, district, tariff, desk, ?1 * count(*), "
    "?1 * sum(energy_watt_hours), ?1 * sum(net_minor_units), ?1 * sum(charge_minor_units), "
    "?1 * sum(tax_minor_units), ?1 * sum(arrears_minor_units), ?1 * sum(total_minor_units) "
    "FROM placed_sale WHERE business_date_days > ?2 AND business_date_days <= ?3 "
    "GROUP BY 1, 2, 3, 4";
constexpr std::string_view add_sale_totals_of_meter =
    "INSERT INTO sale_total SELECT business_date_days, district, tariff, desk, ?1 * count(*), "
    "?1 * sum(energy_watt_hours), ?1 * sum(net_minor_units), ?1 * sum(charge_minor_units), "
    "?1 * sum(tax_minor_units), ?1 * sum(arrears_minor_units), ?1 * sum(total_minor_units) "
    "FROM placed_sale WHERE meter = ?2 AND business_date_days <= ?3 "
    "GROUP BY 1, 2, 3, 4 ON CONFLICT DO UPDATE SET sales = sales + excluded.sales, "
    "energy_watt_hours = energy_watt_hours + excluded.energy_watt_hours, "
    "net_minor_units = net_minor_units + excluded.net_minor_units, "
    "charge_minor_units = charge_minor_units + excluded.charge_minor_units, "
    "tax_minor_units = tax_minor_units + excluded.tax_minor_units, "
    "arrears_minor_units = arrears_minor_units + excluded.arrears_minor_units, "
    "total_minor_units = total_minor_units + excluded.total_minor_units";

void close_days(Database& database, std::int64_t after_date, std::int64_t to_date) {
    database.run(add_sale_totals, 1, after_date, to_date);
    database.run(
        "INSERT INTO month_purchase SELECT months, meter, count(*), sum(energy_watt_hours) "
        "FROM placed_sale WHERE business_date_days > ? AND business_date_days <= ? "
        "GROUP BY months, meter ON CONFLICT DO UPDATE SET sales = sales + excluded.sales, "
        "energy_watt_hours = energy_watt_hours + excluded.energy_watt_hours",
        after_date, to_date);
}

// The newest day close is in the books already, and what it covers is not yet in the totals.
void keep_closed_day(Database& database) {
    std::array<std::int64_t, 2> dates{never, never};
    std::array<std::int64_t, 2> commands{0, 0};
    {
        auto closes = database.query(
            "SELECT business_date_days, command FROM day_close ORDER BY business_date_days DESC "
            "LIMIT 2");
        for (std::size_t i = 0; i < dates.size() && closes.step(); ++i) {
            dates.at(i) = closes.integer(0);
            commands.at(i) = closes.integer(1);
        }
    }
    close_days(database, dates[1], dates[0]);
    add_area_use(database, find_area_use(database, commands[1], commands[0]), Counting::to);
}

struct Standing {
    card::Report report;
    Findings findings;
    base::WattHours used_daily;
};

// By the newest report of a meter that the books took as newer; none while there is none.
std::optional<Standing> find_standing(Database& database, card::MeterId meter) {
    constexpr int reports_looked_at = 16;
    std::optional<Standing> standing;
    std::vector<ConsumedAt> totals;
    auto found = database.query(
        "SELECT report, findings FROM reading WHERE meter = ? AND is_newer = 1 "
        "ORDER BY reading DESC LIMIT ?",
        meter, reports_looked_at);
    while (found.step()) {
        const card::Report report = report_in(found, 0);
        totals.push_back({report.time, report.consumed_total});
        if (!standing) {
            standing = Standing{report, Findings{found.as<std::uint32_t>(1)}, {}};
        }
    }
    if (standing) {
        standing->used_daily = daily_use(totals);
    }
    return standing;
}

std::optional<std::chrono::year_month_day> end_of_credit(Database& database, card::MeterId meter,
                                                         sys_seconds at, base::WattHours consumed,
                                                         base::WattHours used_daily) {
    auto ordered =
        database.query("SELECT ordered_total_watt_hours FROM meter WHERE meter = ?", meter);
    ordered.step();
    const auto ends = credit_ends(at, ordered.quantity<base::WattHours>(0) - consumed, used_daily);
    if (!ends) {
        return std::nullopt;
    }
    return *ends;
}

void keep_standing(Database& database, card::MeterId meter) {
    const auto standing = find_standing(database, meter);
    if (!standing) {
        return;
    }
    const card::Report& report = standing->report;
    database.run(
        "REPLACE INTO standing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", meter, report.time,
        report.consumed_total, report.ordered_total - report.consumed_total, report.overdrawn_total,
        standing->used_daily, tamper_states(report), standing->findings.bits(),
        end_of_credit(database, meter, report.time, report.consumed_total, standing->used_daily));
}

// An order was made: its energy is credit, loaded or not.
void renew_credit(Database& database, card::MeterId meter) {
    sys_seconds at;
    base::WattHours consumed;
    base::WattHours used_daily;
    {
        auto found = database.query(
            "SELECT reported_utc_seconds, consumed_watt_hours, used_daily_watt_hours "
            "FROM standing WHERE meter = ?",
            meter);
        if (!found.step()) {
            return;
        }
        at = found.time(0);
        consumed = found.quantity<base::WattHours>(1);
        used_daily = found.quantity<base::WattHours>(2);
    }
    database.run("UPDATE standing SET credit_ends_days = ? WHERE meter = ?",
                 end_of_credit(database, meter, at, consumed, used_daily), meter);
}

struct KeepTotals {
    Database& database;

    void operator()(const DayClosed&) const { keep_closed_day(database); }
    void operator()(const OrderMade& made) const { renew_credit(database, made.order.meter); }
    void operator()(const ReadingRecorded& recorded) const {
        if (recorded.is_newer) {
            keep_standing(database, recorded.given.meter);
        }
    }
    void operator()(const auto&) const {}
};

std::int64_t find_last_closed_date(Database& database) {
    auto found =
        database.query("SELECT coalesce(max(business_date_days), ?) FROM day_close", never);
    found.step();
    return found.integer(0);
}

}  // namespace

std::int64_t find_last_close(Database& database) {
    return database.number(
        "SELECT coalesce((SELECT command FROM day_close ORDER BY business_date_days DESC LIMIT 1), "
        "0)");
}

AreaUses find_area_use(Database& database, std::int64_t after, std::int64_t through,
                       std::optional<card::MeterId> meter) {
    AreaUses uses;
    // Readings are numbered in the order of their commands.
    static constexpr std::string_view of_all =
        "SELECT meter, reading, report FROM reading WHERE is_newer = 1 AND reading > "
        "coalesce((SELECT reading FROM reading WHERE command <= ? ORDER BY reading DESC LIMIT 1), "
        "0) "
        "AND command <= ? ORDER BY reading";
    static constexpr std::string_view of_meter =
        "SELECT meter, reading, report FROM reading WHERE is_newer = 1 AND command > ? "
        "AND command <= ? AND meter = ? ORDER BY reading";
    auto found = meter ? database.query(of_meter, after, through, *meter)
                       : database.query(of_all, after, through);
    while (found.step()) {
        auto before = database.query(
            "SELECT report FROM reading WHERE meter = ? AND is_newer = 1 AND reading < ? "
            "ORDER BY reading DESC LIMIT 1",
            found.integer(0), found.integer(1));
        if (before.step()) {
            const card::Report one = report_in(before, 0);
            const card::Report next = report_in(found, 2);
            add_use(uses, database, found.as<card::MeterId>(0), {one.time, one.consumed_total},
                    {next.time, next.consumed_total});
        }
    }
    return uses;
}

void keep_statistics(Database& database, const Decision& decision) {
    for (const Change& change : decision.changes) {
        std::visit(KeepTotals{database}, change);
    }
}

void count_meter(Database& database, card::MeterId meter, Counting counting) {
    database.run(add_sale_totals_of_meter, static_cast<std::int64_t>(counting), meter,
                 find_last_closed_date(database));
    database.run(
        "DELETE FROM sale_total WHERE sales = 0 AND business_date_days IN "
        "(SELECT business_date_days FROM sale WHERE meter = ?)",
        meter);
    add_area_use(database, find_area_use(database, 0, find_last_close(database), meter), counting);
}

void derive_statistics(Database& database) {
    close_days(database, never, find_last_closed_date(database));
    add_area_use(database, find_area_use(database, 0, find_last_close(database)), Counting::to);
    std::vector<card::MeterId> meters;
    {
        auto found = database.query("SELECT DISTINCT meter FROM reading WHERE is_newer = 1");
        while (found.step()) {
            meters.push_back(found.as<card::MeterId>(0));
        }
    }
    for (const card::MeterId meter : meters) {
        keep_standing(database, meter);
    }
}

std::vector<std::string> find_statistic_faults(Database& database) {
    std::vector<std::string> places;
    const auto add_all = [&](Query found) {
        while (found.step()) {
            places.emplace_back(found.text(0));
        }
    };
    const std::int64_t closed = find_last_closed_date(database);
    add_all(database.query(
        "WITH derived AS (SELECT business_date_days, district, tariff, desk, count(*) AS sales, "
        "sum(energy_watt_hours) AS energy, sum(net_minor_units) AS net, "
        "sum(charge_minor_units) AS charge, sum(tax_minor_units) AS tax, "
        "sum(arrears_minor_units) AS arrears, sum(total_minor_units) AS total "
        "FROM placed_sale WHERE business_date_days <= ? GROUP BY 1, 2, 3, 4) "
        "SELECT 'sales of ' || date(coalesce(k.business_date_days, d.business_date_days) * 86400, "
        "'unixepoch') FROM sale_total k FULL JOIN derived d "
        "ON d.business_date_days = k.business_date_days AND d.district = k.district "
        "AND d.tariff = k.tariff AND d.desk = k.desk "
        "WHERE k.sales IS NOT d.sales OR k.energy_watt_hours IS NOT d.energy "
        "OR k.net_minor_units IS NOT d.net OR k.charge_minor_units IS NOT d.charge "
        "OR k.tax_minor_units IS NOT d.tax OR k.arrears_minor_units IS NOT d.arrears "
        "OR k.total_minor_units IS NOT d.total LIMIT 20",
        closed));
    add_all(database.query(
        "WITH derived AS (SELECT months, meter, count(*) AS sales, "
        "sum(energy_watt_hours) AS energy FROM placed_sale WHERE business_date_days <= ? "
        "GROUP BY 1, 2) SELECT 'month of meter ' || coalesce(k.meter, d.meter) "
        "FROM month_purchase k FULL JOIN derived d ON d.months = k.months AND d.meter = k.meter "
        "WHERE k.sales IS NOT d.sales OR k.energy_watt_hours IS NOT d.energy LIMIT 20",
        closed));
    AreaUses kept;
    {
        auto found = database.query(
            "SELECT transformer, use_days, used_watt_hours, covered_seconds FROM area_use");
        while (found.step()) {
            kept[{std::string{found.text(0)}, sys_days{found.date(1)}}] = {
                found.quantity<base::WattHours>(2), found.integer(3)};
        }
    }
    if (kept != find_area_use(database, 0, find_last_close(database))) {
        places.emplace_back("use by area and day");
    }
    constexpr std::size_t most = 20;
    auto standings = database.query(
        "SELECT m.meter, s.reported_utc_seconds, s.consumed_watt_hours, s.tamper_states, "
        "s.used_daily_watt_hours, s.credit_ends_days, s.remaining_watt_hours, "
        "s.overdrawn_watt_hours, s.findings FROM meter m LEFT JOIN standing s USING (meter)");
    while (places.size() < most && standings.step()) {
        const auto meter = standings.as<card::MeterId>(0);
        const auto derived = find_standing(database, meter);
        bool is_right = derived.has_value() != standings.is_null(1);
        if (derived && is_right) {
            const card::Report& report = derived->report;
            const auto ends = end_of_credit(database, meter, report.time, report.consumed_total,
                                            derived->used_daily);
            is_right = standings.time(1) == report.time &&
                       standings.quantity<base::WattHours>(2) == report.consumed_total &&
                       standings.as<std::uint32_t>(3) == tamper_states(report) &&
                       standings.as<std::uint32_t>(8) == derived->findings.bits() &&
                       standings.quantity<base::WattHours>(4) == derived->used_daily &&
                       standings.is_null(5) != ends.has_value() &&
                       (!ends || standings.date(5) == *ends) &&
                       standings.quantity<base::WattHours>(6) ==
                           report.ordered_total - report.consumed_total &&
                       standings.quantity<base::WattHours>(7) == report.overdrawn_total;
        }
        if (!is_right) {
            places.push_back("standing of meter " + std::to_string(standings.integer(0)));
        }
    }
    return places;
}

}  // namespace office
