// What a sale costs, part by part, and a promise of it.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "office/domain/identifiers.h"

namespace office {

// The parts of what a customer pays; none is negative.
struct Price {
    base::WattHours energy;
    base::MinorUnits net;      // of the energy, before tax
    base::MinorUnits charge;   // monthly charges that are due, before tax
    base::MinorUnits tax;      // on net and charge
    base::MinorUnits arrears;  // paid back of an older debt; taxed when that arose

    [[nodiscard]] constexpr base::MinorUnits total() const { return net + charge + tax + arrears; }
    auto operator<=>(const Price&) const = default;
};

// What a sale of so much to this meter comes to: the sale that names it costs the same to the last
// unit, or is refused. The office keeps none: all of it travels with the quote's id, and a sale is
// held against what it would cost without.
struct Quote {
    card::MeterId meter{};
    TariffId tariff{};  // the version in force
    Price price;
    std::chrono::sys_seconds expires;  // good before this second

    auto operator<=>(const Quote&) const = default;
};
inline constexpr std::chrono::minutes quote_lifetime{15};

}  // namespace office
