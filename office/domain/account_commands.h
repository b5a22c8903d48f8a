// What happens to an account after it was opened: its meter is exchanged, its customer leaves.
#pragma once

#include <optional>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "office/domain/adjustment_commands.h"

namespace office {

// Asks that the customer be served by another meter from now on, with the credit that is left. A
// second person approves.
struct AskExchange {
    card::MeterId meter{};
    card::MeterId new_meter{};  // registered, serving nobody
    // Used since the meter's last report, as estimated: of a meter that cannot write its final
    // one, and of no other.
    std::optional<base::WattHours> used_since;
    AdjustmentReason reason{};
};

}  // namespace office
