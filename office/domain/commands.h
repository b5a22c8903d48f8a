// Everything that changes the books. A command is a request: decide() says whether it is accepted
// and what follows from it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/report.h"
#include "office/domain/identifiers.h"

namespace office {

enum class Role : std::uint8_t {
    office = 0,  // the_office alone: no user can be given it
    clerk = 1,
    supervisor = 2,
    administrator = 3,
    auditor = 4,  // reads everything, changes nothing
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

// A price from a date on. Tariffs of one name are versions of one tariff: a sale takes the approved
// one with the latest valid_from that is not after the business date.
struct ProposeTariff {
    std::string name;
    base::MinorUnits price_per_kwh;            // before tax, 1 to largest_price
    std::int32_t tax_basis_points = 0;         // of the price, 0 to 10,000
    std::chrono::year_month_day valid_from{};  // business date
};

// Asks for another person than the proposer.
struct ApproveTariff {
    TariffId tariff{};
};

struct RegisterMeter {
    card::MeterId meter{};
    card::KeyVersion key_version{};
};

struct OpenAccount {
    card::MeterId meter{};
    TariffId tariff{};
    std::string name;
    std::string address;
    std::string phone;
};

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
    std::string desk;  // where the money was taken; empty without a desk
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
};

using Command =
    std::variant<AddUser, AddApiToken, ProposeTariff, ApproveTariff, RegisterMeter, OpenAccount,
                 IssueCard, ConfirmCard, Sell, ConfirmOrder, RecordReport, ExportMeterKey>;

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
