// The books, as the domain needs them. One process posts through one Store from one thread (see
// GroupCommitWriter); questions may come from any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "card/identifiers.h"
#include "office/domain/audit.h"
#include "office/domain/commands.h"
#include "office/domain/network.h"
#include "office/domain/outcomes.h"
#include "office/domain/rows.h"
#include "office/domain/settings.h"
#include "office/domain/statistics.h"
#include "office/domain/views.h"

namespace office {

enum class StoreProblem : std::uint8_t {
    cannot_open,     // no such file, or no right to it
    not_a_database,  // the file holds something else
    not_an_office,   // a database, but not one of ours, or of a later version
    already_exists,  // an office is there already
    read_or_write,   // the disk is full or failing
    too_busy,        // more commands wait than may
    lease_lost,      // another process took this audit chain over: this one must stop
};

struct StoreError {
    StoreProblem problem{};
    std::string detail;  // one line that names the file
};

class Store {
 public:
    virtual ~Store() = default;

    // Decides and keeps a batch in one durable transaction. Outcome i belongs to envelope i.
    //   order      commands about different meters may be decided in any order; those about one
    //              meter are decided in the order given
    //   refused    a command by its Refusal, its neighbours unharmed; the batch only where the
    //              store fails (StoreError), and then none of it is kept
    //   repeated   the same id, user and content get the first answer, marked as a repeat, also
    //              within one batch
    [[nodiscard]] virtual std::expected<std::vector<Outcome>, StoreError> post(
        std::span<const Envelope> batch) = 0;

    [[nodiscard]] virtual Settings settings() const = 0;

    // What this sale would come to at the context's time and date; keeps nothing.
    [[nodiscard]] virtual std::expected<std::expected<Quote, Refusal>, StoreError> quote(
        const Context& context, const Sell& sell) const = 0;

    // What each line of an import would come to now; keeps nothing. No faults for other commands.
    [[nodiscard]] virtual std::expected<ImportCheck, StoreError> check(
        const Command& command) const = 0;

    template <typename T>
    using Found = std::expected<T, StoreError>;

