// Everything that changes the books. A command is a request: decide() says whether it is accepted
// and what follows from it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "card/event_record.h"
#include "card/identifiers.h"
#include "card/period_ends.h"
#include "card/report.h"
#include "office/domain/account_commands.h"
#include "office/domain/adjustment_commands.h"
#include "office/domain/field_commands.h"
#include "office/domain/identifiers.h"
#include "office/domain/key_commands.h"
#include "office/domain/network_commands.h"
#include "office/domain/price.h"
#include "office/domain/shift_commands.h"

namespace office {

enum class Role : std::uint8_t {
    office = 0,  // the_office alone: no user can be given it
    clerk = 1,
    supervisor = 2,
    administrator = 3,
    auditor = 4,    // reads everything, changes nothing
    inspector = 5,  // carries field cards and brings back what they collected
};

// The longest name, address, phone number and label, in bytes of UTF-8. None is empty except
// address and phone.
inline constexpr std::size_t longest_text = 200;

struct AddUser {
    std::string name;  // unique in the office
    Role role = Role::clerk;
    std::string password_hash;  // encoded argon2id, salt included
};

// A token lets a program act as its owner, who alone asks for it; for others the_office does. The
// office keeps only its SHA-256.
struct AddApiToken {
    UserId owner{};
    std::string label;
    std::array<std::uint8_t, 32> token_hash{};
};

// The numbers are stable.
enum class CustomerClass : std::uint8_t {
    any = 0,  // of a tariff alone: it is for all of them
    household = 1,
    business = 2,
    industry = 3,
    public_service = 4,
};

// A higher or lower price for what a customer buys in a month beyond `from`.
struct PriceStep {
    base::WattHours from;
    base::MinorUnits price_per_kwh;

    bool operator==(const PriceStep&) const = default;
};

// A price from a date on. Tariffs of one name are versions of one tariff: a sale takes the approved
// one for the customer's class with the latest valid_from that is not after the business date.
struct ProposeTariff {
    std::string name;
    base::MinorUnits price_per_kwh;            // before tax, 1 to largest_price
    std::int32_t tax_basis_points = 0;         // of prices and charge, 0 to 10,000
    std::chrono::year_month_day valid_from{};  // business date
    // The steps after the first, each beginning above the one before: at most most_further_steps.
    std::vector<PriceStep> further_steps{};
    // Before tax; taken at the first sale for every month begun since the last one, that in which
    // the account was opened included.
    base::MinorUnits monthly_charge{};
    CustomerClass customers = CustomerClass::any;
};

// Asks for another person than the proposer.
struct ApproveTariff {
    TariffId tariff{};
};

struct RegisterMeter {
    card::MeterId meter{};
    std::optional<card::KeyVersion> key_version;  // none: the one that new meters get now
};

struct OpenAccount {
    card::MeterId meter{};
    TariffId tariff{};
    std::string name;
    std::string address;
    std::string phone;
    CustomerClass customer_class = CustomerClass::household;
};

// How much of a debt a sale takes: at most `most_per_sale`, and where `basis_points` are above 0 no
// more than that share of the price of what is bought, tax included.
struct Recovery {
    base::MinorUnits most_per_sale;
    std::int32_t basis_points = 0;  // 0 to 10,000

