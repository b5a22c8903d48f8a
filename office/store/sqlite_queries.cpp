// The questions that a store answers, each on a read-only connection that sees one state of the
// books from its first query to its last.
#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "card/report.h"
#include "office/domain/content.h"
#include "office/store/book_rows.h"
#include "office/store/read_pool.h"
#include "office/store/sha256.h"
#include "office/store/sqlite_store.h"

namespace office {
namespace {

template <typename Question>
auto ask(ReadPool& pool, Question question)
    -> Store::Found<std::invoke_result_t<Question, Database&>> {
    try {
        ReadPool::Loan loan{pool};
        const auto transaction = Transaction::for_reading(loan.database());
        return question(loan.database());
    } catch (const SqliteFailure& failure) {
        return std::unexpected{StoreError{failure.problem, failure.detail}};
    }
}

std::int64_t end_of(const Page& page) {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    return page.before && std::cmp_less(*page.before, last)
               ? static_cast<std::int64_t>(*page.before)
               : last;
}

std::uint32_t limit_of(const Page& page) {
    return std::clamp<std::uint32_t>(page.limit, 1, largest_page);
}

// Every row of a query, each made into a view.
template <typename Make>
auto all(Query found, Make make) {
    std::vector<std::invoke_result_t<Make, const Query&>> rows;
    while (found.step()) {
        rows.push_back(make(found));
    }
    return rows;
}

template <typename T>
std::optional<T> only(std::vector<T> rows) {
    if (rows.empty()) {
        return std::nullopt;
    }
    return std::move(rows.front());
}

UserView user_view(const Query& found) {
    return {found.as<UserId>(0), std::string{found.text(1)}, found.as<Role>(2),
            std::string{found.text(3)}};
}

TokenView token_view(const Query& found) {
    return {.token = found.as<TokenId>(0),
            .owner = found.as<UserId>(1),
            .label = std::string{found.text(2)}};
}

TariffView tariff_view(const Query& found) {
    return {
        .tariff = found.as<TariffId>(0),
        .name = std::string{found.text(1)},
        .price_per_kwh = found.quantity<base::MinorUnits>(2),
        .tax_basis_points = found.as<std::int32_t>(3),
        .valid_from = found.date(4),
        .proposed_by = found.as<UserId>(5),
        .approved_by = found.maybe<UserId>(6),
    };
}

CustomerView customer_view(const Query& found) {
    return {found.as<card::CustomerNumber>(0), found.as<card::MeterId>(1),
            std::string{found.text(2)}, std::string{found.text(3)}, std::string{found.text(4)}};
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
    "SELECT receipt, s.meter, customer, at_utc_seconds, business_date_days, user, desk, "
    "energy_watt_hours, net_minor_units, tax_minor_units, total_minor_units, tariff, s.sequence, "
    "EXISTS (SELECT 1 FROM order_issue i WHERE i.meter = s.meter AND i.sequence = s.sequence), "
    "EXISTS (SELECT 1 FROM energy_order n "
    "WHERE n.meter = s.meter AND n.sequence = s.sequence + 1) "
    "FROM sale s JOIN command USING (command) ";

const std::string reading_columns =
    "SELECT reading, at_utc_seconds, meter, card, generation, meter_sessions, office_sessions, "
    "report, findings FROM reading JOIN command USING (command) ";

const std::string last_reading_sql =
    reading_columns + "WHERE meter = ? AND is_newer = 1 ORDER BY reading DESC LIMIT 1";

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
    };
}

}  // namespace

Store::Found<std::optional<UserView>> SqliteStore::user(UserId user) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                       "WHERE user = ?",
                                       user),
                        user_view));
    });
}

Store::Found<std::optional<UserView>> SqliteStore::user_by_name(std::string_view name) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                       "WHERE name = ?",
                                       name),
                        user_view));
    });
}

Store::Found<std::optional<UserView>> SqliteStore::user_by_token(const Digest& token_hash) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                       "JOIN api_token ON owner = user WHERE token_hash = ?",
                                       token_hash),
                        user_view));
    });
}

Store::Found<std::optional<TokenView>> SqliteStore::token(TokenId token) const {
    return ask(*readers_, [&](Database& database) {
        return only(
            all(database.query("SELECT token, owner, label FROM api_token WHERE token = ?", token),
                token_view));
    });
}

Store::Found<std::vector<UserView>> SqliteStore::users() const {
    return ask(*readers_, [](Database& database) {
        return all(database.query("SELECT user, name, role, password_hash FROM user_account "
                                  "ORDER BY user"),
                   user_view);
    });
}

Store::Found<std::vector<TariffView>> SqliteStore::tariffs() const {
    return ask(*readers_, [](Database& database) {
        return all(database.query("SELECT tariff, name, price_minor_units_per_kwh, "
                                  "tax_basis_points, valid_from_days, proposed_by, approved_by "
                                  "FROM tariff LEFT JOIN tariff_approval USING (tariff) "
                                  "ORDER BY tariff"),
                   tariff_view);
    });
}

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
        return all(database.query("SELECT customer, meter, name, address, phone "
                                  "FROM account JOIN customer USING (customer) "
                                  "WHERE customer < ? ORDER BY customer DESC LIMIT ?",
                                  end_of(page), limit_of(page)),
                   customer_view);
    });
}

Store::Found<std::optional<CustomerView>> SqliteStore::customer_of(card::MeterId meter) const {
    return ask(*readers_, [&](Database& database) {
        return only(all(database.query("SELECT customer, meter, name, address, phone "
                                       "FROM account JOIN customer USING (customer) "
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
