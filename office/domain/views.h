// What queries answer. Times are UTC, energy whole watt-hours, money minor units of the office's
// currency.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/order.h"
#include "card/period_ends.h"
#include "card/report.h"
#include "office/domain/adjustment.h"
#include "office/domain/commands.h"
#include "office/domain/findings.h"
#include "office/domain/identifiers.h"
#include "office/domain/ledger.h"
#include "office/domain/outcomes.h"
#include "office/domain/settings.h"

namespace office {

struct UserView {
    UserId user{};
    std::string name;
    Role role = Role::clerk;
    std::string password_hash;
};

struct TokenView {
    TokenId token{};
    UserId owner{};
    std::string label;
};

struct TariffView {
    TariffId tariff{};
    std::string name;
    base::MinorUnits price_per_kwh;
    std::int32_t tax_basis_points = 0;
    std::chrono::year_month_day valid_from{};
    UserId proposed_by{};
    std::optional<UserId> approved_by;
    std::vector<PriceStep> further_steps{};
    base::MinorUnits monthly_charge{};
    CustomerClass customers = CustomerClass::any;
};

// An order is issued when its card answered with authentication, superseded when a newer one was
// made before that, pending otherwise.
enum class OrderState : std::uint8_t { pending, issued, superseded };

// An order as it goes onto a card; its MAC is made from these fields, the same every time.
struct OrderView {
    card::Order order;
    OrderState state = OrderState::pending;
};

struct ReadingView {
    std::uint64_t reading = 0;  // rising over the whole office
    std::chrono::sys_seconds at;
    card::MeterId meter{};
    card::CardSerial serial{};
    card::Generation generation{};
    std::uint32_t meter_sessions = 0;
    std::uint32_t office_sessions = 0;
    std::optional<card::Report> report;
    Findings findings;
};

// Withdrawn: its customer is served by this meter no more. The numbers are stable.
enum class CardState : std::uint8_t { pending, confirmed, withdrawn };

struct MeterCard {
    card::CardSerial serial{};
    card::Generation generation{};
    CardState state = CardState::pending;

