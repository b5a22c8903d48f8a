// Who may do what: one table, in roles.cpp.
#pragma once

#include <cstdint>

#include "office/domain/commands.h"

namespace office {

// Whether a user of `role` may give `command`. What is asked beyond the role (a second person, a
// supervisor after missing reports) is decided with the rows.
[[nodiscard]] bool is_permitted(Role role, const Command& command);

// Whether a field card may be given to a user of `role`.
[[nodiscard]] bool may_carry(Role role);

// Whether a user of `role` may see the ledger and the audit chains.
[[nodiscard]] bool may_audit(Role role);

// Whether a user of `role` may see statistics: sums over customers, and lists of them.
[[nodiscard]] bool may_see_statistics(Role role);

}  // namespace office
