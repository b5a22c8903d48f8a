// What a person types at the terminal, also where input and output lead elsewhere.
#pragma once

#include <string>

#include "apps/office_directory.h"

namespace apps {

// Asks at the terminal and waits for a line. Refused where there is no terminal; `instead` then
// says which option to give.
[[nodiscard]] OrComplaint<std::string> ask_line(const std::string& question,
                                                const std::string& instead);
// The same without showing what is typed.
[[nodiscard]] OrComplaint<std::string> ask_secret(const std::string& question,
                                                  const std::string& instead);

}  // namespace apps
