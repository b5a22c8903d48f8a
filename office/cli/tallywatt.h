// The office's command line for clerks and scripts.
#pragma once

namespace office {

// Runs `tallywatt ...`; the exit status: 0 done, 1 refused or failed, 2 wrong usage.
[[nodiscard]] int tallywatt_main(int argc, char** argv, const char* version);

}  // namespace office
