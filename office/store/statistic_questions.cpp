#include "office/store/statistic_questions.h"

#include <array>
#include <utility>

#include "office/domain/business_month.h"

namespace office {
namespace {

using enum StatisticColumn;

// Rows of a statistic that has no limit of its own.
constexpr std::int64_t most_rows = 20'000;

// What the rows of a statistic are for.
struct Grouping {
    GroupBy by;
    StatisticColumn column;
    std::string key;  // in SQL
};

std::string replaced(std::string_view text, std::string_view by) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 2) == "{}") {
            result += by;
            ++at;
        } else {
            result += text[at];
        }
    }
    return result;
}

// The first day of the month that a date lies in.
std::string month_start(std::string_view date) {
    return replaced("unixepoch({} * 86400, 'unixepoch', 'start of month') / 86400", date);
}

std::string sales_sql(const std::string& key) {
    return "SELECT " + key +
           " AS place, sum(sales), sum(energy_watt_hours), sum(net_minor_units), "
           "sum(charge_minor_units), sum(tax_minor_units), sum(arrears_minor_units), "
           "sum(total_minor_units) FROM sale_total LEFT JOIN tariff USING (tariff) "
           "WHERE business_date_days BETWEEN ?1 AND ?2 GROUP BY place ORDER BY place LIMIT ?3";
}

// Days and areas are summed up first, each along its own index: months and districts are few of
// those.
std::string use_sql(const std::string& key) {
    const bool is_by_time = key.find("use_days") != std::string::npos;
    const std::string inner = is_by_time ? "use_days" : "transformer";
    return "SELECT " + key + " AS place, sum(used) FROM (SELECT " + inner +
           ", sum(used_watt_hours) AS used FROM area_use WHERE " + (is_by_time ? "" : "+") +
           "use_days BETWEEN ?1 AND ?2 "
           "GROUP BY " +
           inner + ") " + (is_by_time ? "" : "LEFT JOIN transformer USING (transformer) ") +
           "GROUP BY place ORDER BY place LIMIT ?3";
}

// Every area with the first and the last of its feeder's readings in the time asked for, and what
// its meters counted between them; without two readings, in all of that time.
const std::string area_losses =
    "WITH span AS MATERIALIZED (SELECT transformer, district, "
    "(SELECT min(read_days) FROM feeder_reading f WHERE f.transformer = t.transformer "
    "AND read_days BETWEEN ?1 AND ?2 + 1) AS first, "
    "(SELECT max(read_days) FROM feeder_reading f WHERE f.transformer = t.transformer "
    "AND read_days BETWEEN ?1 AND ?2 + 1) AS last, "
    "(SELECT count(*) FROM premises_link l WHERE l.transformer = t.transformer) AS meters "
    "FROM (SELECT transformer, district FROM transformer UNION ALL SELECT '', '') t), "
    "area AS MATERIALIZED (SELECT transformer, district, meters, iif(first < last, first, NULL) AS "
    "first, "
    "iif(first < last, last, NULL) AS last FROM span), "
    "measured AS MATERIALIZED (SELECT *, "
    "(SELECT total_watt_hours FROM feeder_reading f "
    "WHERE f.transformer = a.transformer AND f.read_days = a.last) - "
    "(SELECT total_watt_hours FROM feeder_reading f "
    "WHERE f.transformer = a.transformer AND f.read_days = a.first) AS fed, "
    "(SELECT sum(used_watt_hours) FROM area_use u WHERE u.transformer = a.transformer "
    "AND use_days >= coalesce(first, ?1) AND use_days < coalesce(last, ?2 + 1)) AS used, "
    "(SELECT sum(covered_seconds) FROM area_use u WHERE u.transformer = a.transformer "
    "AND use_days >= coalesce(first, ?1) AND use_days < coalesce(last, ?2 + 1)) AS covered, "
    "86400 * meters * (last - first) AS linked FROM area a) ";
// Where nothing was fed there is no share of it. Shares above all of it are told as they are.
const std::string loss_columns =
    "fed, used, fed - used, iif(fed > 0, (fed - used) * 10000 / fed, NULL), "
    "iif(linked > 0, covered * 10000 / linked, NULL) ";

const std::array<Grouping, 5>& sales_groupings() {
    static const std::array<Grouping, 5> all{{
        {GroupBy::day, date, "business_date_days"},
        {GroupBy::month, month, month_start("business_date_days")},
        {GroupBy::district, district, "district"},
        {GroupBy::tariff, tariff, "tariff.name"},
        {GroupBy::desk, desk, "desk"},
    }};
    return all;
}

const std::array<Grouping, 4>& use_groupings() {
    static const std::array<Grouping, 4> all{{
        {GroupBy::day, date, "use_days"},
        {GroupBy::month, month, month_start("use_days")},
        {GroupBy::district, district, "coalesce(district, '')"},
        {GroupBy::area, area, "transformer"},
    }};
    return all;
}

// The grouping asked for, or the first where the statistic does not have it.
template <std::size_t N>
std::size_t place_of(const std::array<Grouping, N>& groupings, GroupBy by) {
    for (std::size_t i = 0; i < N; ++i) {
        if (groupings[i].by == by) {
            return i;
        }
    }
    return 0;
}

template <std::size_t N>
std::array<std::string, N> texts_of(const std::array<Grouping, N>& groupings,
                                    std::string (*text)(const std::string& key)) {
    std::array<std::string, N> texts;
    for (std::size_t i = 0; i < N; ++i) {
        texts[i] = text(groupings[i].key);
    }
    return texts;
}

