// The books in one SQLite file. One process may post through one of these at a time on each audit
// chain; the chain is taken with an advisory lock on a file beside the database, which the system
// lets go when the process ends, however it ends.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>

#include "office/domain/store.h"
#include "office/store/sqlite_database.h"

namespace office {

class ChainLease;
class ReadPool;

class SqliteStore final : public Store {
 public:
    using Opened = std::expected<std::unique_ptr<SqliteStore>, StoreError>;

    // Makes the file and sets the office up in it.
    //   refused   already_exists, cannot_open, read_or_write
    [[nodiscard]] static Opened create(const std::filesystem::path& file, const Settings& settings);

    // Opens the books for posting and for `readers` (1 and above) questions at a time. An
    // office of an earlier version is brought up to this one first.
    //   refused   cannot_open, not_a_database, not_an_office, read_or_write
    [[nodiscard]] static Opened open(const std::filesystem::path& file, std::size_t readers = 4);

    ~SqliteStore() override;

    [[nodiscard]] std::expected<std::vector<Outcome>, StoreError> post(
        std::span<const Envelope> batch) override;

    [[nodiscard]] Settings settings() const override { return settings_; }
    [[nodiscard]] std::expected<std::expected<Quote, Refusal>, StoreError> quote(
        const Context& context, const Sell& sell) const override;
    [[nodiscard]] std::expected<ImportCheck, StoreError> check(
        const Command& command) const override;
    [[nodiscard]] Found<std::optional<UserView>> user(UserId user) const override;
    [[nodiscard]] Found<std::optional<UserView>> user_by_name(std::string_view name) const override;
    [[nodiscard]] Found<std::optional<UserView>> user_by_token(
        const Digest& token_hash) const override;
    [[nodiscard]] Found<std::vector<UserView>> users() const override;
    [[nodiscard]] Found<std::optional<TokenView>> token(TokenId token) const override;
    [[nodiscard]] Found<std::vector<TariffView>> tariffs() const override;
    [[nodiscard]] Found<std::optional<MeterView>> meter(card::MeterId meter) const override;
    [[nodiscard]] Found<std::vector<MeterView>> meters(Page page) const override;
    [[nodiscard]] Found<std::vector<CustomerView>> customers(Page page) const override;
    [[nodiscard]] Found<std::optional<CustomerView>> customer_of(
        card::MeterId meter) const override;
    [[nodiscard]] Found<std::vector<SaleView>> sales(std::optional<card::MeterId> meter,
                                                     Page page) const override;
    [[nodiscard]] Found<std::optional<SaleView>> sale(ReceiptNumber receipt) const override;
    [[nodiscard]] Found<std::vector<ReadingView>> readings(std::optional<card::MeterId> meter,
                                                           Page page) const override;
    [[nodiscard]] Found<std::vector<AdjustmentView>> adjustments(std::optional<card::MeterId> meter,
                                                                 AdjustmentList list,
                                                                 Page page) const override;
    [[nodiscard]] Found<bool> is_blocked(card::MeterId meter) const override;
    [[nodiscard]] Found<std::optional<DeskRow>> desk(std::string_view desk) const override;
    Found<std::vector<DeskRow>> desks() const override;
    [[nodiscard]] Found<std::vector<ShiftView>> shifts(Page page) const override;
    [[nodiscard]] Found<std::vector<Takings>> takings(
        std::chrono::year_month_day from, std::chrono::year_month_day to) const override;
    [[nodiscard]] Found<std::vector<DayView>> closed_days() const override;
    [[nodiscard]] Found<std::vector<FieldCardView>> field_cards() const override;
    [[nodiscard]] Found<std::vector<FieldRound>> field_rounds(
        card::CardSerial serial) const override;
    [[nodiscard]] Found<std::optional<FieldCardView>> field_card(
        card::CardSerial serial) const override;
    [[nodiscard]] Found<std::vector<card::EventRecord>> events(card::MeterId meter,
                                                               Page page) const override;
    [[nodiscard]] Found<std::vector<PeriodEndView>> period_ends(card::MeterId meter,
                                                                card::Period period,
                                                                Page page) const override;
    [[nodiscard]] Found<std::uint32_t> newest_report_of(card::MeterId meter,
                                                        card::CardSerial serial,
                                                        card::Generation generation) const override;
    [[nodiscard]] Found<std::vector<CeremonyView>> ceremonies() const override;
    [[nodiscard]] Found<card::KeyVersion> version_in_use() const override;
    [[nodiscard]] Found<FleetKeys> fleet_keys() const override;
    [[nodiscard]] Found<std::vector<MasterUses>> key_uses() const override;
    [[nodiscard]] Found<std::uint32_t> failed_proofs(UserId user,
                                                     std::chrono::sys_seconds at) const override;
    [[nodiscard]] Found<LedgerPage> ledger(std::chrono::year_month_day from,
                                           std::chrono::year_month_day to) const override;
    [[nodiscard]] Found<StatisticTable> statistic(const StatisticQuestion& question) const override;
    [[nodiscard]] Found<std::vector<AuditEntryView>> audit_entries(Page page) const override;
    [[nodiscard]] Found<std::vector<ChangeView>> changes(FeedPage page) const override;
    [[nodiscard]] Found<std::vector<LegView>> legs(std::chrono::year_month_day from,
                                                   std::chrono::year_month_day to,
                                                   FeedPage page) const override;
    [[nodiscard]] Found<std::vector<AuditHead>> audit_heads() const override;
    [[nodiscard]] Found<std::optional<OrderView>> order_to_write(
        card::MeterId meter) const override;
    [[nodiscard]] Found<std::optional<Answer>> answer_to(LedgerGroup group, CommandId id,
                                                         UserId user) const override;

 private:
    SqliteStore(Database writer, Settings settings, std::unique_ptr<ChainLease> lease,
                std::unique_ptr<ReadPool> readers);

    std::vector<Outcome> post_in_transaction(std::span<const Envelope> batch);

    Database writer_;
    Settings settings_;
    std::unique_ptr<ChainLease> lease_;
    std::unique_ptr<ReadPool> readers_;
};

}  // namespace office
