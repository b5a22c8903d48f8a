// What a command comes to: an answer, or the reason why it was refused and changed nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/order.h"
#include "office/domain/field_commands.h"
#include "office/domain/findings.h"
#include "office/domain/identifiers.h"
#include "office/domain/shift_commands.h"

namespace office {

// "Refused because ...". The numbers are stable.
enum class Refusal : std::uint8_t {
    not_permitted = 1,              // the role may not do this, or there is no such user
    id_already_used = 2,            // this id was accepted with other content, or from another user
    name_empty = 3,                 // or only spaces
    text_too_long = 4,              // above longest_text
    name_taken = 5,                 // another user has this name
    unknown_user = 6,               // the owner of a new token
    role_not_grantable = 7,         // no user can be given this role
    price_out_of_range = 8,         // 1 to largest_price
    tax_out_of_range = 9,           // 0 to 10,000 basis points
    date_invalid = 10,              // no such day in the calendar
    unknown_tariff = 11,            //
    already_approved = 12,          // this tariff
    second_person_needed = 13,      // who proposed cannot approve
    meter_out_of_range = 14,        // 1 to 999,999,999,999
    key_version_out_of_range = 15,  // 1 to 255
    meter_exists = 16,              //
    unknown_meter = 17,             //
    account_exists = 18,            // this meter already serves a customer
    tariff_not_approved = 19,       //
    no_account = 20,                // this meter serves no customer yet
    card_already_used = 21,         // this serial was given out before; a card is never blank again
    generation_used_up = 22,        // 65,535 cards
    unknown_card = 23,              // not this meter's newest card
    no_card = 24,                   // this meter has no card yet
    card_not_confirmed = 25,        // the newest card was not finished
    energy_not_positive = 26,       //
    energy_above_largest_sale = 27,    // 1,000,000 kWh
    money_not_positive = 28,           //
    money_buys_nothing = 29,           // less than one watt-hour's price
    money_above_largest_sale = 30,     // buys more than the largest sale
    no_tariff_in_force = 31,           // none approved whose date has come
    total_above_largest = 32,          // ordered total would pass base::largest_energy
    sequence_used_up = 33,             //
    supervisor_needed = 34,            // three card readings in a row without a newer report
    unknown_order = 35,                // no such sequence for this meter
    report_of_another_meter = 36,      // or the card states another meter than the report
    key_already_exported = 37,         // this meter's
    steps_out_of_order = 38,           // at most 5 more, each above the one before
    charge_out_of_range = 39,          // 0 to largest_monthly_charge
    customer_class_out_of_range = 40,  // of an account: one of the classes
    tariff_of_another_class = 41,      // than the customer's
    arrears_out_of_range = 42,         // 1 to largest_arrears, owed from before included
    recovery_out_of_range = 43,        // at least 1 a sale; 0 to 10,000 basis points
    money_below_charges = 44,          // the charges and arrears due take all of it
    quote_stale = 45,                  // what was promised is not what it costs now
    quote_expired = 46,                //
    tendered_too_little = 47,          // less cash than the price
    tendered_not_cash = 48,            // change is given for cash alone
    desk_not_set_up = 49,              // and others are, or there is no such desk
    no_shift_open = 50,                // at this desk
    shift_of_another = 51,             // and the asker is a clerk
    desk_limit_reached = 52,           // with this sale more cash would lie there than may
    desk_limit_out_of_range = 53,      // 1 to largest_cash
    shift_already_open = 54,           // at this desk
    unknown_shift = 55,                //
    shift_already_closed = 56,         //
    shift_not_closed = 57,             // it cannot be signed yet
    shift_already_signed = 58,         //
    cash_out_of_range = 59,            // 0 to largest_cash
    shifts_still_open = 60,            // on the day to be closed or before
    day_already_closed = 61,           //
    day_not_begun = 62,                // only a day that has come can be closed
    unknown_receipt = 63,              // of this meter
    // Of a line of an import; the import as a whole is refused.
    import_lines_out_of_range = 110,  // 1 to most_import_lines
    network_name_invalid = 111,  // 1 to longest_network_name printable bytes, no comma, no quote
    district_differs = 112,      // this transformer lies in another one
    link_differs = 113,          // from this day on the meter hangs at another transformer
    unknown_transformer = 114,   // no premises hang there
    feeder_total_out_of_range = 115,    // 0 to base::largest_energy
    feeder_reading_differs = 116,       // of this day
    feeder_total_falls = 117,           // from one day to a later one
    ceremony_locked = 70,               // five wrong passwords for one of the two people
    shares_out_of_range = 71,           // 2 to count, count to most_shares
    key_version_out_of_order = 72,      // a new key's is above the newest
    fingerprint_differs = 73,           // this is not the key that the books know by this version
    unknown_master = 74,                // neither made nor imported
    version_not_higher = 75,            // meters go over to higher versions alone
    key_in_use = 76,                    // by meters, or by those that come
    key_retired = 77,                   // already
    not_the_roll_over_key = 78,         // only this one is put away
    field_meters_out_of_range = 80,     // 1 to card::most_places, none twice
    field_kind_unknown = 81,            // a customer's card, or none that there is
    parameters_missing = 82,            // on a parameter card; on any other there are none
    parameters_out_of_range = 83,       // card::validate() refuses them
    carrier_not_permitted = 84,         // neither an inspector nor in charge
    unknown_field_card = 85,            // or not of this round
    rounds_used_up = 86,                // 65,535 rounds
    parameter_versions_used_up = 87,    //
    adjustment_kind_out_of_range = 90,  // none that can be asked for
    reason_out_of_range = 91,           // of an adjustment
    energy_not_sold = 92,               // more goes back than is left of all sales
    already_taken_back = 93,            // of this sale
    not_the_newest_order = 94,          // only the newest sale can be reversed
    order_may_be_loaded = 95,           // its card was in a meter since, or is not the newest
    no_report_yet = 96,                 // no report has shown the meter open
    energy_was_used = 97,               // less is left in the meter than would go back
    account_closing = 98,               // the meter was told to close the account
    unknown_adjustment = 99,            // of this meter and its customer
    already_decided = 100,              // approved or declined
    already_paid = 101,                 //
    nothing_to_pay = 102,               // it is not approved, or no money goes back with it
    energy_not_proven_back = 103,       // neither card nor report shows that it cannot be used
    not_enough_cash = 104,              // in the drawer
    customer_blocked = 105,             // nothing is sold to this one
    meter_barred = 106,                 // it was exchanged without a final report
    energy_overdrawn = 107,             // the meter used more than was ordered: that is sold first
    estimate_out_of_range =
        108,                  // missing, negative or above what is left; or a final report is there
    account_unsettled = 109,  // an adjustment waits for a second person or for its money
    figures_changed = 118,    // since an exchange was asked for
};

struct NewUser {
    UserId user{};
    auto operator<=>(const NewUser&) const = default;
};

struct NewToken {
    TokenId token{};
    auto operator<=>(const NewToken&) const = default;
};

struct NewTariff {
    TariffId tariff{};
    auto operator<=>(const NewTariff&) const = default;
};

struct NewAccount {
    card::CustomerNumber customer{};
    auto operator<=>(const NewAccount&) const = default;
};

// What the card's ID file is to hold.
struct NewCard {
    card::Generation generation{};
    card::CustomerNumber customer{};
    card::KeyVersion key_version{};
    auto operator<=>(const NewCard&) const = default;
};

// Money taken for an order. The order itself, to be written onto a card: Store::order_to_write.
struct Sale {
    ReceiptNumber receipt{};
    base::WattHours energy;
    base::MinorUnits net;    // of the energy, before tax
    base::MinorUnits tax;    // on net and charge
    base::MinorUnits total;  // net + charge + tax + arrears: what was paid
    TariffId tariff{};       // the version in force
    card::Sequence sequence{};
    base::WattHours ordered_total;             // ever, this sale included
    std::uint8_t readings_without_report = 0;  // in a row; above 0 it belongs on the receipt
    base::MinorUnits charge{};                 // monthly charges, before tax
    base::MinorUnits arrears{};                // of this paid back
    base::MinorUnits arrears_left{};           // still owed
    DeskReceipt desk_receipt{};                // of the sale's desk; 0 in books before version 3
    Means means = Means::cash;
    base::MinorUnits change{};  // handed back
    auto operator<=>(const Sale&) const = default;
};

// The office's books beside what the card brought back; whole watt-hours.
struct Reconciliation {
    base::WattHours ordered;  // total of the newest order made
    base::WattHours loaded;   // ordered total that the meter states
    base::WattHours consumed;
    base::WattHours remaining;                 // loaded - consumed, negative where overdrawn
    base::WattHours overdrawn;                 // ever
    bool is_newer = false;                     // a report that was not in the books yet
    std::uint8_t readings_without_report = 0;  // in a row
    Findings findings;
    auto operator<=>(const Reconciliation&) const = default;
};

struct NewShift {
    ShiftId shift{};
    auto operator<=>(const NewShift&) const = default;
};

// The cash of a closed shift.
struct CountedShift {
    base::MinorUnits expected;    // change fund and cash taken
    base::MinorUnits counted;     //
    base::MinorUnits difference;  // counted - expected: negative where money is missing
    auto operator<=>(const CountedShift&) const = default;
};

struct ReceiptPrinted {
    std::uint32_t copy = 0;  // 0: the original
    auto operator<=>(const ReceiptPrinted&) const = default;
};

// Lines of an import.
struct Imported {
    std::uint32_t added = 0;
    std::uint32_t unchanged = 0;  // the books hold them already
    auto operator<=>(const Imported&) const = default;
};

// What was asked for, and the money that goes back with it.
struct NewAdjustment {
    AdjustmentId adjustment{};
    base::MinorUnits total;
    auto operator<=>(const NewAdjustment&) const = default;
};

struct PaidBack {
    base::MinorUnits total;
    auto operator<=>(const PaidBack&) const = default;
};

// Accepted, with nothing to add.
struct Done {
    auto operator<=>(const Done&) const = default;
};

using Answer = std::variant<Done, NewUser, NewToken, NewTariff, NewAccount, NewCard, Sale,
                            Reconciliation, NewShift, CountedShift, ReceiptPrinted, Imported,
                            NewAdjustment, PaidBack, NewFieldRound>;

struct Accepted {
    Answer answer;
    bool is_repeat = false;  // the answer given the first time to the same id and content
};

using Outcome = std::expected<Accepted, Refusal>;

}  // namespace office