    [[nodiscard]] virtual Found<std::optional<UserView>> user(UserId user) const = 0;
    [[nodiscard]] virtual Found<std::optional<UserView>> user_by_name(
        std::string_view name) const = 0;
    // The owner of the token whose SHA-256 this is.
    [[nodiscard]] virtual Found<std::optional<UserView>> user_by_token(
        const std::array<std::uint8_t, 32>& token_hash) const = 0;
    [[nodiscard]] virtual Found<std::vector<UserView>> users() const = 0;
    [[nodiscard]] virtual Found<std::optional<TokenView>> token(TokenId token) const = 0;
    [[nodiscard]] virtual Found<std::vector<TariffView>> tariffs() const = 0;
    [[nodiscard]] virtual Found<std::optional<MeterView>> meter(card::MeterId meter) const = 0;
    // Paged by meter id.
    [[nodiscard]] virtual Found<std::vector<MeterView>> meters(Page page) const = 0;
    // Paged by customer number.
    [[nodiscard]] virtual Found<std::vector<CustomerView>> customers(Page page) const = 0;
    [[nodiscard]] virtual Found<std::optional<CustomerView>> customer_of(
        card::MeterId meter) const = 0;
    // Paged by receipt number; of one meter or of all.
    [[nodiscard]] virtual Found<std::vector<SaleView>> sales(std::optional<card::MeterId> meter,
                                                             Page page) const = 0;
    [[nodiscard]] virtual Found<std::optional<SaleView>> sale(ReceiptNumber receipt) const = 0;
    // Paged by reading number; of one meter or of all.
    [[nodiscard]] virtual Found<std::vector<ReadingView>> readings(
        std::optional<card::MeterId> meter, Page page) const = 0;
    // Paged by adjustment; of one meter or of all.
    [[nodiscard]] virtual Found<std::vector<AdjustmentView>> adjustments(
        std::optional<card::MeterId> meter, AdjustmentList list, Page page) const = 0;
    // Whether nothing is sold to this meter's customer.
    [[nodiscard]] virtual Found<bool> is_blocked(card::MeterId meter) const = 0;
    [[nodiscard]] virtual Found<std::optional<DeskRow>> desk(std::string_view desk) const = 0;
    // Every desk that was set up, by name; at most largest_page.
    [[nodiscard]] virtual Found<std::vector<DeskRow>> desks() const = 0;
    // Paged by shift.
    [[nodiscard]] virtual Found<std::vector<ShiftView>> shifts(Page page) const = 0;
    // Of business dates `from` to `to`, both included, oldest first; at most largest_page lines.
    [[nodiscard]] virtual Found<std::vector<Takings>> takings(
        std::chrono::year_month_day from, std::chrono::year_month_day to) const = 0;
    // The closed days, newest first; at most largest_page.
    [[nodiscard]] virtual Found<std::vector<DayView>> closed_days() const = 0;
    // The newest round of every field card, newest first, at most largest_page; of one card with
    // its places.
    [[nodiscard]] virtual Found<std::vector<FieldCardView>> field_cards() const = 0;
    // Every round that a card was ever given, the first one first.
    [[nodiscard]] virtual Found<std::vector<FieldRound>> field_rounds(
        card::CardSerial serial) const = 0;
    [[nodiscard]] virtual Found<std::optional<FieldCardView>> field_card(
        card::CardSerial serial) const = 0;
    // The ends of days or months that a meter's cards brought, paged by the seconds of their times.
    [[nodiscard]] virtual Found<std::vector<PeriodEndView>> period_ends(card::MeterId meter,
                                                                        card::Period period,
                                                                        Page page) const = 0;
    // The counter of the report that the last reading of this card found; 0 before the first.
    [[nodiscard]] virtual Found<std::uint32_t> newest_report_of(
        card::MeterId meter, card::CardSerial serial, card::Generation generation) const = 0;
    // Events that cards brought of one meter, paged by number.
    [[nodiscard]] virtual Found<std::vector<card::EventRecord>> events(card::MeterId meter,
                                                                       Page page) const = 0;
    // Every ceremony over a master key, from the first on.
    [[nodiscard]] virtual Found<std::vector<CeremonyView>> ceremonies() const = 0;
    // Of the master key: that meters go over to.
    [[nodiscard]] virtual Found<card::KeyVersion> version_in_use() const = 0;
    [[nodiscard]] virtual Found<FleetKeys> fleet_keys() const = 0;
    // What keys were used for since the office began, by master and use.
    [[nodiscard]] virtual Found<std::vector<MasterUses>> key_uses() const = 0;
    // Wrong passwords for this user at ceremonies in the failed_proof_seconds before `at`.
    [[nodiscard]] virtual Found<std::uint32_t> failed_proofs(UserId user,
                                                             std::chrono::sys_seconds at) const = 0;
    // Sums over business dates `from` to `to`, both included.
    [[nodiscard]] virtual Found<LedgerPage> ledger(std::chrono::year_month_day from,
                                                   std::chrono::year_month_day to) const = 0;
    // Each statistic's table; its columns and their order are the same for the same question.
    [[nodiscard]] virtual Found<StatisticTable> statistic(
        const StatisticQuestion& question) const = 0;
    // Paged by entry number.
    [[nodiscard]] virtual Found<std::vector<AuditEntryView>> audit_entries(Page page) const = 0;
    // Every accepted command after the page's place. None comes later with a lower number.
    [[nodiscard]] virtual Found<std::vector<ChangeView>> changes(FeedPage page) const = 0;
    // The ledger's legs of business dates `from` to `to`, both included.
    [[nodiscard]] virtual Found<std::vector<LegView>> legs(std::chrono::year_month_day from,
                                                           std::chrono::year_month_day to,
                                                           FeedPage page) const = 0;
    // The head of every chain, to be signed.
    [[nodiscard]] virtual Found<std::vector<AuditHead>> audit_heads() const = 0;
    // The newest order of a meter, issued or not; none while none was made.
    [[nodiscard]] virtual Found<std::optional<OrderView>> order_to_write(
        card::MeterId meter) const = 0;
    // The answer given to this command, if it was accepted from this user: for a caller who must
    // know before it does work outside the books. Another user's id finds nothing.
    [[nodiscard]] virtual Found<std::optional<Answer>> answer_to(LedgerGroup group, CommandId id,
                                                                 UserId user) const = 0;
};

}  // namespace office
