// What a store answers about meters, sales, readings, the ledger and the audit chains.
#include <utility>

#include "card/report.h"
#include "office/domain/content.h"
#include "office/store/book_rows.h"
#include "office/store/question.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

CustomerView customer_view(const Query& found) {
    return {found.as<card::CustomerNumber>(0), found.as<card::MeterId>(1),
            std::string{found.text(2)},        std::string{found.text(3)},
            std::string{found.text(4)},        found.integer(5) != 0};
}

SaleView sale_view(const Query& found) {
    SaleView view{
        .receipt = found.as<ReceiptNumber>(0),
        .meter = found.as<card::MeterId>(1),
        .customer = found.as<card::CustomerNumber>(2),
        .at = found.time(3),
        .business_date = found.date(4),
        .user = found.as<UserId>(5),
        .desk = std::string{found.text(6)},
        .energy = found.quantity<base::WattHours>(7),
        .net = found.quantity<base::MinorUnits>(8),
        .tax = found.quantity<base::MinorUnits>(9),
        .total = found.quantity<base::MinorUnits>(10),
        .tariff = found.as<TariffId>(11),
        .sequence = found.as<card::Sequence>(12),
        .order_state = OrderState::pending,
        .charge = found.quantity<base::MinorUnits>(15),
        .arrears = found.quantity<base::MinorUnits>(16),
        .desk_receipt = found.as<DeskReceipt>(17),
        .means = found.as<Means>(18),
        .tendered = found.quantity<base::MinorUnits>(19),
        .shift = found.maybe<ShiftId>(20),
    };
    if (found.integer(13) != 0) {
        view.order_state = OrderState::issued;
    } else if (found.integer(14) != 0) {
        view.order_state = OrderState::superseded;
    }
    return view;
}

ReadingView reading_view(const Query& found) {
    ReadingView view{
        .reading = found.as<std::uint64_t>(0),
        .at = found.time(1),
        .meter = found.as<card::MeterId>(2),
        .serial = found.as<card::CardSerial>(3),
        .generation = found.as<card::Generation>(4),
        .meter_sessions = found.as<std::uint32_t>(5),
        .office_sessions = found.as<std::uint32_t>(6),
        .report = std::nullopt,
        .findings = Findings{found.as<std::uint32_t>(8)},
    };
    if (!found.is_null(7)) {
        const auto report = card::decode_report(found.blob(7));
        if (!report) {
            throw SqliteFailure{StoreProblem::read_or_write, "a report in the books is damaged"};
        }
        view.report = *report;
    }
    return view;
}

const std::string sale_columns =
    "SELECT receipt, s.meter, customer, at_utc_seconds, business_date_days, user, s.desk, "
    "energy_watt_hours, net_minor_units, tax_minor_units, total_minor_units, tariff, s.sequence, "
    "EXISTS (SELECT 1 FROM order_issue i WHERE i.meter = s.meter AND i.sequence = s.sequence), "
    "EXISTS (SELECT 1 FROM energy_order n "
    "WHERE n.meter = s.meter AND n.sequence = s.sequence + 1), "
    "coalesce(d.charge_minor_units, 0), coalesce(d.arrears_minor_units, 0), "
    "coalesce(p.desk_receipt, 0), coalesce(p.means, 1), "
    "coalesce(p.tendered_minor_units, total_minor_units), p.shift "
    "FROM sale s JOIN command USING (command) LEFT JOIN sale_dues d USING (receipt) "
    "LEFT JOIN sale_payment p USING (receipt) ";

const std::string reading_columns =
    "SELECT reading, at_utc_seconds, meter, card, generation, meter_sessions, office_sessions, "
    "report, findings FROM reading JOIN command USING (command) ";

const std::string last_reading_sql =
    reading_columns + "WHERE meter = ? AND is_newer = 1 ORDER BY reading DESC LIMIT 1";

