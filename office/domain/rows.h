// What decide() is given and what it gives back: rows out of the books, rows to be added to them.
// A store loads the one and keeps the other; it decides nothing itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/order.h"
#include "office/domain/adjustment.h"
#include "office/domain/business_month.h"
#include "office/domain/commands.h"
#include "office/domain/findings.h"
#include "office/domain/history.h"
#include "office/domain/ledger.h"
#include "office/domain/network.h"
#include "office/domain/outcomes.h"
#include "office/domain/pricing.h"
#include "office/domain/tariff.h"
#include "office/domain/views.h"

namespace office {

// Where a meter stands now: what follows from all rows about it. The one row that changes.
struct MeterRow {
    card::MeterId meter{};
    card::KeyVersion key_version{};
    std::optional<card::CustomerNumber> customer;
    std::optional<TariffId> tariff;
    bool is_open = false;  // as the newest report states
    // That orders are made under where it is above key_version: a meter session went by without a
    // report while the card brought this key, so the meter may have it. 0: there is none.
    card::KeyVersion order_key_version{};
    std::optional<MeterCard> card;
    // Of the newest order made; sequence 0 before the first.
    card::Sequence sequence{};
    base::WattHours ordered_total;
    std::uint32_t purchases = 0;
    base::WattHours last_purchase_energy;
    std::chrono::sys_seconds last_purchase_time;
    // Of the newest card, as the last reading of it found it.
    std::uint32_t meter_sessions = 0;
    std::uint8_t readings_without_report = 0;  // in a row
    // Of the account.
    CustomerClass customer_class = CustomerClass::any;  // any while there is none
    // The month of the last sale, or the one before that in which the account was opened: up to
    // here monthly charges are taken.
    BusinessMonth charged_through{};
    base::WattHours bought_in_month;  // sold in `charged_through`
    Arrears arrears;
    base::WattHours carried_in;  // from another meter: the first order for the next card brings it
    bool is_barred = false;      // it was exchanged without a final report: it serves nobody again

    bool operator==(const MeterRow&) const = default;
};

// A desk that was set up, and the cash that lies there unsigned. Changes with each sale in cash.
struct DeskRow {
    std::string desk;
    std::optional<base::MinorUnits> most_unsigned_cash;
    std::optional<ShiftId> shift;    // that is open
    UserId shift_opened_by{};        //
    base::MinorUnits change_fund;    // of the open shift
    base::MinorUnits cash_taken;     // in the open shift
    base::MinorUnits cash_unsigned;  // taken in closed shifts that nobody signed yet

