// Double entry in money and in energy, append only. A posting is a set of legs about one meter that
// sums to zero in each unit, or about none (0); a mistake is corrected by a new posting.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "office/domain/price.h"
#include "office/domain/shift_commands.h"

namespace office {

enum class Unit : std::uint8_t { money, energy };

// The numbers are stable. Debit is positive.
enum class Account : std::uint8_t {
    cash = 1,              // money taken
    energy_revenue = 2,    // sales before tax
    tax_payable = 3,       // tax taken for the state
    energy_supplied = 4,   // energy given out by the office, negative
    meter_energy = 5,      // energy that meters may use: per meter, its newest order's total
    arrears = 6,           // what customers owe from before
    arrears_taken_on = 7,  // where those debts came from
    monthly_charges = 8,   // before tax
    bank_cards = 9,        // money taken by each means other than cash
    mobile_money = 10,
    bank_transfers = 11,
    cash_differences = 12,  // what was counted less than expected, debit; more, credit
    owed_back = 13,         // what goes back to customers and has not been paid
    energy_given = 14,      // without money, negative
    energy_carried = 15,    // out of a meter that was exchanged, until its successor has it
};
inline constexpr std::uint8_t account_count = 15;

[[nodiscard]] constexpr Unit unit_of(Account account) {
    switch (account) {
        case Account::cash:
        case Account::energy_revenue:
        case Account::tax_payable:
        case Account::arrears:
        case Account::arrears_taken_on:
        case Account::monthly_charges:
        case Account::bank_cards:
        case Account::mobile_money:
        case Account::bank_transfers:
        case Account::cash_differences:
        case Account::owed_back:
            return Unit::money;
        case Account::energy_carried:
        case Account::energy_given:
        case Account::energy_supplied:
        case Account::meter_energy:
            return Unit::energy;
    }
    __builtin_unreachable();
}

struct Leg {
    Account account{};
    std::int64_t amount = 0;  // minor units or watt-hours, as the account's unit says

    auto operator<=>(const Leg&) const = default;
};

// Whether the legs sum to zero in each unit.
[[nodiscard]] bool is_balanced(std::span<const Leg> legs);

// Where money of these means is.
[[nodiscard]] Account account_of(Means means);

// What a sale posts: money against revenue, charges, tax and arrears, energy from the office to the
// meter. Legs of zero are left out.
[[nodiscard]] std::vector<Leg> sale_posting(const Price& price, Means means);

// What counting a drawer posts; nothing where nothing differs.
[[nodiscard]] std::vector<Leg> count_posting(base::MinorUnits difference);

// What undoes the parts of a sale: its money is owed to the customer from then on.
[[nodiscard]] std::vector<Leg> take_back_posting(const Price& price);

[[nodiscard]] std::vector<Leg> free_issue_posting(base::WattHours energy);

// What goes out of a meter that is exchanged, and into its successor.
[[nodiscard]] std::vector<Leg> carry_out_posting(base::WattHours energy);
[[nodiscard]] std::vector<Leg> carry_in_posting(base::WattHours energy);

// What paying the money that is owed back posts.
[[nodiscard]] std::vector<Leg> pay_back_posting(base::MinorUnits total, Means means);

// What a debt from elsewhere posts.
[[nodiscard]] std::vector<Leg> arrears_posting(base::MinorUnits amount);

}  // namespace office