card::KeyVersion find_card_version(Database& database, card::MeterId meter) {
    auto found = database.query("SELECT key_version FROM card_key_version WHERE meter = ?", meter);
    return found.step() ? found.as<card::KeyVersion>(0) : card::KeyVersion{0};
}

MeterView meter_view(Database& database, const MeterRow& row) {
    return {
        .meter = row.meter,
        .key_version = row.key_version,
        .customer = row.customer,
        .tariff = row.tariff,
        .is_open = row.is_open,
        .card = row.card,
        .ordered_total = row.ordered_total,
        .purchases = row.purchases,
        .newest_order = find_order(database, row.meter, row.sequence),
        .last_reading = only(all(database.query(last_reading_sql, row.meter), reading_view)),
        .readings_without_report = row.readings_without_report,
        .customer_class = row.customer_class,
        .arrears_owed = row.arrears.owed,
        .key_exported =
            database.query("SELECT 1 FROM key_export WHERE meter = ?", row.meter).step(),
        .carried_in = row.carried_in,
        .is_barred = row.is_barred,
        .card_key_version = find_card_version(database, row.meter),
    };
}

}  // namespace

Store::Found<std::optional<MeterView>> SqliteStore::meter(card::MeterId meter) const {
    return ask(*readers_, [&](Database& database) -> std::optional<MeterView> {
        const auto row = find_meter(database, meter);
        if (!row) {
            return std::nullopt;
        }
        return meter_view(database, *row);
    });
}

Store::Found<std::vector<MeterView>> SqliteStore::meters(Page page) const {
    return ask(*readers_, [&](Database& database) {
        const auto ids = all(
            database.query("SELECT meter FROM meter WHERE meter < ? ORDER BY meter DESC LIMIT ?",
                           end_of(page), limit_of(page)),
            [](const Query& found) { return found.as<card::MeterId>(0); });
        std::vector<MeterView> views;
        for (const card::MeterId id : ids) {
            if (const auto row = find_meter(database, id)) {
                views.push_back(meter_view(database, *row));
            }
        }
        return views;
    });
}

Store::Found<std::vector<CustomerView>> SqliteStore::customers(Page page) const {
    return ask(*readers_, [&](Database& database) {
        return all(database.query("SELECT a.customer, coalesce(m.meter, a.meter), name, address, "
                                  "phone, m.meter IS NOT NULL "
                                  "FROM account a JOIN customer USING (customer) "
                                  "LEFT JOIN meter m ON m.customer = a.customer "
                                  "WHERE a.customer < ? ORDER BY a.customer DESC LIMIT ?",
                                  end_of(page), limit_of(page)),
                   customer_view);
    });
}

Store::Found<std::optional<CustomerView>> SqliteStore::customer_of(card::MeterId meter) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT customer, meter, name, address, phone, 1 "
                                       "FROM meter JOIN customer USING (customer) "
                                       "WHERE meter = ?",
                                       meter),
                        customer_view));
    });
}

Store::Found<std::vector<SaleView>> SqliteStore::sales(std::optional<card::MeterId> meter,
                                                       Page page) const {
    return ask(*readers_, [&](Database& database) {
        static const std::string of_all =
            sale_columns + "WHERE receipt < ? ORDER BY receipt DESC LIMIT ?";
        static const std::string of_meter =
            sale_columns + "WHERE s.meter = ? AND receipt < ? ORDER BY s.sequence DESC LIMIT ?";
        return meter
                   ? all(database.query(of_meter, *meter, end_of(page), limit_of(page)), sale_view)
                   : all(database.query(of_all, end_of(page), limit_of(page)), sale_view);
    });
}

Store::Found<std::optional<SaleView>> SqliteStore::sale(ReceiptNumber receipt) const {
    const Page only_this{std::to_underlying(receipt) + 1, 1};
    auto found = sales(std::nullopt, only_this);
    if (!found) {
        return std::unexpected{found.error()};
    }
    if (found->empty() || found->front().receipt != receipt) {
        return std::nullopt;
    }
    return std::move(found->front());
}