    bool operator==(const DeskRow&) const = default;
};

// Where a shift stands; it follows from its rows.
struct ShiftRow {
    ShiftId shift{};
    std::string desk;
    UserId opened_by{};
    std::optional<UserId> closed_by;
    base::MinorUnits cash_taken;  // once it is closed
    bool is_signed = false;
};

// What the books say about a master key and the people of a ceremony.
struct KeyRows {
    std::optional<Role> second_role;         // none: there is no such user
    std::uint32_t most_failed_proofs = 0;    // of either person, within failed_proof_seconds
    card::KeyVersion newest{};               // of this kind, as created or imported; 0: none
    std::optional<Fingerprint> fingerprint;  // of the one named
    bool is_retired = false;                 // the one named
    std::uint64_t meters = 0;                // that have this version, or whose newest card has, or
                                             // one before it: that card may have this one along
};

// What the books say about a field card, who is to carry it and the meters of its next round.
struct FieldRows {
    bool is_customers_card = false;         // this serial was given to a meter
    std::optional<card::Generation> round;  // of the card: its newest; none: never issued
    std::optional<Role> carrier_role;       // none: there is no such user
    struct Meter {
        card::MeterId meter{};
        card::KeyVersion key_version{};
        card::Generation highest_round{};     // ever, of any field card
        std::uint32_t parameter_version = 0;  // of the newest set made for it
    };
    std::vector<Meter> meters;  // those asked for that there are, in the order asked
};

// The numbers that the next new row of each kind takes.
struct NextNumbers {
    UserId user{};
    TokenId token{};
    TariffId tariff{};
    card::CustomerNumber customer{};
    ReceiptNumber receipt{};
    DeskReceipt desk_receipt{};  // of the sale's desk
    ShiftId shift{};
    AdjustmentId adjustment{};
};

// What the books know of a meter's event log.
struct LogRows {
    std::vector<card::EventRecord> newest;     // events
    std::optional<card::Digest8> before_last;  // of the newest report but one; none: there is none
    std::uint32_t settled = 0;              // the newest event that they held when last_report came
    std::uint32_t settled_before_last = 0;  // and when the one before it came; 0: none
};

// Where a meter's month would stand without its newest sale.
struct MonthBefore {
    BusinessMonth month{};
    base::WattHours bought;
};

// Everything that a decision may ask of the books, as they are inside the transaction. Beside each
// row stands which commands need it; the others leave it as it is here.
struct Rows {
    card::OfficeId office{};
    std::optional<Role> role;        // every command: of who gives it; Role::office for the_office
    NextNumbers next;                // every command that makes such a row
    bool name_is_taken = false;      // AddUser
    bool owner_exists = false;       // AddApiToken
    std::optional<Tariff> tariff;    // ApproveTariff, OpenAccount: the one named. Sell: the version
                                     // in force of the account's tariff on the business date
    std::optional<MeterRow> meter;   // every command about a meter
    bool card_was_issued = false;    // IssueCard: this serial, to any meter at any time
    std::optional<OrderView> order;  // ConfirmOrder: the one named. RecordReport,
                                     // RecordFieldReport: the one whose sequence the report
                                     // states
    std::optional<CardReport> last_report;   // these two, adjustments: the newest in the books
    std::optional<CardReport> last_of_card;  // these two: the newest that the same card brought
    std::vector<card::EventRecord> events;   // these two: in the books, of these numbers
    LogRows log;                             // these two
    std::vector<MeterEnd> ends;              // RecordReport: see new_ends()
    FieldRows field;                         // IssueFieldCard, ConfirmFieldCard, LoseFieldCard
    // ReverseSale, AskAdjustment of a correction: the sale named, where it is of this customer.
    // Of a refund: the customer's sales that have energy left, the newest first, until they have
    // enough. ApproveAdjustment: those that it takes back.
    std::vector<SoldRow> sold;
    MonthBefore month_before_sale;  // ReverseSale
    // ApproveAdjustment, DeclineAdjustment, PayBack: the one named, of this meter. ConfirmOrder:
    // the one whose order it is.
    std::optional<AdjustmentRow> adjustment;
    // AskExchange, ApproveAdjustment of an exchange: the meter that is to come, and where the
    // premises hang, unless the books say so of that meter already.
    std::optional<MeterRow> new_meter;
    std::optional<PremisesLink> premises;
    bool is_unsettled = false;      // ApproveAdjustment: another adjustment of this customer waits
                                    // for a second person or for its money
    bool is_closing = false;        // Sell, adjustments: the meter was told to close this account
    bool is_blocked = false;        // Sell: this customer
    bool key_was_exported = false;  // ExportMeterKey
    card::KeyVersion version_in_use{1};  // RegisterMeter, HoldCeremony, IssueFieldCard: that new
                                         // meters get and old ones go over to
    KeyRows key;                         // HoldCeremony
    bool desks_are_set_up = false;       // Sell, PayBack: at least one
    std::optional<DeskRow> desk;    // Sell, PayBack, SetDesk, OpenShift: the one named. CloseShift,
                                    // SignShift: the shift's
    std::optional<ShiftRow> shift;  // CloseShift, SignShift
    bool a_shift_is_open = false;   // CloseDay: opened on this date or an earlier one
    std::optional<std::chrono::year_month_day> closed_through;  // CloseDay: the last closed day
    // PrintReceipt: how often it was handed out; none where the meter has no such sale.
    std::optional<std::uint32_t> receipt_prints;
    NetworkRows network;        // LinkPremises, RecordFeederReadings: of those that they name
    std::vector<Leg> day_sums;  // CloseDay: of each account from then to this date; no zeros
};

struct UserAdded {
    UserId user{};
    AddUser given;
};

struct TokenAdded {
    TokenId token{};
    AddApiToken given;
};

struct TariffProposed {
    TariffId tariff{};
    ProposeTariff given;
};

struct TariffApproved {
    TariffId tariff{};
};

struct MeterRegistered {
    card::MeterId meter{};
    card::KeyVersion key_version{};
};

struct CeremonyHeld {
    HoldCeremony given;
};

struct ProofFailed {
    UserId user{};
};

struct KeysUsed {
    std::vector<MasterUses> uses;
};

// Its card works with this version alone.
struct CardRolledOver {
    ConfirmCardKeys given;
};

// A report has shown that the meter works with this version.
struct MeterRolledOver {
    card::MeterId meter{};
    card::KeyVersion key_version{};
};

struct KeyExported {
    card::MeterId meter{};
};

struct AccountOpened {
    card::CustomerNumber customer{};
    OpenAccount given;
};

struct CardGiven {
    card::MeterId meter{};
    card::CardSerial serial{};
    card::Generation generation{};
};

struct CardConfirmed {
    card::MeterId meter{};
    card::Generation generation{};
};

struct OrderMade {
    card::Order order;
};

struct OrderIssued {
    card::MeterId meter{};
    card::Sequence sequence{};
};

struct ArrearsAdded {
    card::CustomerNumber customer{};
    AddArrears given;
};

struct SaleMade {
    card::MeterId meter{};
    card::CustomerNumber customer{};
    std::string desk;
    Sale sale;
    std::optional<ShiftId> shift;
};

struct DeskSet {
    SetDesk given;
};

struct ShiftOpened {
    ShiftId shift{};
    OpenShift given;
};

struct ShiftClosed {
    CloseShift given;
    base::MinorUnits cash_taken;
    base::MinorUnits expected;
};

struct ShiftSigned {
    ShiftId shift{};
};

struct DayClosed {
    std::chrono::year_month_day date{};
    std::vector<Leg> sums;
};

// Those lines of an import that the books did not hold yet.
struct PremisesLinked {
    std::vector<PremisesLink> links;
};

struct FeederRead {
    std::vector<FeederReading> readings;
};

struct ReceiptHandedOut {
    PrintReceipt given;
};

struct AdjustmentAsked {
    card::MeterId meter{};
    AdjustmentRow row;
    AdjustmentReason reason{};
};

struct AdjustmentApproved {
    card::MeterId meter{};
    AdjustmentRow row;
};

struct AdjustmentDeclined {
    card::MeterId meter{};
    AdjustmentId adjustment{};
};

// The card answered with authentication that it overwrote the sale's order, and was in no meter
// since that was made.
struct AdjustmentProven {
    card::MeterId meter{};
    AdjustmentId adjustment{};
};

struct AdjustmentPaid {
    PayBack given;
    base::MinorUnits total;
    std::optional<ShiftId> shift;
};

// Asked for with its adjustment.
struct ExchangeAsked {
    card::MeterId meter{};
    AdjustmentRow row;
};

// What came from another meter is in this meter's order.
struct CarriedIn {
    card::MeterId meter{};
    card::Sequence sequence{};
    base::WattHours energy;
};

struct CustomerBlocked {
    card::CustomerNumber customer{};
    SetBlocked given;
};

// A balanced set of legs about one meter, or about none (0).
struct Posted {
    card::MeterId meter{};
    std::vector<Leg> legs;
};

struct ReadingRecorded {
    RecordReport given;
    bool is_newer = false;
    Findings findings;
};

// A field card's next round.
struct FieldRoundGiven {
    IssueFieldCard given;
    NewFieldRound round;
};

struct FieldRoundConfirmed {
    ConfirmFieldCard given;
};

struct FieldCardLost {
    card::CardSerial serial{};
    card::Generation round{};
};

// Ends of days and months that the books did not hold.
struct EndsRecorded {
    card::MeterId meter{};
    std::vector<MeterEnd> ends;
};

// Events that the books did not hold, of one meter.
struct EventsRecorded {
    std::vector<card::EventRecord> events;
};

using Change =
    std::variant<UserAdded, TokenAdded, TariffProposed, TariffApproved, MeterRegistered,
                 AccountOpened, CardGiven, CardConfirmed, OrderMade, OrderIssued, SaleMade, Posted,
                 ReadingRecorded, KeyExported, ArrearsAdded, DeskSet, ShiftOpened, ShiftClosed,
                 ShiftSigned, DayClosed, CeremonyHeld, ProofFailed, KeysUsed, MeterRolledOver,
                 ReceiptHandedOut, CardRolledOver, PremisesLinked, FeederRead, AdjustmentAsked,
                 AdjustmentApproved, AdjustmentDeclined, AdjustmentProven, AdjustmentPaid,
                 CustomerBlocked, FieldRoundGiven, FieldRoundConfirmed, FieldCardLost,
                 EventsRecorded, EndsRecorded, ExchangeAsked, CarriedIn>;

struct Decision {
    Answer answer;
    std::vector<Change> changes;    // to be added in this order
    std::optional<MeterRow> meter;  // the meter's row from now on; none where it stays as it was
    std::optional<DeskRow> desk{};  // likewise the desk's
    std::optional<MeterRow> new_meter{};  // likewise that of an exchange
};

}  // namespace office