    bool operator==(const Recovery&) const = default;
};

// A debt from elsewhere that the customer pays back with each sale from now on. One is added to
// what is still owed; the newest recovery holds for all of it.
struct AddArrears {
    card::MeterId meter{};
    base::MinorUnits amount;  // 1 to largest_arrears
    Recovery recovery;
};
inline constexpr base::MinorUnits largest_arrears{1'000'000'000'000};
inline constexpr std::int32_t most_recovery_basis_points = 10'000;

// The meter's key leaves the token for production, once in the meter's life.
struct ExportMeterKey {
    card::MeterId meter{};
};

// Gives a meter its next card: pending until ConfirmCard. The same card again while it is pending
// gets the same generation, so that an interrupted personalisation can be finished.
struct IssueCard {
    card::MeterId meter{};
    card::CardSerial serial{};
};

// The card answered with authentication that it is personalised. From now on it is the meter's
// card; an order made for an earlier card is made again for it.
struct ConfirmCard {
    card::MeterId meter{};
    card::CardSerial serial{};
    card::Generation generation{};
};

// Sells what `amount` says: an energy to be paid for, or a sum, tax included, to be used up.
struct Sell {
    card::MeterId meter{};
    std::variant<base::WattHours, base::MinorUnits> amount;
    std::string desk;              // where the money was taken; empty without a desk
    std::optional<Quote> quote{};  // what the customer was promised
    Payment payment{};
};

// A sale's receipt is handed out, on paper or as a file. The first is the original, every further
// one a copy.
struct PrintReceipt {
    card::MeterId meter{};  // of the sale
    ReceiptNumber receipt{};
};

// The card answered with authentication that it holds this order.
struct ConfirmOrder {
    card::MeterId meter{};
    card::Sequence sequence{};
};

// A genuine report (its MAC was checked) as it lay on a card.
struct CardReport {
    card::ReportBytes bytes{};
    card::Report fields;
    card::Digest8 digest{};  // of `bytes`, under K_report: what the next report must carry
};

// What one reading of a card in the secure channel brought back.
struct RecordReport {
    card::MeterId meter{};  // these three as the card's ID file states them
    card::CardSerial serial{};
    card::Generation generation{};
    std::uint32_t meter_sessions = 0;  // counted by the card itself
    std::uint32_t office_sessions = 0;
    std::optional<CardReport> report;  // none while no meter has written one
    card::KeyVersion next_keys{};      // of the KEYS record that lay on the card; 0: none did
    // What of the history was written since the card was read last, all of it genuine.
    std::vector<card::PeriodEnds> ends{};
    std::vector<card::EventRecord> events{};
    bool is_altered = false;     // something in the history's place is not the meter's
    bool is_locked_out = false;  // no try is left for a meter
};

// What one place of a field card brought back of its meter.
struct RecordFieldReport {
    card::MeterId meter{};
    card::CardSerial serial{};  // these two of the field card
    card::Generation round{};
    std::optional<CardReport> report;  // none where the place's bytes are no report of this meter
    std::vector<card::EventRecord> events{};  // genuine, of that report; newest first
    bool is_altered = false;                  // something on the place is not the meter's
};

using Command =
    std::variant<AddUser, AddApiToken, ProposeTariff, ApproveTariff, RegisterMeter, OpenAccount,
                 IssueCard, ConfirmCard, Sell, ConfirmOrder, RecordReport, ExportMeterKey,
                 AddArrears, SetDesk, OpenShift, CloseShift, SignShift, CloseDay, HoldCeremony,
                 RecordFailedProof, RecordKeyUses, PrintReceipt, ConfirmCardKeys, LinkPremises,
                 RecordFeederReadings, ReverseSale, AskAdjustment, ApproveAdjustment,
                 DeclineAdjustment, PayBack, SetBlocked, IssueFieldCard, ConfirmFieldCard,
                 LoseFieldCard, RecordFieldReport, AskExchange>;

// What a client hands in.
struct Request {
    CommandId id;
    UserId user{};
    Command command;
};

// Added by the writer: the time and the office's business date on which the postings lie.
struct Context {
    CommandId id;
    UserId user{};
    std::chrono::sys_seconds at;
    std::chrono::year_month_day business_date{};
};

struct Envelope {
    Context context;
    Command command;
};

// Command ids are unique within a group: the meter's for a command about a meter, the office's
// own (0) for every other.
enum class LedgerGroup : std::uint64_t { office = 0 };
[[nodiscard]] LedgerGroup group_of(const Command& command);

}  // namespace office
