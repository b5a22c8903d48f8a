#include "meter/credit/credit_account.h"

#include <algorithm>

#include "base/ensure.h"

namespace meter {
namespace {

base::Millijoules below_zero(base::Millijoules remaining) {
    return std::max(-remaining, base::Millijoules{0});
}

}  // namespace

CreditAccount::CreditAccount(const OrderedFigures& ordered, base::Millijoules consumed_total,
                             base::Millijoules overdrawn_total)
    : ordered_{ordered}, consumed_total_{consumed_total}, overdrawn_total_{overdrawn_total} {
    base::ensure(!consumed_total.is_negative() && !overdrawn_total.is_negative());
}

void CreditAccount::consume(base::Millijoules energy) {
    base::ensure(!energy.is_negative());
    const auto overdrawn_before = below_zero(remaining());
    consumed_total_ += energy;
    overdrawn_total_ += below_zero(remaining()) - overdrawn_before;
}

base::Millijoules CreditAccount::remaining() const {
    return base::millijoules(ordered_.ordered_total) - consumed_total_;
}

}  // namespace meter
