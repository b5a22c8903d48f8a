// The .sql files of migrations/, as they are built into the program.
#pragma once

#include <span>
#include <string_view>

namespace office {

// The first makes an empty database one of version 1, each further one raises it by one.
[[nodiscard]] std::span<const std::string_view> migrations();

}  // namespace office