    bool operator==(const MeterCard&) const = default;
};

struct MeterView {
    card::MeterId meter{};
    card::KeyVersion key_version{};
    std::optional<card::CustomerNumber> customer;
    std::optional<TariffId> tariff;  // as the account was opened
    bool is_open = false;            // a report has shown the meter open
    std::optional<MeterCard> card;   // the newest
    base::WattHours ordered_total;
    std::uint32_t purchases = 0;
    std::optional<OrderView> newest_order;
    std::optional<ReadingView> last_reading;            // the last that brought a newer report
    std::uint8_t readings_without_report = 0;           // in a row
    CustomerClass customer_class = CustomerClass::any;  // any while there is no account
    base::MinorUnits arrears_owed{};
    bool key_exported = false;            // it left the token for production
    base::WattHours carried_in{};         // waits for the first card after an exchange
    bool is_barred = false;               // exchanged without a final report
    card::KeyVersion card_key_version{};  // of the newest card; 0 while there is none
};

struct CustomerView {
    card::CustomerNumber customer{};
    card::MeterId meter{};
    std::string name;
    std::string address;
    std::string phone;
    bool is_served = true;  // no more: the meter is the one that the account was opened on
};

struct SaleView {
    ReceiptNumber receipt{};
    card::MeterId meter{};
    card::CustomerNumber customer{};
    std::chrono::sys_seconds at;
    std::chrono::year_month_day business_date{};
    UserId user{};
    std::string desk;
    base::WattHours energy;
    base::MinorUnits net;
    base::MinorUnits tax;
    base::MinorUnits total;
    TariffId tariff{};
    card::Sequence sequence{};
    OrderState order_state = OrderState::pending;
    base::MinorUnits charge{};
    base::MinorUnits arrears{};
    DeskReceipt desk_receipt{};  // 0 in books before version 3
    Means means = Means::cash;
    base::MinorUnits tendered{};  // the total, where no change was given
    std::optional<ShiftId> shift{};
};

enum class AdjustmentList : std::uint8_t { all, asked };  // asked: waiting for a second person

struct AdjustmentView {
    AdjustmentId adjustment{};
    card::MeterId meter{};
    card::CustomerNumber customer{};
    AdjustmentKind kind{};
    AdjustmentReason reason{};
    AdjustmentState state{};
    Price price;
    std::chrono::sys_seconds at;  // when it was asked for
    UserId asked_by{};
    std::optional<UserId> decided_by;
    card::Sequence sequence{};  // of its order, once it is approved
    bool is_proven = false;     // a reversal by its card
    std::optional<UserId> paid_by;
    std::optional<Exchange> exchange{};
};

struct ShiftView {
    ShiftId shift{};
    std::string desk;
    UserId opened_by{};
    std::chrono::sys_seconds opened_at;
    base::MinorUnits change_fund;
    base::MinorUnits cash_taken;  // so far, or until it was closed
    std::optional<UserId> closed_by;
    std::chrono::sys_seconds closed_at;  // these two once it is closed
    base::MinorUnits counted;
    std::optional<UserId> signed_by;
};

// What was taken on one business date, at one desk, by one user, with one means.
struct Takings {
    std::chrono::year_month_day business_date{};
    std::string desk;
    UserId user{};
    Means means = Means::cash;
    std::uint64_t sales = 0;
    base::WattHours energy;
    base::MinorUnits total;
    base::MinorUnits paid_back{};  // money of these means that went back to customers
};

struct DayView {
    std::chrono::year_month_day date{};
    std::chrono::sys_seconds closed_at;
    UserId closed_by{};
};

struct LedgerSum {
    Account account{};
    std::int64_t amount = 0;  // in the account's unit: minor units or watt-hours
    auto operator<=>(const LedgerSum&) const = default;
};

struct LedgerPage {
    std::vector<LedgerSum> sums;  // of every account, in the order of the enum
    std::uint64_t postings = 0;   // sets of legs, each of which sums to zero per unit
};

struct AuditEntryView {
    std::uint64_t entry = 0;     // rising over the whole office
    std::uint32_t chain = 0;     // one per process of the office
    std::uint64_t position = 0;  // within the chain, 1 and above
    std::uint32_t epoch = 0;     // of the lease under which it was written
    std::chrono::sys_seconds at;
    std::uint32_t commands = 0;  // accepted in this commit
    std::array<std::uint8_t, 32> digest{};
};

// The registers of a meter at the end of a day or month.
struct PeriodEndView {
    card::PeriodEnd end;
    std::optional<std::chrono::sys_seconds> since;  // the end before it that is known
    base::WattHours consumed;                       // from then on; 0 where there is none
};

// A round that was given to a field card.
struct FieldRound {
    card::Generation round{};
    card::KeyVersion key_version{};  // of the issuer's keys
    bool is_written = false;         // the card has proven that it holds the whole round
};

// A round of a field card and what became of it.
struct FieldCardView {
    card::CardSerial serial{};
    card::Generation round{};
    card::CardKind kind = card::CardKind::inspection;
    UserId carrier{};
    std::chrono::sys_seconds at;
    bool is_written = false;  // the card holds the whole round
    bool is_lost = false;
    struct Place {
        card::MeterId meter{};
        card::KeyVersion key_version{};
        std::uint32_t parameter_version = 0;
        bool is_read_back = false;  // a report of this round is in the books
        bool is_over = false;       // a report of a higher round is: the meter refuses this one
    };
    std::vector<Place> places;  // in their order; left out of lists
};

struct CeremonyView {
    std::uint64_t command = 0;  // rising over the whole office
    std::chrono::sys_seconds at;
    HoldCeremony held;
    UserId first{};
};

// The meters that work with one version of the master key.
struct VersionView {
    card::KeyVersion version{};
    std::uint64_t meters = 0;
    std::uint64_t reported = 0;  // of these, whose newest report is under this version
};

// How the fleet stands between versions of the master key.
struct FleetKeys {
    card::KeyVersion in_use{};          // that new meters get and old ones go over to
    std::vector<VersionView> versions;  // those that meters have, rising
};

// An accepted command, for systems that follow the books: what it brought about is in its answer.
struct ChangeView {
    std::uint64_t change = 0;  // rising over the whole office, in the order of the commits
    std::chrono::sys_seconds at;
    std::optional<card::MeterId> meter;  // none where it was about the office
    UserId user{};
    Answer answer;
};

// One leg of a posting.
struct LegView {
    std::uint64_t leg = 0;      // rising over the whole office
    std::uint64_t posting = 0;  // the change that posted it; its legs sum to zero in each unit
    std::chrono::year_month_day business_date{};
    std::optional<card::MeterId> meter;
    Account account{};
    std::int64_t amount = 0;  // in the account's unit, debit positive
};

// A page of a feed: what came after the place where the last one ended, oldest first.
struct FeedPage {
    std::uint64_t after = 0;
    std::uint32_t limit = 50;  // 1 to largest_page
};

// A page of a list. `before` is where the last page ended; pages go from the newest to the oldest.
struct Page {
    std::optional<std::uint64_t> before;
    std::uint32_t limit = 50;  // 1 to largest_page
};
inline constexpr std::uint32_t largest_page = 1000;

}  // namespace office
