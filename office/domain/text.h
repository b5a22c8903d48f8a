// What people may write into a name or another short text.
#pragma once

#include <optional>
#include <string_view>

#include "office/domain/outcomes.h"

namespace office {

// Why `name` cannot be one: name_empty, text_too_long. Nothing where it can.
[[nodiscard]] std::optional<Refusal> refused_name(std::string_view name);

// The same for a text that may be empty.
[[nodiscard]] std::optional<Refusal> refused_text(std::string_view text);

}  // namespace office
