#include "office/domain/adjustment.h"

#include <algorithm>

#include "base/ensure.h"

namespace office {
namespace {

// Of the price of all energy of `sale`, tax included, what its first `energy` is worth.
AdjustmentShare worth_of(const SoldRow& sale, base::WattHours energy) {
    const Price& price = sale.price;
    const std::int64_t taxed = (price.net + price.charge).count();
    const std::int64_t tax_of_energy =
        taxed == 0 ? 0 : share_of(price.tax.count(), price.net.count(), taxed);
    const std::int64_t whole = price.energy.count();
    return {sale.receipt, energy,
            base::MinorUnits{share_of(price.net.count(), energy.count(), whole)},
            base::MinorUnits{share_of(tax_of_energy, energy.count(), whole)}};
}

}  // namespace

bool is_reason(AdjustmentReason reason) {
    return reason >= AdjustmentReason::wrong_amount && reason <= AdjustmentReason::goodwill;
}

std::int64_t share_of(std::int64_t amount, std::int64_t part, std::int64_t whole) {
    constexpr std::int64_t most = 1'000'000'000'000'000;
    base::ensure(amount >= 0 && amount <= most && part >= 0 && part <= whole && whole > 0 &&
                 whole <= most);
    // Long multiplication, a binary digit of `part` at a time: amount * part may pass 64 bits,
    // neither quotient nor remainder does.
    std::int64_t quotient = 0;
    std::int64_t remainder = 0;  // below `whole` after each digit
    for (int digit = 62; digit >= 0; --digit) {
        quotient *= 2;
        remainder *= 2;
        if (((part >> digit) & 1) != 0) {
            quotient += amount / whole;
            remainder += amount % whole;
        }
        quotient += remainder / whole;
        remainder %= whole;
    }
    return quotient;
}

AdjustmentShare take_back(const SoldRow& sale, base::WattHours energy) {
    base::ensure(energy > base::WattHours{} && sale.taken_back + energy <= sale.price.energy);
    const AdjustmentShare before = worth_of(sale, sale.taken_back);
    const AdjustmentShare after = worth_of(sale, sale.taken_back + energy);
    return {sale.receipt, energy, after.net - before.net, after.tax - before.tax};
}

AdjustmentFigures undo(const SoldRow& sale) {
    base::ensure(sale.taken_back == base::WattHours{});
    return {sale.price, {take_back(sale, sale.price.energy)}};
}

std::expected<AdjustmentFigures, Refusal> take_back_newest(std::span<const SoldRow> sales,
                                                           base::WattHours energy) {
    AdjustmentFigures figures;
    for (const SoldRow& sale : sales) {
        const base::WattHours left = energy - figures.price.energy;
        const base::WattHours taken = std::min(left, sale.price.energy - sale.taken_back);
        if (taken == base::WattHours{}) {
            continue;
        }
        const AdjustmentShare share = take_back(sale, taken);
        figures.price.energy += share.energy;
        figures.price.net += share.net;
        figures.price.tax += share.tax;
        figures.shares.push_back(share);
    }
    if (figures.price.energy < energy) {
        return std::unexpected{Refusal::energy_not_sold};
    }
    return figures;
}

}  // namespace office