StatisticQuery sales_query(const StatisticQuestion& asked) {
    static const auto texts = texts_of(sales_groupings(), sales_sql);
    const std::size_t place = place_of(sales_groupings(), asked.by);
    return {&texts.at(place),
            {sqlite_value(asked.from), sqlite_value(asked.to), most_rows},
            {sales_groupings().at(place).column, sales, energy, net, charge, StatisticColumn::tax,
             arrears, total}};
}

StatisticQuery use_query(const StatisticQuestion& asked) {
    static const auto texts = texts_of(use_groupings(), use_sql);
    const std::size_t place = place_of(use_groupings(), asked.by);
    return {&texts.at(place),
            {sqlite_value(asked.from), sqlite_value(asked.to), most_rows},
            {use_groupings().at(place).column, used}};
}

StatisticQuery losses_query(const StatisticQuestion& asked) {
    static const std::string by_area = area_losses + "SELECT transformer, district, first, last, " +
                                       loss_columns +
                                       "FROM measured WHERE transformer <> '' OR used IS NOT NULL "
                                       "ORDER BY fed - used DESC NULLS LAST, transformer LIMIT ?3";
    // Of the areas alone whose feeder was read twice.
    static const std::string by_district =
        area_losses + "SELECT district, " + loss_columns +
        "FROM (SELECT district, sum(fed) AS fed, sum(used) AS used, sum(covered) AS covered, "
        "sum(linked) AS linked FROM measured WHERE fed IS NOT NULL GROUP BY district) "
        "ORDER BY district LIMIT ?3";
    std::vector<SqliteValue> parameters{sqlite_value(asked.from), sqlite_value(asked.to),
                                        most_rows};
    if (asked.by == GroupBy::district) {
        return {&by_district,
                std::move(parameters),
                {district, fed, used, loss, loss_share, covered_share}};
    }
    return {&by_area,
            std::move(parameters),
            {area, district, fed_from, fed_to, fed, used, loss, loss_share, covered_share}};
}

StatisticQuery low_purchase_query(const StatisticQuestion& asked) {
    static const std::string sql =
        "SELECT p.meter, m.customer, p.energy_watt_hours, p.sales, "
        "m.last_purchase_utc_seconds / 86400 FROM month_purchase p JOIN meter m USING (meter) "
        "WHERE p.months = ?1 AND p.energy_watt_hours <= ?2 "
        "ORDER BY p.energy_watt_hours, p.meter LIMIT ?3";
    return {&sql,
            {sqlite_value(month_of(asked.to)), sqlite_value(asked.low), sqlite_value(asked.limit)},
            {meter, customer, energy, sales, last_purchase}};
}

StatisticQuery no_purchase_query(const StatisticQuestion& asked) {
    static const std::string sql =
        "SELECT meter, customer, nullif(last_purchase_utc_seconds, 0) / 86400 FROM meter "
        "WHERE customer IS NOT NULL AND last_purchase_utc_seconds < ?1 * 86400 "
        "ORDER BY last_purchase_utc_seconds, customer LIMIT ?2";
    return {&sql,
            {sqlite_value(asked.from), sqlite_value(asked.limit)},
            {meter, customer, last_purchase}};
}

StatisticQuery overdrawn_query(const StatisticQuestion& asked) {
    static const std::string sql =
        "SELECT meter, customer, reported_utc_seconds / 86400, remaining_watt_hours, "
        "overdrawn_watt_hours FROM standing JOIN meter USING (meter) "
        "WHERE remaining_watt_hours < 0 ORDER BY remaining_watt_hours, meter LIMIT ?1";
    return {&sql, {sqlite_value(asked.limit)}, {meter, customer, reported, remaining, overdrawn}};
}

StatisticQuery tampering_query(const StatisticQuestion& asked) {
    static const std::string sql =
        "SELECT meter, customer, reported_utc_seconds / 86400, tamper_states, findings "
        "FROM standing JOIN meter USING (meter) WHERE tamper_states <> 0 OR findings <> 0 "
        "ORDER BY reported_utc_seconds DESC, meter DESC LIMIT ?1";
    return {&sql, {sqlite_value(asked.limit)}, {meter, customer, reported, states, findings}};
}

StatisticQuery credit_query(const StatisticQuestion& asked) {
    // Every span has its row, also an empty one; the last is those of whom nobody can tell.
    static const std::string sql =
        "WITH span (days_from, days_to) AS (VALUES (NULL, 0), (1, 3), (4, 7), (8, 14), (15, 30), "
        "(31, 60), (61, 90), (91, NULL)) SELECT days_from, days_to, (SELECT count(*) FROM standing "
        "WHERE credit_ends_days BETWEEN ?1 + coalesce(days_from, -1000000) "
        "AND ?1 + coalesce(days_to, 1000000)) FROM span "
        "UNION ALL SELECT NULL, NULL, (SELECT count(*) FROM meter WHERE customer IS NOT NULL) - "
        "(SELECT count(*) FROM standing WHERE credit_ends_days IS NOT NULL)";
    return {&sql, {sqlite_value(asked.today)}, {days_from, days_to, customers}};
}

}  // namespace

StatisticQuery query_of(const StatisticQuestion& question) {
    switch (question.statistic) {
        case Statistic::sales:
            return sales_query(question);
        case Statistic::use:
            return use_query(question);
        case Statistic::losses:
            return losses_query(question);
        case Statistic::credit:
            return credit_query(question);
        case Statistic::low_purchase:
            return low_purchase_query(question);
        case Statistic::no_purchase:
            return no_purchase_query(question);
        case Statistic::overdrawn:
            return overdrawn_query(question);
        case Statistic::tampering:
            return tampering_query(question);
    }
    std::unreachable();
}

}  // namespace office
