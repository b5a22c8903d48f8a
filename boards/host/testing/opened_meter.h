// A meter that the office has opened, in a file of a test's own.
#pragma once

#include <filesystem>

#include "base/quantity.h"
#include "boards/host/state_file.h"

namespace boards::testing {

// Makes `folder`, and in it meter 17 with an account of `ordered`, supplied.
[[nodiscard]] StateFile opened_meter(const std::filesystem::path& folder, base::WattHours ordered);

}  // namespace boards::testing
