// Commands about desks, the shifts at them, the money taken there, and the business days.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/quantity.h"
#include "office/domain/identifiers.h"

namespace office {

// What a customer pays with. The numbers are stable.
enum class Means : std::uint8_t { cash = 1, bank_card = 2, mobile_money = 3, bank_transfer = 4 };

struct Payment {
    Means means = Means::cash;
    // Cash handed over; the rest of it goes back as change. None: exactly the price.
    std::optional<base::MinorUnits> tendered{};

    bool operator==(const Payment&) const = default;
};

// Sets a desk up, or sets its limit anew. From the first desk of an office on money is taken only
// at desks that are set up, and there only in a shift.
struct SetDesk {
    std::string desk;
    // The most cash that may lie there unsigned; none: no limit.
    std::optional<base::MinorUnits> most_unsigned_cash;  // 1 to largest_cash
};

// Whoever opens a shift answers for the drawer until it is closed.
struct OpenShift {
    std::string desk;
    base::MinorUnits change_fund;  // counted in the drawer before the first sale, 0 to largest_cash
};

struct CloseShift {
    ShiftId shift{};
    base::MinorUnits counted;  // in the drawer, the change fund included, 0 to largest_cash
};

// A second person took the cash of a closed shift over, whatever the difference was.
struct SignShift {
    ShiftId shift{};
};

// No posting falls on this business date or an earlier one any more: a late one goes to the next.
struct CloseDay {
    std::chrono::year_month_day date{};
};

inline constexpr base::MinorUnits largest_cash{1'000'000'000'000'000};

}  // namespace office
