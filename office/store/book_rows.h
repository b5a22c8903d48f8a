// The rows of the books as the domain sees them: out of a query, and into the journal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/commands.h"
#include "office/domain/rows.h"
#include "office/domain/settings.h"
#include "office/domain/views.h"
#include "office/store/journal.h"
#include "office/store/sqlite_database.h"

namespace office {

// What decide() asks for `envelope`, as it is inside the transaction.
[[nodiscard]] Rows load_rows(Database& database, const Envelope& envelope,
                             const Settings& settings);

// Adds what was decided. `command` is the number of the command's row.
void keep(Database& database, Journal& journal, const Context& context, std::int64_t command,
          const Decision& decision);

// A query's beginning: number, name, price, tax, date, proposer, approver or null, charge, class.
extern const std::string tariff_columns;
// Of a tariff, from the second on.
[[nodiscard]] std::vector<PriceStep> find_steps(Database& database, TariffId tariff);

[[nodiscard]] std::optional<MeterRow> find_meter(Database& database, card::MeterId meter);
[[nodiscard]] std::optional<OrderView> find_order(Database& database, card::MeterId meter,
                                                  card::Sequence sequence);

[[nodiscard]] std::optional<CardReport> find_last_report(Database& database, card::MeterId meter);

// load_adjustment_rows.cpp
[[nodiscard]] AdjustmentId find_next_adjustment(Database& database);
// What may go back of the sale, where it is of the meter's customer; for whichever meter that had.
enum class SoldFor : std::uint8_t { any_meter, this_meter };
[[nodiscard]] std::vector<SoldRow> find_sold(Database& database, const MeterRow& meter,
                                             ReceiptNumber receipt,
                                             SoldFor place = SoldFor::any_meter);
// The customer's sales that have energy left, the newest first, until they have `energy`.
[[nodiscard]] std::vector<SoldRow> find_newest_sold(Database& database, const MeterRow& meter,
                                                    base::WattHours energy);
// Where the meter's month would stand without this sale.
[[nodiscard]] MonthBefore find_month_before(Database& database, const MeterRow& meter,
                                            ReceiptNumber receipt);
[[nodiscard]] std::optional<AdjustmentRow> find_adjustment(Database& database, card::MeterId meter,
                                                           AdjustmentId adjustment);
// The adjustment whose order has this sequence.
[[nodiscard]] std::optional<AdjustmentRow> find_adjustment(Database& database, card::MeterId meter,
                                                           card::Sequence sequence);
// Whether another adjustment waits for a second person, or for its money.
[[nodiscard]] bool is_customer_unsettled(Database& database, card::CustomerNumber customer,
                                         AdjustmentId besides);
// The link of a meter that takes another one's place; none where the books hold one.
[[nodiscard]] std::optional<PremisesLink> find_premises_after(Database& database,
                                                              card::MeterId meter,
                                                              card::MeterId new_meter,
                                                              std::chrono::year_month_day from);
[[nodiscard]] bool is_account_closing(Database& database, card::CustomerNumber customer);
[[nodiscard]] bool is_customer_blocked(Database& database, card::CustomerNumber customer);

// load_key_rows.cpp
// The version that the last roll named; 1 before the first.
[[nodiscard]] card::KeyVersion find_version_in_use(Database& database);
[[nodiscard]] KeyRows find_key_rows(Database& database, const HoldCeremony& given,
                                    const Context& context);
// Wrong passwords for `user` in the failed_proof_seconds before `at`.
[[nodiscard]] std::uint32_t count_failed_proofs(Database& database, UserId user,
                                                std::chrono::sys_seconds at);

// network_rows.cpp
[[nodiscard]] NetworkRows find_network_rows(Database& database, const LinkPremises& given);
[[nodiscard]] NetworkRows find_network_rows(Database& database, const RecordFeederReadings& given);
void keep_links(Database& database, Journal& journal, std::int64_t command,
                const std::vector<PremisesLink>& links);
void keep_feeder_readings(Journal& journal, std::int64_t command,
                          const std::vector<FeederReading>& readings);

// load_field_rows.cpp
[[nodiscard]] FieldRows find_field_rows(Database& database, const IssueFieldCard& given);
// The newest round of a field card; nothing where it never was one.
[[nodiscard]] std::optional<card::Generation> find_field_round(Database& database,
                                                               card::CardSerial serial);
// sqlite_history.cpp: what new_ends() compares these with.
[[nodiscard]] std::vector<MeterEnd> find_ends(Database& database, card::MeterId meter,
                                              const std::vector<card::PeriodEnds>& records);
// Those in the books with the numbers of `events`.
[[nodiscard]] std::vector<card::EventRecord> find_events(
    Database& database, card::MeterId meter, const std::vector<card::EventRecord>& events);
// Of its events at most as many as two reports can bring.
[[nodiscard]] LogRows find_log(Database& database, card::MeterId meter);
// A row that selects event_columns.
extern const std::string event_columns;
[[nodiscard]] card::EventRecord read_event(const Query& found);

// load_shift_rows.cpp
[[nodiscard]] std::optional<DeskRow> find_desk(Database& database, std::string_view desk);
[[nodiscard]] std::optional<ShiftRow> find_shift(Database& database, ShiftId shift);
// 1 for the first sale at a desk.
[[nodiscard]] DeskReceipt find_next_desk_receipt(Database& database, std::string_view desk);
// Whether a shift that began on `date` or before is open.
[[nodiscard]] bool is_shift_open(Database& database, std::chrono::year_month_day date);
// The last business date that is closed.
[[nodiscard]] std::optional<std::chrono::year_month_day> find_closed_through(Database& database);
// The first open date that is not before `date`.
[[nodiscard]] std::chrono::year_month_day open_date(Database& database,
                                                    std::chrono::year_month_day date);
// The sums of all accounts, but zeros, after `after` to `to`.
[[nodiscard]] std::vector<Leg> find_day_sums(Database& database,
                                             std::optional<std::chrono::year_month_day> after,
                                             std::chrono::year_month_day to);

}  // namespace office
