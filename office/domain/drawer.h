// Whether money may change hands at a desk.
#pragma once

#include <optional>

#include "office/domain/commands.h"
#include "office/domain/outcomes.h"
#include "office/domain/rows.h"

namespace office {

// Why none may: desk_not_set_up, no_shift_open, shift_of_another. Nothing where it may, and as long
// as no desk is set up.
[[nodiscard]] std::optional<Refusal> refused_desk(const Context& context, const Rows& rows);

}  // namespace office
