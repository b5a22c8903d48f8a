// What a second person's approval of an exchange comes to.
#pragma once

#include "office/domain/decide.h"

namespace office {

// rows.adjustment is an exchange that waits for this person.
//   refused   unknown_meter, account_exists, meter_barred: of the meter that is to come;
//             account_unsettled, figures_changed, sequence_used_up
[[nodiscard]] Decided approve_exchange(const Context& context, const Rows& rows);

}  // namespace office
