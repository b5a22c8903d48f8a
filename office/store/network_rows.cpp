// Rows of premises, transformers and feeder readings.
#include <set>
#include <string>
#include <variant>

#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"
#include "office/store/statistic_rows.h"

namespace office {
namespace {

using std::chrono::sys_days;

void find_district(Database& database, const std::string& transformer, NetworkRows& rows) {
    auto found =
        database.query("SELECT district FROM transformer WHERE transformer = ?", transformer);
    if (found.step()) {
        rows.districts[transformer] = found.text(0);
    }
}

}  // namespace

NetworkRows find_network_rows(Database& database, const LinkPremises& given) {
    NetworkRows rows;
    for (const PremisesLink& link : given.links) {
        if (!rows.districts.contains(link.transformer)) {
            find_district(database, link.transformer, rows);
        }
        if (rows.meters.contains(link.meter) || !find_meter(database, link.meter)) {
            continue;
        }
        rows.meters.insert(link.meter);
        auto links = database.query(
            "SELECT from_days, transformer FROM premises_link WHERE meter = ?", link.meter);
        while (links.step()) {
            rows.links[{link.meter, sys_days{links.date(0)}}] = links.text(1);
        }
    }
    return rows;
}

NetworkRows find_network_rows(Database& database, const RecordFeederReadings& given) {
    NetworkRows rows;
    std::set<std::string> seen;
    for (const FeederReading& reading : given.readings) {
        if (!seen.insert(reading.transformer).second) {
            continue;
        }
        find_district(database, reading.transformer, rows);
        auto readings = database.query(
            "SELECT read_days, total_watt_hours FROM feeder_reading WHERE transformer = ?",
            reading.transformer);
        while (readings.step()) {
            rows.readings[{reading.transformer, sys_days{readings.date(0)}}] =
                readings.quantity<base::WattHours>(1);
        }
    }
    return rows;
}

void keep_links(Database& database, Journal& journal, std::int64_t command,
                const std::vector<PremisesLink>& links) {
    // Totals of closed days go over with their meter.
    std::set<card::MeterId> meters;
    for (const PremisesLink& link : links) {
        if (meters.insert(link.meter).second) {
            count_meter(database, link.meter, Counting::away);
        }
    }
    for (const PremisesLink& link : links) {
        if (!database.query("SELECT 1 FROM transformer WHERE transformer = ?", link.transformer)
                 .step()) {
            journal.add(JournalTable::transformer, command, link.transformer, link.district);
        }
        journal.add(JournalTable::premises_link, command, link.meter, link.from, link.transformer);
    }
    for (const card::MeterId meter : meters) {
        count_meter(database, meter, Counting::to);
    }
}

void keep_feeder_readings(Journal& journal, std::int64_t command,
                          const std::vector<FeederReading>& readings) {
    for (const FeederReading& reading : readings) {
        journal.add(JournalTable::feeder_reading, command, reading.transformer, reading.date,
                    reading.total);
    }
}

std::expected<ImportCheck, StoreError> SqliteStore::check(const Command& command) const {
    return ask(*readers_, [&](Database& database) {
        if (const auto* const links = std::get_if<LinkPremises>(&command)) {
            return check_import(*links, find_network_rows(database, *links));
        }
        if (const auto* const readings = std::get_if<RecordFeederReadings>(&command)) {
            return check_import(*readings, find_network_rows(database, *readings));
        }
        return ImportCheck{};
    });
}

}  // namespace office
