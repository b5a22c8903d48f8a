#include "office/store/verify_books.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "card/report.h"
#include "office/store/office_file.h"
#include "office/store/statistic_rows.h"
#include "office/store/verify_chains.h"

namespace office {
namespace {

// A rule of the ledger: every row that its query gives names one place where it does not hold.
struct Rule {
    Fault fault{};
    std::string_view broken_at;
};

constexpr Rule rules[] = {
    {Fault::posting_unbalanced,
     "SELECT 'command ' || command FROM posting_leg "
     "GROUP BY command, account IN (4, 5, 14, 15) HAVING sum(amount) <> 0 LIMIT 20"},
    {Fault::order_without_sale,
     "SELECT 'meter ' || meter || ' order ' || sequence FROM energy_order o "
     "WHERE energy_watt_hours <> 0 AND NOT EXISTS (SELECT 1 FROM sale s "
     "WHERE s.meter = o.meter AND s.sequence = o.sequence AND s.command = o.command "
     "AND s.energy_watt_hours = o.energy_watt_hours) "
     "AND NOT EXISTS (SELECT 1 FROM adjustment_approval p JOIN adjustment a USING (adjustment) "
     "WHERE p.meter = o.meter AND p.sequence = o.sequence AND p.command = o.command "
     "AND o.energy_watt_hours = iif(a.kind = 4, 1, -1) * a.energy_watt_hours) "
     "AND NOT EXISTS (SELECT 1 FROM carry_in c WHERE c.meter = o.meter "
     "AND c.sequence = o.sequence AND c.command = o.command "
     "AND c.energy_watt_hours = o.energy_watt_hours) LIMIT 20"},
    {Fault::sale_without_order,
     "SELECT 'receipt ' || receipt FROM sale s WHERE NOT EXISTS (SELECT 1 FROM energy_order o "
     "WHERE o.meter = s.meter AND o.sequence = s.sequence AND o.command = s.command "
     "AND o.energy_watt_hours = s.energy_watt_hours) LIMIT 20"},
    {Fault::sale_not_posted,
     "WITH posted AS (SELECT command, meter, "
     "coalesce(sum(amount) FILTER (WHERE account IN (1, 9, 10, 11)), 0) AS cash, "
     "coalesce(sum(amount) FILTER (WHERE account = 2), 0) AS revenue, "
     "coalesce(sum(amount) FILTER (WHERE account = 3), 0) AS tax, "
     "coalesce(sum(amount) FILTER (WHERE account = 5), 0) AS energy, "
     "coalesce(sum(amount) FILTER (WHERE account = 6), 0) AS arrears, "
     "coalesce(sum(amount) FILTER (WHERE account = 8), 0) AS charge, "
     "min(account) FILTER (WHERE account IN (1, 9, 10, 11)) AS place "
     "FROM posting_leg GROUP BY command, meter) "
     "SELECT 'receipt ' || receipt FROM sale s LEFT JOIN posted p "
     "ON p.command = s.command AND p.meter = s.meter LEFT JOIN sale_dues d USING (receipt) "
     "LEFT JOIN sale_payment y USING (receipt) "
     "WHERE p.cash IS NOT total_minor_units OR p.revenue IS NOT -net_minor_units "
     "OR p.tax IS NOT -tax_minor_units OR p.energy IS NOT energy_watt_hours "
     "OR p.arrears IS NOT -coalesce(d.arrears_minor_units, 0) "
     "OR p.charge IS NOT -coalesce(d.charge_minor_units, 0) "
     "OR p.place IS NOT iif(coalesce(y.means, 1) = 1, 1, y.means + 7) LIMIT 20"},
    {Fault::posting_without_sale,
     "SELECT 'command ' || command FROM posting_leg "
     "WHERE command NOT IN (SELECT command FROM sale) "
     "AND command NOT IN (SELECT command FROM arrears) "
     "AND command NOT IN (SELECT command FROM adjustment_approval) "
     "AND command NOT IN (SELECT command FROM adjustment_payment) "
     "AND command NOT IN (SELECT command FROM carry_in) "
     "AND command NOT IN (SELECT command FROM shift_closing) LIMIT 20"},
    {Fault::desk_receipt_missing,
     "SELECT 'desk ' || desk FROM sale_payment GROUP BY desk "
     "HAVING max(desk_receipt) <> count(*) LIMIT 20"},
    {Fault::shift_cash_differs,
     "SELECT 'shift ' || shift FROM shift_closing c JOIN shift_opening o USING (shift) "
     "LEFT JOIN shift_cash t USING (shift) LEFT JOIN (SELECT command, sum(amount) AS difference "
     "FROM posting_leg "
     "WHERE account = 1 GROUP BY command) l ON l.command = c.command "
     "WHERE cash_taken_minor_units <> coalesce(cash, 0) OR coalesce(difference, 0) <> "
     "counted_minor_units - change_fund_minor_units - cash_taken_minor_units LIMIT 20"},
    {Fault::desk_row_differs,
     "SELECT 'desk ' || coalesce(d.desk, e.desk) FROM "
     "(SELECT desk, max(command), most_unsigned_cash_minor_units AS most FROM desk_setting "
     "GROUP BY desk) e FULL JOIN desk d ON d.desk = e.desk "
     "LEFT JOIN (SELECT desk, shift, user, change_fund_minor_units AS fund FROM shift_opening "
     "WHERE shift NOT IN (SELECT shift FROM shift_closing)) o ON o.desk = e.desk "
     "LEFT JOIN shift_cash t ON t.shift = o.shift "
     "LEFT JOIN (SELECT desk, sum(cash_taken_minor_units) AS cash FROM shift_closing "
     "JOIN shift_opening USING (shift) WHERE shift NOT IN (SELECT shift FROM shift_signing) "
     "GROUP BY desk) u ON u.desk = e.desk "
     "WHERE d.desk IS NOT e.desk OR d.most_unsigned_cash_minor_units IS NOT e.most "
     "OR d.shift IS NOT o.shift OR d.shift_opened_by IS NOT coalesce(o.user, 0) "
     "OR d.change_fund_minor_units IS NOT coalesce(o.fund, 0) "
     "OR d.cash_taken_minor_units IS NOT coalesce(t.cash, 0) "
     "OR d.cash_unsigned_minor_units IS NOT coalesce(u.cash, 0) LIMIT 20"},
    {Fault::day_total_differs,
     "WITH day AS (SELECT business_date_days AS last, "
     "lag(business_date_days, 1, -1000000) OVER (ORDER BY business_date_days) AS before "
     "FROM day_close), posted AS (SELECT last, account, sum(amount) AS total FROM posting_leg "
     "JOIN day ON business_date_days > before AND business_date_days <= last "
     "GROUP BY last, account HAVING total <> 0) "
     "SELECT 'day ' || date(coalesce(last, business_date_days) * 86400, 'unixepoch') FROM posted p "
     "FULL JOIN day_total t ON t.business_date_days = p.last AND t.account = p.account "
     "WHERE p.total IS NOT t.amount LIMIT 20"},
    {Fault::posted_on_closed_day,
     "SELECT 'command ' || command FROM posting_leg l WHERE business_date_days <= "
     "(SELECT max(business_date_days) FROM day_close d WHERE d.command < l.command) LIMIT 20"},
    {Fault::arrears_not_posted,
     "SELECT 'command ' || command FROM arrears a LEFT JOIN (SELECT command, meter, "
     "coalesce(sum(amount) FILTER (WHERE account = 6), 0) AS owed, count(*) AS legs "
     "FROM posting_leg GROUP BY command, meter) p USING (command, meter) "
     "WHERE p.owed IS NOT a.amount_minor_units OR p.legs IS NOT 2 LIMIT 20"},
    {Fault::adjustment_not_posted,
     "WITH posted AS (SELECT command, meter, "
     "coalesce(sum(amount) FILTER (WHERE account = 13), 0) AS owed, "
     "coalesce(sum(amount) FILTER (WHERE account = 2), 0) AS revenue, "
     "coalesce(sum(amount) FILTER (WHERE account = 3), 0) AS tax, "
     "coalesce(sum(amount) FILTER (WHERE account = 5), 0) AS energy, "
     "coalesce(sum(amount) FILTER (WHERE account = 6), 0) AS arrears, "
     "coalesce(sum(amount) FILTER (WHERE account = 8), 0) AS charge "
     "FROM posting_leg GROUP BY command, meter) "
     "SELECT 'adjustment ' || adjustment FROM adjustment a "
     "JOIN adjustment_approval USING (adjustment) LEFT JOIN posted p "
     "ON p.command = adjustment_approval.command AND p.meter = a.meter "
     "WHERE coalesce(p.energy, 0) <> iif(kind = 4, 1, -1) * energy_watt_hours "
     "OR coalesce(p.revenue, 0) <> net_minor_units OR coalesce(p.tax, 0) <> tax_minor_units "
     "OR coalesce(p.charge, 0) <> charge_minor_units "
     "OR coalesce(p.arrears, 0) <> arrears_minor_units OR coalesce(p.owed, 0) <> "
     "-(net_minor_units + tax_minor_units + charge_minor_units + arrears_minor_units) LIMIT 20"},
    {Fault::adjustment_not_posted,
     "SELECT 'adjustment ' || adjustment FROM adjustment_payment y "
     "JOIN adjustment a USING (adjustment) LEFT JOIN (SELECT command, meter, "
     "sum(amount) FILTER (WHERE account = 13) AS owed, "
     "min(account) FILTER (WHERE account <> 13) AS place, count(*) AS legs "
     "FROM posting_leg GROUP BY command, meter) p ON p.command = y.command AND p.meter = y.meter "
     "WHERE y.total_minor_units <> net_minor_units + tax_minor_units + charge_minor_units "
     "+ arrears_minor_units OR p.owed IS NOT y.total_minor_units OR p.legs IS NOT 2 "
     "OR p.place IS NOT iif(means = 1, 1, means + 7) LIMIT 20"},
    {Fault::adjustment_by_one_person,
     "SELECT 'adjustment ' || adjustment FROM adjustment a "
     "JOIN adjustment_approval p USING (adjustment) WHERE kind <> 1 AND asked_by = p.user "
     "LIMIT 20"},
    {Fault::adjustment_share_wrong,
     "SELECT 'adjustment ' || adjustment FROM adjustment a LEFT JOIN (SELECT adjustment, "
     "sum(energy_watt_hours) AS energy, sum(net_minor_units) AS net FROM adjustment_share "
     "GROUP BY adjustment) h USING (adjustment) WHERE kind IN (1, 2, 3) "
     "AND (h.energy IS NOT energy_watt_hours OR h.net IS NOT net_minor_units) "
     "UNION ALL SELECT 'receipt ' || receipt FROM sale JOIN taken_back t USING (receipt) "
     "WHERE t.energy_watt_hours > sale.energy_watt_hours LIMIT 20"},
    {Fault::order_total_wrong,
     "SELECT 'meter ' || meter || ' order ' || sequence FROM (SELECT meter, sequence, "
     "energy_watt_hours AS energy, ordered_total_watt_hours AS total, "
     "lag(ordered_total_watt_hours, 1, 0) OVER of_meter AS before, "
     "row_number() OVER of_meter AS place "
     "FROM energy_order WINDOW of_meter AS (PARTITION BY meter ORDER BY sequence)) "
     "WHERE total <> before + energy OR sequence <> place LIMIT 20"},
    {Fault::meter_total_differs,
     "SELECT 'meter ' || meter FROM (SELECT meter, sum(amount) AS posted FROM posting_leg "
     "WHERE account = 5 GROUP BY meter) JOIN (SELECT meter, ordered_total_watt_hours AS total, "
     "max(sequence) FROM energy_order GROUP BY meter) USING (meter) WHERE posted <> total LIMIT "
     "20"},
    {Fault::meter_row_differs,
     "SELECT 'meter ' || coalesce(m.meter, r.meter) FROM meter_registration r "
     "LEFT JOIN meter m ON m.meter = r.meter "
     "LEFT JOIN (SELECT v.meter, customer, tariff FROM service v JOIN account USING (customer) "
     "WHERE ended IS NULL) a ON a.meter = r.meter "
     "LEFT JOIN (SELECT meter, max(ended) AS ended FROM service GROUP BY meter) e "
     "ON e.meter = r.meter "
     "LEFT JOIN (SELECT meter, serial, command, max(generation) AS generation FROM card "
     "GROUP BY meter) c "
     "ON c.meter = r.meter LEFT JOIN card_confirmation f "
     "ON f.meter = c.meter AND f.generation = c.generation "
     "LEFT JOIN (SELECT meter, max(sequence) AS sequence, ordered_total_watt_hours AS total, "
     "purchases, last_purchase_watt_hours AS last_energy, last_purchase_utc_seconds AS last_time "
     "FROM energy_order GROUP BY meter) o ON o.meter = r.meter "
     "LEFT JOIN (SELECT meter, max(key_version) AS version FROM meter_roll_over GROUP BY meter) v "
     "ON v.meter = r.meter "
     "WHERE m.key_version IS NOT coalesce(v.version, r.key_version) OR m.customer IS NOT "
     "a.customer "
     "OR m.tariff IS NOT a.tariff OR m.card IS NOT c.serial OR m.generation IS NOT c.generation "
     "OR (c.serial IS NOT NULL AND m.card_state IS NOT iif(coalesce(e.ended, 0) > c.command, 2, "
     "f.generation IS NOT NULL)) "
     "OR m.sequence IS NOT coalesce(o.sequence, 0) "
     "OR m.ordered_total_watt_hours IS NOT coalesce(o.total, 0) "
     "OR m.purchases IS NOT coalesce(o.purchases, 0) "
     "OR m.last_purchase_watt_hours IS NOT coalesce(o.last_energy, 0) "
     "OR m.last_purchase_utc_seconds IS NOT coalesce(o.last_time, 0) LIMIT 20"},
    {Fault::meter_row_differs,
     "SELECT 'meter ' || m.meter FROM meter m "
     "LEFT JOIN account_terms t ON t.customer = m.customer "
     "LEFT JOIN account_month a ON a.customer = m.customer "
     "LEFT JOIN (SELECT customer, sum(amount_minor_units) AS debts, max(command), "
     "most_per_sale_minor_units AS most, recovery_basis_points AS share "
     "FROM arrears GROUP BY customer) r ON r.customer = m.customer "
     "LEFT JOIN (SELECT customer, sum(arrears) AS paid FROM (SELECT s.customer, "
     "d.arrears_minor_units AS arrears FROM sale_dues d JOIN sale s USING (receipt) "
     "UNION ALL SELECT a.customer, -arrears_minor_units "
     "FROM adjustment a JOIN adjustment_approval USING (adjustment)) GROUP BY customer) d "
     "ON d.customer = m.customer "
     "WHERE m.customer_class IS NOT coalesce(t.customer_class, m.customer IS NOT NULL) "
     "OR m.charged_through_months IS NOT coalesce(a.months, 0) "
     "OR m.bought_in_month_watt_hours IS NOT coalesce(a.bought, 0) "
     "OR m.arrears_minor_units IS NOT coalesce(r.debts, 0) - coalesce(d.paid, 0) "
     "OR m.most_per_sale_minor_units IS NOT coalesce(r.most, 0) "
     "OR m.recovery_basis_points IS NOT coalesce(r.share, 0) LIMIT 20"},
    {Fault::exchange_wrong,
     "WITH done AS (SELECT x.*, a.energy_watt_hours AS energy, p.command AS approved "
     "FROM meter_exchange x JOIN adjustment a USING (adjustment) "
     "JOIN adjustment_approval p USING (adjustment)), "
     "into_meter AS (SELECT new_meter AS meter, sum(energy) AS sent, "
     "(SELECT coalesce(sum(energy_watt_hours), 0) FROM carry_in c WHERE c.meter = done.new_meter) "
     "AS had FROM done GROUP BY new_meter) "
     "SELECT 'meter ' || m.meter FROM meter m LEFT JOIN into_meter i USING (meter) "
     "WHERE m.carried_in_watt_hours <> coalesce(i.sent - i.had, 0) "
     "OR m.is_barred <> EXISTS (SELECT 1 FROM done WHERE done.meter = m.meter AND is_dead = 1) "
     "UNION ALL SELECT 'adjustment ' || adjustment FROM adjustment LEFT JOIN meter_exchange x "
     "USING (adjustment) WHERE (kind = 6) <> (x.adjustment IS NOT NULL) "
     "UNION ALL SELECT 'meter ' || c.meter FROM carry_in c LEFT JOIN (SELECT command, meter, "
     "sum(amount) AS energy FROM posting_leg WHERE account = 5 GROUP BY command, meter) l "
     "ON l.command = c.command AND l.meter = c.meter WHERE l.energy IS NOT c.energy_watt_hours "
     "LIMIT 20"},
    {Fault::meter_row_differs,
     "SELECT 'meter ' || meter FROM meter "
     "WHERE meter NOT IN (SELECT meter FROM meter_registration) LIMIT 20"},
};

void verify_file(Database& database, Verification& found) {
    auto problems = database.query("PRAGMA integrity_check(20)");
    while (problems.step()) {
        if (problems.text(0) != "ok") {
            found.faults.push_back({Fault::file_damaged, std::string{problems.text(0)}});
        }
    }
}

// What readings and cards make of a meter's row: decide_on(RecordReport) and decide_on(ConfirmCard)
// once more.
struct Read {
    std::int64_t serial = 0;
    std::int64_t generation = 0;
    std::int64_t is_open = 0;
    std::int64_t sessions = 0;
    std::int64_t without_report = 0;
    card::KeyVersion key_version{};
    struct Counted {
        std::uint32_t counter = 0;
        card::KeyVersion key_version{};
    };
    std::optional<std::uint32_t> last{};         // the counter of the newest report
    std::map<std::int64_t, Counted> counters{};  // the highest that each card brought
};

// Whether the report is news of its card: no report before it that is believed has its counter or a
// higher one, and the meter has not left its key.
bool is_news_of_card(const Read& meter, std::int64_t card, const Read::Counted& report) {
    if (report.key_version < meter.key_version) {
        return false;
    }
    const auto known = meter.counters.find(card);
    if (known == meter.counters.end()) {
        return true;
    }
    const bool is_forged = known->second.key_version < meter.key_version &&
                           (!meter.last || known->second.counter > *meter.last);
    return is_forged || report.counter > known->second.counter;
}

void count_reading(const Query& reading, Read& meter) {
    bool is_newer_on_card = false;
    if (!reading.is_null(6)) {
        const auto report = card::decode_report(reading.array<card::report_size>(6));
        const Read::Counted counted =
            report ? Read::Counted{report->report_counter, report->key_version} : Read::Counted{};
        is_newer_on_card = is_news_of_card(meter, reading.integer(2), counted);
        const auto [known, is_first] = meter.counters.try_emplace(reading.integer(2), counted);
        if (!is_first && counted.counter > known->second.counter) {
            known->second = counted;
        }
        if (reading.integer(5) != 0) {
            meter.is_open = report && report->account_open ? 1 : 0;
            meter.last = counted.counter;
            meter.key_version = std::max(meter.key_version, counted.key_version);
        }
    }
    if (reading.integer(2) != meter.serial || reading.integer(3) != meter.generation) {
        return;
    }
    constexpr std::int64_t most = std::numeric_limits<std::uint8_t>::max();
    if (is_newer_on_card) {
        meter.without_report = 0;
    } else if (reading.integer(4) > meter.sessions && meter.without_report < most) {
        ++meter.without_report;
    }
    meter.sessions = reading.integer(4);
}

std::map<std::int64_t, Read> read_meters(Database& database) {
    std::map<std::int64_t, Read> meters;
    auto rows = database.query(
        "SELECT 'registered', meter, 0, key_version, 0, 0, NULL, command FROM meter_registration "
        "UNION ALL SELECT 'card', meter, serial, generation, 0, 0, NULL, command FROM card "
        "UNION ALL SELECT 'confirmed', meter, 0, generation, 0, 0, NULL, command "
        "FROM card_confirmation "
        "UNION ALL SELECT 'reading', meter, card, generation, meter_sessions, is_newer, report, "
        "command FROM reading ORDER BY 8");
    while (rows.step()) {
        Read& meter = meters[rows.integer(1)];
        if (rows.text(0) == "registered") {
            meter.key_version = rows.as<card::KeyVersion>(3);
        } else if (rows.text(0) == "card") {
            meter.serial = rows.integer(2);
            meter.generation = rows.integer(3);
        } else if (rows.text(0) == "confirmed") {
            meter.sessions = 0;
            meter.without_report = 0;
        } else {
            count_reading(rows, meter);
        }
    }
    return meters;
}

void verify_readings(Database& database, Verification& found) {
    constexpr std::size_t most_of_a_kind = 20;
    const auto meters = read_meters(database);
    std::size_t count = 0;
    auto rows = database.query(
        "SELECT meter, is_open, meter_sessions, readings_without_report FROM meter "
        "ORDER BY meter");
    while (rows.step() && count < most_of_a_kind) {
        const auto known = meters.find(rows.integer(0));
        const Read expected = known == meters.end() ? Read{} : known->second;
        if (rows.integer(1) != expected.is_open || rows.integer(2) != expected.sessions ||
            rows.integer(3) != expected.without_report) {
            found.faults.push_back(
                {Fault::meter_row_differs, "meter " + std::to_string(rows.integer(0))});
            ++count;
        }
    }
}

void verify_ledger(Database& database, const ProofWatch& watch, Verification& found) {
    for (const Rule& rule : rules) {
        found.is_whole = found.is_whole && watch({found.entries, found.entries});
        if (!found.is_whole) {
            return;
        }
        auto places = database.query(rule.broken_at);
        while (places.step()) {
            found.faults.push_back({rule.fault, std::string{places.text(0)}});
        }
    }
    found.sales = static_cast<std::uint64_t>(database.number("SELECT count(*) FROM sale"));
}

}  // namespace

std::expected<Verification, StoreError> verify_books(const std::filesystem::path& file,
                                                     std::span<const SignedHeads> copies,
                                                     const SignatureCheck& is_genuine,
                                                     const ProofWatch& watch) {
    try {
        Database database = open_office_file(file);
        const auto transaction = Transaction::for_reading(database);
        Verification found;
        verify_file(database, found);
        verify_chains(database, copies, is_genuine, watch, found);
        if (!found.is_whole) {
            return found;
        }
        verify_ledger(database, watch, found);
        verify_readings(database, found);
        for (std::string& where : find_statistic_faults(database)) {
            found.faults.push_back({Fault::statistics_differ, std::move(where)});
        }
        return found;
    } catch (const SqliteFailure& failure) {
        return std::unexpected{StoreError{failure.problem, failure.detail}};
    }
}

}  // namespace office
