// An adjustment by the number in an address or a form.
#pragma once

#include <expected>
#include <string_view>

#include "office/domain/store.h"
#include "office/web/problem.h"

namespace office {

// Refused: unknown_adjustment, or that the books cannot be read.
[[nodiscard]] std::expected<AdjustmentView, Problem> find_adjustment(const Store& store,
                                                                     std::string_view text);

}  // namespace office