Store::Found<std::vector<ReadingView>> SqliteStore::readings(std::optional<card::MeterId> meter,
                                                             Page page) const {
    return ask(*readers_, [&](Database& database) {
        static const std::string of_all =
            reading_columns + "WHERE reading < ? ORDER BY reading DESC LIMIT ?";
        static const std::string of_meter =
            reading_columns + "WHERE meter = ? AND reading < ? ORDER BY reading DESC LIMIT ?";
        return meter ? all(database.query(of_meter, *meter, end_of(page), limit_of(page)),
                           reading_view)
                     : all(database.query(of_all, end_of(page), limit_of(page)), reading_view);
    });
}

Store::Found<LedgerPage> SqliteStore::ledger(std::chrono::year_month_day from,
                                             std::chrono::year_month_day to) const {
    return ask(*readers_, [&](Database& database) {
        LedgerPage page;
        for (std::uint8_t account = 1; account <= account_count; ++account) {
            page.sums.push_back({Account{account}, 0});
        }
        auto sums = database.query(
            "SELECT account, sum(amount) FROM posting_leg "
            "WHERE business_date_days BETWEEN ? AND ? GROUP BY account",
            from, to);
        while (sums.step()) {
            const auto account = sums.integer(0);
            if (account >= 1 && account <= account_count) {
                page.sums[static_cast<std::size_t>(account - 1)].amount = sums.integer(1);
            }
        }
        auto postings = database.query(
            "SELECT count(DISTINCT command) FROM posting_leg "
            "WHERE business_date_days BETWEEN ? AND ?",
            from, to);
        postings.step();
        page.postings = postings.as<std::uint64_t>(0);
        return page;
    });
}

Store::Found<std::vector<AuditEntryView>> SqliteStore::audit_entries(Page page) const {
    return ask(*readers_, [&](Database& database) {
        return all(database.query("SELECT entry, chain, position, epoch, at_utc_seconds, commands, "
                                  "digest FROM audit_entry WHERE entry < ? "
                                  "ORDER BY entry DESC LIMIT ?",
                                  end_of(page), limit_of(page)),
                   [](const Query& found) {
                       return AuditEntryView{
                           .entry = found.as<std::uint64_t>(0),
                           .chain = found.as<std::uint32_t>(1),
                           .position = found.as<std::uint64_t>(2),
                           .epoch = found.as<std::uint32_t>(3),
                           .at = found.time(4),
                           .commands = found.as<std::uint32_t>(5),
                           .digest = found.array<32>(6),
                       };
                   });
    });
}

Store::Found<std::vector<AuditHead>> SqliteStore::audit_heads() const {
    return ask(*readers_, [](Database& database) {
        return all(
            database.query("SELECT chain, epoch, length, digest FROM audit_chain ORDER BY chain"),
            [](const Query& found) {
                return AuditHead{found.as<std::uint32_t>(0), found.as<std::uint32_t>(1),
                                 found.as<std::uint64_t>(2), found.array<32>(3)};
            });
    });
}

Store::Found<std::optional<OrderView>> SqliteStore::order_to_write(card::MeterId meter) const {
    return ask(*readers_, [&](Database& database) -> std::optional<OrderView> {
        const auto row = find_meter(database, meter);
        if (!row) {
            return std::nullopt;
        }
        return find_order(database, meter, row->sequence);
    });
}

Store::Found<std::optional<Answer>> SqliteStore::answer_to(LedgerGroup group, CommandId id,
                                                           UserId user) const {
    return ask(*readers_, [&](Database& database) -> std::optional<Answer> {
        auto found = database.query(
            "SELECT answer FROM command WHERE command_group = ? AND id = ? AND user = ?", group,
            id.bytes, user);
        if (!found.step()) {
            return std::nullopt;
        }
        return decode_answer(found.blob(0));
    });
}

}  // namespace office
