// What the books know about field cards and the events that they brought.
#include "card/field_memory.h"
#include "card/report.h"
#include "office/store/book_rows.h"

namespace office {

const std::string event_columns =
    "SELECT meter, number, kind, reasons, at_utc_seconds, ordered_total_watt_hours, "
    "consumed_total_watt_hours, detail FROM meter_event ";

card::EventRecord read_event(const Query& found) {
    return {.key_version = card::KeyVersion{1},
            .meter = found.as<card::MeterId>(0),
            .report_counter = 0,
            .number = found.as<std::uint32_t>(1),
            .kind = found.as<std::uint8_t>(2),
            .reasons = found.as<std::uint16_t>(3),
            .time = found.time(4),
            .ordered_total = found.quantity<base::WattHours>(5),
            .consumed_total = found.quantity<base::WattHours>(6),
            .detail = found.integer(7)};
}

std::optional<card::Generation> find_field_round(Database& database, card::CardSerial serial) {
    auto found = database.query("SELECT max(round) FROM field_round WHERE serial = ?", serial);
    found.step();
    return found.maybe<card::Generation>(0);
}

FieldRows find_field_rows(Database& database, const IssueFieldCard& given) {
    FieldRows rows;
    rows.is_customers_card =
        database.query("SELECT 1 FROM card WHERE serial = ?", given.serial).step();
    rows.round = find_field_round(database, given.serial);
    auto carrier = database.query("SELECT role FROM user_account WHERE user = ?", given.carrier);
    if (carrier.step()) {
        rows.carrier_role = carrier.as<Role>(0);
    }
    for (const card::MeterId meter : given.meters) {
        auto found = database.query(
            "SELECT key_version, "
            "coalesce((SELECT max(r.round) FROM field_place p JOIN field_round r USING (command) "
            "WHERE p.meter = m.meter), 0), "
            "coalesce((SELECT max(parameter_version) FROM field_place p WHERE p.meter = m.meter), "
            "0) FROM meter m WHERE meter = ?",
            meter);
        if (found.step()) {
            rows.meters.push_back({.meter = meter,
                                   .key_version = found.as<card::KeyVersion>(0),
                                   .highest_round = found.as<card::Generation>(1),
                                   .parameter_version = found.as<std::uint32_t>(2)});
        }
    }
    return rows;
}

std::vector<card::EventRecord> find_events(Database& database, card::MeterId meter,
                                           const std::vector<card::EventRecord>& events) {
    static const std::string sql = event_columns + "WHERE meter = ? AND number = ?";
    std::vector<card::EventRecord> known;
    for (const card::EventRecord& event : events) {
        auto found = database.query(sql, meter, event.number);
        if (found.step()) {
            known.push_back(read_event(found));
        }
    }
    return known;
}

LogRows find_log(Database& database, card::MeterId meter) {
    static const std::string sql = event_columns + "WHERE meter = ? ORDER BY number DESC LIMIT ?";
    LogRows log;
    auto events = database.query(sql, meter, std::uint64_t{2 * card::events_of_a_place});
    while (events.step()) {
        log.newest.push_back(read_event(events));
    }
    auto reports = database.query(
        "SELECT report, (SELECT coalesce(max(number), 0) FROM meter_event e "
        "WHERE e.meter = r.meter AND e.command < r.command) "
        "FROM reading r WHERE meter = ? AND is_newer = 1 ORDER BY reading DESC LIMIT 2",
        meter);
    if (reports.step()) {
        log.settled = reports.as<std::uint32_t>(1);
    }
    if (reports.step()) {
        const auto report = card::decode_report(reports.blob(0));
        if (!report) {
            throw SqliteFailure{StoreProblem::read_or_write, "a report in the books is damaged"};
        }
        log.before_last = report->event_log;
        log.settled_before_last = reports.as<std::uint32_t>(1);
    }
    return log;
}

}  // namespace office
